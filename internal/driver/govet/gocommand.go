package govet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// goCommand runs the go command so that it leaves nothing behind.
type goCommand struct {
	dir  string // working directory
	tmp  string // for the temporary files of the go command
	tags string
}

// output is what a command printed, and whether it exited with another status
// than 0.
type output struct {
	stdout, stderr []byte
	failed         bool
}

// grace is how long an interrupted go command may take to clean up.
const grace = 5 * time.Second

// run runs the go command in a process group of its own. When ctx ends it
// sends the group an interrupt, as a terminal would: the go command then lets
// its children end and removes its files. What is left after some seconds is
// killed.
//
// The user's environment is passed on unchanged but for GOTMPDIR: whatever
// happens to the go command, its files are in a directory that the caller
// removes. No path below it is part of a key of the build cache.
func (g goCommand) run(ctx context.Context, args ...string) (output, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = g.dir
	cmd.Env = append(cmd.Environ(), "GOTMPDIR="+g.tmp)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	ownGroup(cmd)
	cmd.Cancel = func() error { return interruptGroup(cmd) }
	cmd.WaitDelay = grace
	err := cmd.Run()
	if ctx.Err() != nil {
		killGroup(cmd)
		return output{}, context.Cause(ctx)
	}
	out := output{stdout: stdout.Bytes(), stderr: stderr.Bytes()}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		out.failed = true
	case err != nil:
		return output{}, fmt.Errorf("cannot run go %s: %w", args[0], err)
	}
	return out, nil
}

// remove removes dir. A child that was killed may just have created a file in
// it, which makes the removal fail once or twice.
func remove(dir string) {
	for range 10 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (g goCommand) tagsFlag() []string {
	if g.tags == "" {
		return nil
	}
	return []string{"-tags=" + g.tags}
}
