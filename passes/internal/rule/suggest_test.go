package rule_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/internal/fix"
	"github.com/parvet/parvet/passes/internal/rule"
)

// A panic while a fix is made or checked costs this fix and no finding, and names
// the function.
func TestPanicInFix(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("..", "..", "sleep", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	run := func(broken func(s *fix.Site) []analysis.SuggestedFix) (findings, fixes int, reports []string) {
		a := &analysis.Analyzer{Name: "sleepy", Doc: "report sleeps", Requires: rule.Requires()}
		a.Run = func(pass *analysis.Pass) (any, error) {
			done := false
			return rule.Starvation(pass, func(op rule.Operation) (rule.Report, bool) {
				return rule.Report{Message: "sleeps", Fix: func(s *fix.Site) []analysis.SuggestedFix {
					// The first of the file that has fixes.
					if !done && strings.HasSuffix(op.Task.Position.File, "/fix.go") {
						done = true
						return broken(s)
					}
					return s.Sleep()
				}}, op.Kind == models.Sleep
			})
		}
		for _, r := range analysistest.Run(quiet{t}, dir, a, "./fix") {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			for _, d := range r.Diagnostics {
				if d.Category == finding.InternalError {
					reports = append(reports, d.Message)
					continue
				}
				findings++
				fixes += len(d.SuggestedFixes)
			}
		}
		return findings, fixes, reports
	}
	findings, fixes, reports := run((*fix.Site).Sleep)
	if findings < 2 || fixes < 2 || len(reports) > 0 {
		t.Fatalf("without a panic: %d findings, %d fixes, reports %q", findings, fixes, reports)
	}
	for what, broken := range map[string]func(*fix.Site) []analysis.SuggestedFix{
		"making":   func(*fix.Site) []analysis.SuggestedFix { panic("no luck\nwith it") },
		"checking": overlapping,
	} {
		n, m, reports := run(broken)
		if n != findings || m != fixes-1 {
			t.Errorf("a panic while %s a fix leaves %d of %d findings and %d of %d fixes", what, n, findings, m, fixes)
		}
		const want = "internal error in parvet, so no fix is suggested for a task in returns: panic: "
		if len(reports) != 1 || !strings.HasPrefix(reports[0], want) {
			t.Errorf("a panic while %s a fix is reported as %q", what, reports)
		}
	}
}

// overlapping returns a fix that nobody can apply.
func overlapping(s *fix.Site) []analysis.SuggestedFix {
	fixes := s.Sleep()
	edits := fixes[0].TextEdits
	first := edits[0]
	fixes[0].TextEdits = append(edits, analysis.TextEdit{Pos: first.Pos - 1, End: first.End + 1, NewText: []byte("x")})
	return fixes
}

// quiet ignores the expectations in the files: they are those of another test.
type quiet struct{ *testing.T }

func (quiet) Errorf(string, ...any) {}
