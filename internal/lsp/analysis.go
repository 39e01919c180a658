package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
)

// A Request is what an analysis is asked.
type Request struct {
	Dir      string         // where patterns are relative to
	Flags    []string       // of the command
	Patterns []string       // of packages
	Overlay  driver.Overlay // what is not saved
	Alone    bool           // a go.work around the module is to be ignored
	Quick    bool           // rather no answer than one that takes long
}

// A Result is what an analysis answers. The names of files are absolute.
type Result struct {
	Findings []finding.Finding
	Failures []driver.Failure
}

// An Analyse analyses packages. It stops when ctx ends, and tells how many packages
// of how many are done.
type Analyse func(ctx context.Context, r Request, progress func(done, total int)) (*Result, error)

// An answer is a line that a process writes.
type answer struct {
	Done, Total int     `json:",omitempty"`
	Result      *Result `json:",omitempty"`
	Error       string  `json:",omitempty"`
}

// grace is how long a process that is to stop may take to stop the go command and
// remove its files.
const grace = 15 * time.Second

// Process returns an Analyse that starts the command for each request, which is to
// call [Answer].
//
// The process reads the request from its standard input and stops when that ends:
// so it does when the server stops it, and when the server is gone, however that
// came.
func Process(name string, args ...string) Analyse {
	return func(ctx context.Context, r Request, progress func(done, total int)) (*Result, error) {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Dir = r.Dir
		if r.Alone {
			cmd.Env = append(cmd.Environ(), "GOWORK=off")
		}
		in, err := cmd.StdinPipe()
		if err != nil {
			return nil, err
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		cmd.Cancel = in.Close
		cmd.WaitDelay = grace
		if err := cmd.Start(); err != nil {
			return nil, fmt.Errorf("cannot start the analysis: %w", err)
		}
		// A process that does not read cannot keep the server from reading.
		var sending sync.WaitGroup
		sending.Go(func() { json.NewEncoder(in).Encode(r) })
		last, readErr := read(out, progress)
		in.Close()
		sending.Wait()
		err = cmd.Wait()
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case last.Error != "":
			return nil, errors.New(last.Error)
		case last.Result != nil:
			return last.Result, nil
		case err == nil:
			err = readErr
		}
		return nil, fmt.Errorf("the analysis failed: %w: %s", err, tail(stderr.String()))
	}
}

// read reads what a process answers and returns the last answer.
func read(r io.Reader, progress func(done, total int)) (last answer, err error) {
	dec := json.NewDecoder(r)
	for done := 0; ; {
		var a answer
		if err := dec.Decode(&a); err != nil {
			return last, err
		}
		if a.Total > 0 {
			if a.Done >= done {
				done = a.Done
				progress(a.Done, a.Total)
			}
			continue
		}
		last = a
	}
}

// tail returns the end of a text, in one line.
func tail(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const enough = 500
	if len(s) > enough {
		s = "…" + s[len(s)-enough:]
	}
	return strings.ToValidUTF8(s, "")
}

// Answer is what a process does that [Process] has started. Its context ends when
// the server does not want the answer any more.
func Answer(ctx context.Context, in io.Reader, out io.Writer, analyse Analyse) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dec := json.NewDecoder(in)
	var r Request
	if err := dec.Decode(&r); err != nil {
		return fmt.Errorf("cannot read the request: %w", err)
	}
	go func() {
		io.Copy(io.Discard, in)
		cancel()
	}()
	enc := json.NewEncoder(out)
	var mu sync.Mutex // packages are done at the same time
	res, err := analyse(ctx, r, func(done, total int) {
		mu.Lock()
		defer mu.Unlock()
		enc.Encode(answer{Done: done, Total: total})
	})
	mu.Lock()
	defer mu.Unlock()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return enc.Encode(answer{Error: err.Error()})
	}
	return enc.Encode(answer{Result: res})
}
