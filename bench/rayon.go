package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// rayon is the program in the folder rayon. It reads lines "CASE THREADS TIMES" and answers
// each with "RESULT NANOSECONDS".
type rayon struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func startRayon(program string) (*rayon, error) {
	cmd := exec.Command(program)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot run Rayon, see rayon/build.sh: %w", err)
	}
	return &rayon{cmd, in, bufio.NewReader(out)}, nil
}

func (r *rayon) stop() {
	r.in.Close()
	r.cmd.Wait()
}

func (r *rayon) contestant(c benchCase) contestant {
	return contestant{"Rayon", func(threads int) (func(int) (uint64, time.Duration, error), func(), error) {
		return func(times int) (result uint64, took time.Duration, err error) {
			if _, err := fmt.Fprintf(r.in, "%s %d %d\n", c.rayon, threads, times); err != nil {
				return 0, 0, err
			}
			line, err := r.out.ReadString('\n')
			if err != nil {
				return 0, 0, fmt.Errorf("no answer: %w", err)
			}
			_, err = fmt.Sscanf(line, "%d %d", &result, &took)
			return result, took, err
		}, nil, nil
	}}
}
