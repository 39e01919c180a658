package html

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/parvet/parvet/internal/apply"
	"github.com/parvet/parvet/internal/finding"
)

// diffsAFile is how many fixes of a file are shown as what comes of it: for each,
// all of the file is parsed and formatted. Of the others the page shows the
// replacements as they are.
const diffsAFile = 50

// addFixes adds to items what the fixes of their findings would change, each
// for itself.
func addFixes(items []item, r *Report, src *sources) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	fixes := make(map[string]int) // by file
	for i := range items {
		for _, fix := range r.Findings[i].Fixes {
			items[i].Fixes = append(items[i].Fixes, fixed{Message: clean(fix.Message)})
		}
		if len(items[i].Fixes) == 0 {
			continue
		}
		file := r.Findings[i].File
		fixes[file] += len(items[i].Fixes)
		whole := fixes[file] <= diffsAFile
		g.Go(func() error {
			for j, fix := range r.Findings[i].Fixes {
				f := &items[i].Fixes[j]
				if !whole {
					f.Diff = replacements(fix, src)
					continue
				}
				f.Diff, f.Problem = change(fix, src)
			}
			return nil
		})
	}
	return g.Wait()
}

// change returns what a fix changes, as a unified diff, or why it cannot be
// made.
func change(fix finding.Fix, src *sources) (diff, problem string) {
	relative := make(map[string]string)
	edits := make([]finding.Edit, len(fix.Edits))
	for i, e := range fix.Edits {
		edits[i] = e
		edits[i].File = src.path(e.File)
		relative[edits[i].File] = e.File
	}
	// A file that was changed since the analysis shows a diff all the same:
	// nothing is written.
	plan := apply.Make([]finding.Finding{{Fixes: []finding.Fix{{Message: fix.Message, Edits: edits}}}}, time.Now())
	var b strings.Builder
	for _, c := range plan.Changes {
		name, _ := src.names.label(relative[c.File])
		b.WriteString(c.Diff(name))
	}
	for _, p := range plan.Problems {
		name, _ := src.names.label(relative[p.File])
		return "", clean("No change can be shown for " + name + ": " + strings.ReplaceAll(p.Err.Error(), p.File, name))
	}
	return clean(strings.ReplaceAll(b.String(), "\r\n", "\n")), ""
}

// replacements returns the text that a fix puts in, as it is in the finding, each
// with its place.
func replacements(fix finding.Fix, src *sources) string {
	var b strings.Builder
	for _, e := range fix.Edits {
		name, _ := src.names.label(e.File)
		fmt.Fprintf(&b, "@@ %s, bytes %d to %d @@\n", name, e.Start, e.End)
		for line := range strings.Lines(strings.ReplaceAll(e.New, "\r\n", "\n")) {
			b.WriteString("+" + strings.TrimSuffix(line, "\n") + "\n")
		}
	}
	return clean(b.String())
}
