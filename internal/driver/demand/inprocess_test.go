package demand_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis/checker"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/corpus"
	"github.com/parvet/parvet/internal/finding"
)

// inWorkspace reports whether the modules of a tree are among those that
// inProcess loads: not those of what has to be downloaded.
func inWorkspace(dir string) bool {
	return filepath.Base(dir) == "testdata" || filepath.Base(dir) == "attacks" || filepath.Base(dir) == "runtime"
}

// inProcess runs the rules by way of go/packages and the checker of x/tools, on
// all trees at once, and returns what they report, with the file before it. It
// does so once, under the flags of TestAgree.
var inProcess = sync.OnceValues(func() (map[string][]string, error) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		return nil, err
	}
	pkgs, err := corpus.Load(root, true, filepath.Join(root, "testdata", "attacks", "..."), "github.com/parvet/parvet/runtime/...")
	if err != nil {
		return nil, err
	}
	graph, err := checker.Analyze(analyzer.All(), pkgs, nil)
	if err != nil {
		return nil, err
	}
	reports := make(map[string][]string)
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, act.Err
		}
		for _, d := range act.Diagnostics {
			pos := act.Package.Fset.Position(d.Pos)
			reports[pos.Filename] = append(reports[pos.Filename], place(pos.Filename, pos.Line, pos.Column, d.Category, d.Message))
		}
	}
	return reports, nil
})

func place(file string, line, column int, category, message string) string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", file, line, max(column, 1), category, message)
}

// compareInProcess holds what go vet says of a tree against what the checker of
// x/tools does: the place, the rule and the message.
func compareInProcess(t *testing.T, dir string, trees, vet []string) {
	t.Helper()
	reports, err := inProcess()
	if err != nil {
		t.Fatal(err)
	}
	var one, other []string
	for _, line := range vet {
		var f finding.Finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if f.File != "" { // else a failure
			one = append(one, place(f.File, f.Line, f.Column, f.Rule, f.Message))
		}
	}
	for file, lines := range reports {
		if strings.HasPrefix(file, dir+string(filepath.Separator)) && !slices.ContainsFunc(trees, func(tree string) bool {
			tree, err := filepath.Abs(tree)
			return err == nil && len(tree) > len(dir) && strings.HasPrefix(file, tree+string(filepath.Separator))
		}) {
			other = append(other, lines...)
		}
	}
	slices.Sort(one)
	slices.Sort(other)
	compare(t, "go vet", slices.Compact(one), "checker of x/tools", slices.Compact(other))
}
