package parvet

import (
	"encoding/json"
	"fmt"
	"go/format"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/corpus"
	"github.com/parvet/parvet/internal/finding"
)

const corpusConfig = `version: "2"
linters:
  default: none
  enable: [parvet]
  exclusions:
    generated: disable
  settings:
    custom:
      parvet:
        type: module
        settings: {tier: possible, cpupools: [all], max-wait: 0}
issues:
  max-issues-per-linter: 0
  max-same-issues: 0
  uniq-by-line: false
`

var corpusFlags = []string{"-tier=possible", "-cpupools=all", "-max-wait=0", "-format=json"}

// checked is a tree that both programs check.
type checked struct {
	root        string
	env         []string
	patterns    []string
	config      string
	gcl, parvet string
}

// newChecked prepares the check of the corpus in the tree at root. golangci-lint takes
// patterns for names of directories, so those are listed.
func newChecked(t *testing.T, root string, more ...string) *checked {
	t.Helper()
	gcl, parvet := programs(t)
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		t.Fatal(err)
	}
	if root, err = filepath.Abs(root); err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	w, err := corpus.NewWorkspace(root, tmp)
	if err != nil {
		t.Fatal(err)
	}
	c := &checked{root: root, config: filepath.Join(tmp, "golangci.yml"), gcl: gcl, parvet: parvet}
	c.env = []string{"GOWORK=" + w.File, "GOLANGCI_LINT_CACHE=" + filepath.Join(scratch, "cache"), "PARVET_CACHE=" + filepath.Join(tmp, "cache")}
	write(t, c.config, corpusConfig)
	dirs := must(t, root, c.env, "go", append([]string{"list", "-f", "{{.Dir}}"}, append(more, w.Patterns...)...)...)
	c.patterns = strings.Split(strings.TrimSpace(dirs), "\n")
	return c
}

// lint returns what golangci-lint says, and its standard error.
func (c *checked) lint(t *testing.T, debug string, args ...string) (found []string, stderr string) {
	t.Helper()
	args = append([]string{"run", "-c", c.config, "--show-stats=false", "--output.json.path=stdout"}, append(args, c.patterns...)...)
	stdout, stderr, err := run(c.root, append(c.env, "GL_DEBUG="+debug), c.gcl, args...)
	if err != nil && exit(err) != 1 {
		t.Fatalf("golangci-lint: %v\n%s", err, stderr)
	}
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("golangci-lint: %v\n%s", err, stdout)
	}
	base := filepath.Dir(c.config) // what its file names are relative to
	for _, is := range report.Issues {
		name, err := filepath.Rel(c.root, filepath.Join(base, is.Pos.Filename))
		if err != nil || is.FromLinter != Name {
			t.Fatalf("issue of %s in %s: %v", is.FromLinter, is.Pos.Filename, err)
		}
		// Without a column, as in a //line directive, it is 0 here and 1 there.
		found = append(found, said(name, is.Pos.Line, max(1, is.Pos.Column), is.Text))
	}
	slices.Sort(found)
	return found, stderr
}

// vet returns what parvet says, in the form of the plugin.
func (c *checked) vet(t *testing.T, args ...string) []string {
	t.Helper()
	stdout, stderr, err := run(c.root, c.env, c.parvet, slices.Concat(corpusFlags, args, c.patterns)...)
	if exit(err) > 1 {
		t.Fatalf("parvet: %v\n%s", err, stderr)
	}
	var found []string
	for d := json.NewDecoder(strings.NewReader(stdout)); d.More(); {
		var f finding.Finding
		if err := d.Decode(&f); err != nil {
			t.Fatal(err)
		}
		found = append(found, said(f.File, f.Line, f.Column, message(f.Package, &f)))
	}
	slices.Sort(found)
	return found
}

// inPath is the place of a hop.
var inPath = regexp.MustCompile(` at \S*/([^/\s]+:\d+:\d+)`)

// said is one finding as both say it, but for the names of files in the path: they
// are those of the machine in one and begin with import paths in the other.
func said(file string, line, column int, message string) string {
	return fmt.Sprintf("%s:%d:%d: %s", filepath.ToSlash(file), line, column, inPath.ReplaceAllString(message, " at $1"))
}

// TestAgree: golangci-lint finds in the corpus what parvet does, each with its whole
// path, and says the same of what it has kept.
func TestAgree(t *testing.T) {
	c := newChecked(t, root, "./testdata/attacks/...", "github.com/parvet/parvet/runtime/...")
	const debug = "goanalysis/issues/cache"
	found, _ := c.lint(t, debug)
	if len(found) < 1000 {
		t.Errorf("only %d findings in the whole corpus", len(found))
	}
	compare(t, found, c.vet(t))

	again, stderr := c.lint(t, debug)
	if !slices.Equal(found, again) {
		t.Error("the second run says something else than the first")
	}
	if !strings.Contains(stderr, "analyzing 0/") {
		t.Errorf("the second run did not take everything out of the cache:\n%s", stderr)
	}
}

// compare compares what both say.
func compare(t *testing.T, lint, vet []string) {
	t.Helper()
	only := func(which string, a, b []string) {
		a = slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
		if len(a) > 0 {
			t.Errorf("%d findings of %s alone:\n%s", len(a), which, strings.Join(a[:min(len(a), 10)], "\n"))
		}
	}
	only("golangci-lint", lint, vet)
	only("parvet", vet, lint)
	if len(lint) != len(vet) {
		t.Errorf("golangci-lint has %d findings, parvet %d", len(lint), len(vet))
	}
}

// TestFix: golangci-lint changes the corpus as parvet does, but for the format.
func TestFix(t *testing.T) {
	programs(t)
	one, other := newChecked(t, copied(t)), newChecked(t, copied(t))
	before := sources(t, one.root)
	one.lint(t, "", "--fix")
	other.vet(t, "-fix")
	lint, vet := sources(t, one.root), sources(t, other.root)
	changed := 0
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if lint[name] != before[name] {
			changed++
		}
		if lint[name] != vet[name] {
			t.Errorf("golangci-lint makes of %s\n%s\nparvet makes\n%s", name, lint[name], vet[name])
		}
	}
	if changed < 10 {
		t.Errorf("only %d files are changed", changed)
	}
	if len(lint) != len(before) || len(vet) != len(before) {
		t.Error("files have come or gone")
	}
}

// copied copies what a workspace of the corpus needs.
func copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	tree := os.DirFS(root)
	testdata, err := fs.Glob(tree, "passes/*/testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range append(testdata, "runtime") {
		sub, err := fs.Sub(tree, d)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(dir, d), sub); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "go.mod"), "module example.com/top\n\ngo 1.26.0\n")
	return dir
}

// sources returns the Go files below a directory, formatted if they can be.
func sources(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		data, err := os.ReadFile(name)
		if formatted, err := format.Source(data); err == nil {
			data = formatted
		}
		rel, _ := filepath.Rel(dir, name)
		files[rel] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
