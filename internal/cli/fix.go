package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/parvet/parvet/internal/apply"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/show"
)

// fix carries out the plan. If done is false, the program is to exit with the
// status.
func (c *command) fix(ctx context.Context, opts *options, plan *apply.Plan) (done bool, status int) {
	written, problems := plan.Write(ctx)
	c.problems(opts, append(plan.Problems, problems...))
	if ctx.Err() != nil {
		fmt.Fprintf(c.stderr, "parvet: interrupted; changed %d of %s\n", written, show.Count(len(plan.Changes), "file"))
		return false, exitInterrupted
	}
	fmt.Fprintf(c.stderr, "changed %s", show.Count(written, "file"))
	if plan.Left > 0 {
		fmt.Fprintf(c.stderr, "; %s left out, which overlap others: run parvet -fix again", show.Count(plan.Left, "fix"))
	}
	fmt.Fprintln(c.stderr)
	return true, exitClean
}

// diff prints the plan.
func (c *command) diff(ctx context.Context, opts *options, plan *apply.Plan, res *driver.Result) int {
	base := ancestor(opts.request.Dir, plan.Changes)
	err := c.out.write(ctx, func(w stream) error {
		for _, change := range plan.Changes {
			name := filepath.ToSlash(show.RelativeName(base, change.File))
			if _, err := io.WriteString(w, change.Diff(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return c.fail(err)
	}
	if base != opts.request.Dir {
		fmt.Fprintf(c.stderr, "names in the diff are relative to %s: apply it there\n", base)
	}
	c.problems(opts, plan.Problems)
	c.notes(opts, res)
	if plan.Left > 0 {
		fmt.Fprintf(c.stderr, "%s left out, which overlap others: run parvet -fix twice\n", show.Count(plan.Left, "fix"))
	}
	fmt.Fprintln(c.stderr, show.Summary(res.Findings, len(res.Failures)))
	switch {
	case len(res.Failures) > 0:
		return exitFailure
	case len(plan.Changes) > 0:
		return exitFindings
	}
	return exitClean
}

// ancestor returns the innermost folder around dir that has all changed files
// in it: patch and git apply refuse names that lead out of the folder where
// they run.
func ancestor(dir string, changes []apply.Change) string {
	base := dir
	for _, change := range changes {
		for !inside(base, change.File) {
			up := filepath.Dir(base)
			if up == base {
				return dir // another volume
			}
			base = up
		}
	}
	return base
}

func inside(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && filepath.IsLocal(rel)
}

func (c *command) problems(opts *options, problems []apply.Problem) {
	for _, p := range problems {
		c.complain(fmt.Sprintf("%s: not fixed: %v", show.RelativeName(opts.request.Dir, p.File), p.Err))
	}
}
