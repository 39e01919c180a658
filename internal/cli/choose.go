package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/parvet/parvet/internal/changed"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/show"
)

// leftOut is how many findings are left out, though the user's choice of rules,
// tiers and files would show them.
type leftOut struct {
	known     int // they are in the baseline
	fixed     int // there is no finding any more for an entry of the baseline
	unchanged int // no line of theirs has changed
	outside   int // of these, they are in files that git does not look at
}

// choose leaves in res what the user wants to see, and counts the rest.
func (c *command) choose(ctx context.Context, opts *options, res *driver.Result) error {
	all := c.complete(res.Findings)
	for i := range all {
		if s, ok := opts.settings.Severity[all[i].Rule]; ok {
			all[i].Severity = s
		}
	}
	isNew, err := opts.isNew(ctx)
	if err != nil {
		return err
	}
	var shown, unchanged []finding.Finding
	for _, f := range opts.filter(slices.Clone(all)) {
		if isNew(&f) {
			shown = append(shown, f)
		} else {
			unchanged = append(unchanged, f)
		}
	}
	var left leftOut
	if opts.accepted != nil {
		src := finding.NewSources(opts.request.Dir)
		// Of several findings of a kind, those on unchanged lines are the known ones.
		known := opts.accepted.Known(slices.Concat(unchanged, shown), src)
		drop := func(fs []finding.Finding, known []bool) (rest []finding.Finding) {
			for i, f := range fs {
				if known[i] && opts.known[f.Rule] {
					left.known++
				} else {
					rest = append(rest, f)
				}
			}
			return rest
		}
		unchanged, shown = drop(unchanged, known[:len(unchanged)]), drop(shown, known[len(unchanged):])
		scope, err := c.scope(ctx, opts, res, opts.accepted)
		if err != nil {
			return err
		}
		left.fixed = opts.accepted.Fixed(all, src, scope)
	}
	left.unchanged = len(unchanged)
	for _, f := range unchanged {
		if !opts.lines.Covers(f.File) {
			left.outside++
		}
	}
	opts.all, opts.left = all, left
	res.Findings = finding.Sort(shown)
	res.Failures = opts.filterFailures(res.Failures)
	return nil
}

// isNew returns a function that tells of a finding whether it is wanted by
// -new-from: whether its line, the hand-over of its task, or a call on its path
// has changed, be it in another function that is called from an old line.
func (o *options) isNew(ctx context.Context) (func(*finding.Finding) bool, error) {
	if o.newFrom == "" {
		return func(*finding.Finding) bool { return true }, nil
	}
	lines, err := changed.Since(ctx, o.request.Dir, o.newFrom)
	if err != nil {
		return nil, fmt.Errorf("-new-from: %w", err)
	}
	o.lines = lines
	return func(f *finding.Finding) bool {
		if !o.known[f.Rule] || lines.Changed(f.File, f.Line) {
			return true
		}
		return len(f.Trace) > 0 && slices.ContainsFunc(f.Places(), func(p *finding.Position) bool { return lines.Changed(p.File, p.Line) })
	}, nil
}

// tell says what has been left out.
func (c *command) tell(opts *options) {
	for _, nearer := range opts.unread(opts.all) {
		name := show.RelativeName(opts.request.Dir, nearer)
		c.complain(fmt.Sprintf("warning: %s is not read, since packages outside of its directory are checked too: run parvet ./%s/... for these",
			name, filepath.ToSlash(filepath.Dir(name))))
	}
	left, file := opts.left, show.RelativeName(opts.request.Dir, opts.baseline)
	if left.known > 0 {
		fmt.Fprintf(c.stderr, "%s left out, in %s\n", show.Count(left.known, "known finding"), file)
	}
	switch left.fixed {
	case 0:
	case 1:
		fmt.Fprintf(c.stderr, "1 finding in %s is gone: parvet baseline removes it\n", file)
	default:
		fmt.Fprintf(c.stderr, "%d findings in %s are gone: parvet baseline removes them\n", left.fixed, file)
	}
	if left.unchanged > 0 {
		outside := ""
		if left.outside > 0 {
			outside = fmt.Sprintf(" (%d in files outside of the git repository)", left.outside)
		}
		fmt.Fprintf(c.stderr, "%s left out, with no line that has changed since %s%s\n", show.Count(left.unchanged, "finding"), opts.newFrom, outside)
	}
}
