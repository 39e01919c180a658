package apply

import (
	"bytes"
	"context"
	"errors"
	"os"

	"github.com/parvet/parvet/internal/atomicfile"
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
	return atomicfile.Write(c.target, c.New, c.perm)
}
