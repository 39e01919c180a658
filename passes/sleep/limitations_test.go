package sleep_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/sleep"
)

// The packages in testdata/limitations are analysed by Test, all but one:
// TestCgo is apart because it needs a C compiler.
func TestCgo(t *testing.T) {
	dir := filepath.Join(analysistest.TestData(), "limitations", "cgo")
	list := exec.Command("go", "list", "-compiled", ".")
	list.Dir = dir
	if out, err := list.CombinedOutput(); err != nil {
		t.Skipf("a package that calls C cannot be built, for cgo is off or there is no C compiler: %v\n%s", err, out)
	}
	analysistest.Run(t, dir, sleep.Analyzer, ".")
}

// TestLimitsPage holds that docs/limits.md, with the page of the rule, and
// testdata/limitations are about the same things.
func TestLimitsPage(t *testing.T) {
	var named []string
	for _, file := range []string{"limits.md", "rules/sleep.md"} {
		page, err := os.ReadFile(filepath.Join("..", "..", "docs", filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\]\((?:\.\./)+passes/sleep/testdata/limitations/([^)]+\.go)\)`).FindAllStringSubmatch(string(page), -1) {
			named = append(named, m[1])
		}
	}
	slices.Sort(named)
	var shown []string
	root := filepath.Join(analysistest.TestData(), "limitations")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		// A twin near each, or nobody knows whether the tasks are seen at all.
		hidden, twin := strings.Contains(string(src), "// not reported"), strings.Contains(string(src), "// want ")
		if hidden != twin {
			t.Errorf("%s has a task that is not reported: %v, and one that is: %v", path, hidden, twin)
		}
		if hidden {
			rel, err := filepath.Rel(root, path)
			shown = append(shown, filepath.ToSlash(rel))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(shown)
	if !slices.Equal(named, shown) {
		t.Errorf("docs/limits.md leads to\n%q\nand testdata has\n%q", named, shown)
	}
}
