package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/parvet/parvet/internal/atomicfile"
)

// An output is where what was asked for goes: to standard output or to a file.
type output struct {
	stream
	commit  func() error
	discard func()
}

// openOutput opens the file that -o names, relative to dir, "" for none. It is
// opened before the work begins, lest that be done in vain, and is as it was
// until the output is whole.
func (c *command) openOutput(dir, name string) (*output, error) {
	keep := func() error { return nil }
	switch name {
	case "", "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1":
		return &output{c.stdout, keep, func() {}}, nil
	case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2":
		return &output{c.stderr, keep, func() {}}, nil
	}
	file := name
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	if strings.HasSuffix(name, "/") || strings.HasSuffix(name, string(filepath.Separator)) {
		return nil, fmt.Errorf("-o %s: it is the name of a directory; name a file", name)
	}
	fail := func(err error) error { return fmt.Errorf("-o %s: cannot write it: %w", name, err) }
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		// A device or a pipe holds nothing that could be kept.
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		if err != nil {
			return nil, fail(err)
		}
		return &output{stream{f, false}, f.Close, func() { f.Close() }}, nil
	}
	f, err := atomicfile.Create(file)
	if err != nil {
		return nil, fail(err)
	}
	w := bufio.NewWriter(f)
	commit := func() error {
		if err := w.Flush(); err != nil {
			return fail(err)
		}
		if err := f.Commit(); err != nil {
			return fail(err)
		}
		return nil
	}
	return &output{stream{w, false}, commit, f.Discard}, nil
}

// write has all of the output written, unless ctx ends before: then the file is
// as it was, what is still written goes nowhere, and the program is to exit.
func (o *output) write(ctx context.Context, write func(w stream) error) error {
	done := make(chan error, 1)
	go func() { done <- write(o.stream) }()
	select {
	case err := <-done:
		if err != nil {
			return err
		}
		return o.commit()
	case <-ctx.Done():
		o.discard()
		return errInterrupted
	}
}

// errInterrupted is the error of a command that did not come to its end.
var errInterrupted = errors.New("interrupted")
