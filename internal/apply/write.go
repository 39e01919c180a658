package apply

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
)

// Write writes the files and returns how many. When ctx ends, the others stay
// as they are; each file is either as before or as planned, whatever happens.
func (p *Plan) Write(ctx context.Context) (written int, problems []Problem) {
	for _, c := range p.Changes {
		if ctx.Err() != nil {
			break
		}
		if err := c.write(); err != nil {
			problems = append(problems, Problem{c.File, err})
			continue
		}
		written++
	}
	return written, problems
}

// write replaces the file, unless it is no longer what it was. It keeps the
// permissions.
func (c *Change) write() error {
	if c.perm&0o222 == 0 {
		return errors.New("it is read-only")
	}
	now, err := os.ReadFile(c.target)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, c.Old) {
		return errors.New("it was changed meanwhile")
	}
	// The name must not be one that the go command takes for a source file.
	tmp, err := os.CreateTemp(filepath.Dir(c.target), "."+filepath.Base(c.target)+".parvet-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails after the renaming
	_, err = tmp.Write(c.New)
	if err == nil {
		err = tmp.Chmod(c.perm)
	}
	if err == nil {
		err = tmp.Sync()
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), c.target)
}
