package demand_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/parvet/parvet/analyzer"
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
	var mods []string
	for _, pattern := range []string{"go.mod", "runtime/go.mod", "passes/*/testdata/go.mod", "passes/*/testdata/*/*/go.mod"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return nil, err
		}
		mods = append(mods, found...)
	}
	work := "go 1.26.0\n"
	patterns := []string{filepath.Join(root, "testdata", "attacks", "..."), "github.com/parvet/parvet/runtime/..."}
	for _, mod := range mods {
		work += fmt.Sprintf("use %q\n", filepath.Dir(mod))
		if filepath.Base(filepath.Dir(mod)) == "testdata" {
			data, err := os.ReadFile(mod)
			if err != nil {
				return nil, err
			}
			path, _, _ := strings.Cut(strings.TrimPrefix(string(data), "module "), "\n")
			patterns = append(patterns, path+"/...")
		}
	}
	tmp, err := os.MkdirTemp("", "workspace")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	file := filepath.Join(tmp, "go.work")
	if err := os.WriteFile(file, []byte(work), 0o666); err != nil {
		return nil, err
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Tests: true, Env: append(os.Environ(), "GOWORK="+file)}, patterns...)
	if err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s: %v", p.ID, p.Errors[0])
		}
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
