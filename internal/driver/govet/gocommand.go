package govet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/vettool"
)

// GoCommand runs the go command so that it leaves nothing behind.
type GoCommand struct {
	Dir  string // working directory
	Tmp  string // for the temporary files of the go command
	Tags string // build tags, separated by commas

	Overlay string // the value of the flag -overlay

	// Stderr, if it is not nil, is written what the command writes to its
	// standard error, as it does.
	Stderr io.Writer

	// Env is set on top of the user's environment.
	Env []string
}

// Output is what a command printed, and whether it exited with another status
// than 0.
type Output struct {
	Stdout, Stderr []byte
	Failed         bool
}

// grace is how long an interrupted go command may take to clean up.
const grace = 5 * time.Second

// Run runs the go command in a process group of its own. When ctx ends it
// sends the group an interrupt, as a terminal would: the go command then lets
// its children end and removes its files. What is left after some seconds is
// killed.
//
// The user's environment is passed on unchanged but for Env and GOTMPDIR:
// whatever happens to the go command, its files are in a directory that the
// caller removes. No path below it is part of a key of the build cache.
func (g GoCommand) Run(ctx context.Context, args ...string) (Output, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = g.Dir
	cmd.Env = append(append(cmd.Environ(), "GOTMPDIR="+g.Tmp), g.Env...)
	if g.Overlay != "" {
		cmd.Env = append(cmd.Env, vettool.OverlaidEnv+"=1")
	}
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if g.Stderr != nil {
		cmd.Stderr = io.MultiWriter(&stderr, g.Stderr)
	}
	ownGroup(cmd)
	cmd.Cancel = func() error { return interruptGroup(cmd) }
	cmd.WaitDelay = grace
	err := cmd.Run()
	if ctx.Err() != nil {
		killGroup(cmd)
		return Output{}, context.Cause(ctx)
	}
	out := Output{Stdout: stdout.Bytes(), Stderr: stderr.Bytes()}
	if g.Overlay != "" {
		out.Stderr = driver.Restore(out.Stderr, g.Tmp, g.Dir)
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		out.Failed = true
	case err != nil:
		return Output{}, fmt.Errorf("cannot run go %s: %w", args[0], err)
	}
	return out, nil
}

// TempDir makes a directory for GoCommand.Tmp, which the caller removes. Its path
// is absolute, since the go command runs elsewhere.
func TempDir() (string, error) {
	dir, err := os.MkdirTemp(os.Getenv("GOTMPDIR"), "parvet-")
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return "", fmt.Errorf("cannot make a directory for temporary files: %w", err)
	}
	return dir, nil
}

// Remove removes dir. A child that was killed may just have created a file in
// it, which makes the removal fail once or twice.
func Remove(dir string) {
	for range 10 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// BuildFlags returns the flags -tags and -overlay, those of them that are not
// empty.
func (g GoCommand) BuildFlags() []string {
	var flags []string
	if g.Tags != "" {
		flags = append(flags, "-tags="+g.Tags)
	}
	if g.Overlay != "" {
		flags = append(flags, "-overlay="+g.Overlay)
	}
	return flags
}

// PutDown writes the unsaved files, if there are any, where the go command finds
// them from now on.
func (g *GoCommand) PutDown(o driver.Overlay) (err error) {
	if len(o) > 0 {
		g.Overlay, err = o.Write(g.Tmp, nil)
	}
	return err
}
