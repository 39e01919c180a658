// Package fixtest tests suggested fixes.
package fixtest

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// Run runs an analyzer on a package of testdata. Its files NAME.go are what the
// files NAME.go.golden say after all fixes. Each finding has a fix, but for
// those in files without a golden one, which have none. Each fix by itself
// leaves a formatted file formatted.
func Run(t *testing.T, a *analysis.Analyzer, pattern string) {
	t.Helper()
	for _, r := range analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), a, pattern) {
		for _, d := range r.Diagnostics {
			pos := r.Pass.Fset.Position(d.Pos)
			where := filepath.Base(pos.Filename)
			_, err := os.Stat(pos.Filename + ".golden")
			if want := err == nil; want != (len(d.SuggestedFixes) == 1) {
				t.Errorf("%s:%d has %d fixes, golden file: %v", where, pos.Line, len(d.SuggestedFixes), want)
			}
			for _, fix := range d.SuggestedFixes {
				src, err := os.ReadFile(pos.Filename)
				if err != nil {
					t.Fatal(err)
				}
				if !formatted(t, src) {
					t.Errorf("%s is not formatted", where)
				}
				edits := slices.Clone(fix.TextEdits)
				slices.SortFunc(edits, func(a, b analysis.TextEdit) int { return int(b.Pos - a.Pos) })
				for _, e := range edits {
					start, end := r.Pass.Fset.Position(e.Pos).Offset, r.Pass.Fset.Position(e.End).Offset
					src = slices.Concat(src[:start], e.NewText, src[end:])
				}
				if !formatted(t, src) {
					t.Errorf("%s:%d is not formatted after: %s\n%s", where, pos.Line, fix.Message, src)
				}
			}
		}
	}
}

func formatted(t *testing.T, src []byte) bool {
	t.Helper()
	out, err := format.Source(src)
	if err != nil {
		t.Error(err)
	}
	return bytes.Equal(out, src)
}
