package browser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/html"
	"github.com/parvet/parvet/internal/rule"
)

const hostile = `</script><script>window.owned=1</script><img src=x onerror="window.owned=2">`

// sample returns a report of the given size, whose source files it writes. Its
// findings go around four rules, ten packages, three tiers and three
// severities, each with a number that the others do not have.
func sample(t *testing.T, n int) html.Report {
	t.Helper()
	dir := t.TempDir()
	r := html.Report{
		Dir: dir,
		Pages: fstest.MapFS{
			"mutex.md": {Data: []byte("# mutex\n\n## What it does\n\nFinds `locks`. See [sleep](sleep.md) and [limits](../limits.md).\n\n```go\nmu.Lock()\n```\n")},
			"sleep.md": {Data: []byte("# sleep\n\nNaps.\n")},
		},
		Failures: []driver.Failure{{Package: "example.org/m/broken", Message: "broken.go:1:1: expected 'package' " + hostile}},
		Warnings: []string{"-cpupools names a package that is not there"},
	}
	for _, id := range rules {
		r.Rules = append(r.Rules, rule.Rule{ID: id, Title: "what " + id + " finds", CWE: []int{833}, URL: "https://example.org/rules/" + id + ".md"})
	}
	write(t, filepath.Join(dir, "go.mod"), "module example.org/m\n")
	const perFile = 40
	for i := range n {
		name := fmt.Sprintf("p%d/f%d.go", i%10, i/10/perFile)
		file := filepath.Join(dir, name)
		if _, err := os.Stat(file); err != nil {
			write(t, file, source(perFile))
		}
		r.Findings = append(r.Findings, sampleFinding(i, name, i/10%perFile))
	}
	return r
}

var (
	rules      = []string{"mutex", "sleep", "channel", "syncio"}
	tiers      = []finding.Tier{finding.Definite, finding.Probable, finding.Possible}
	severities = []finding.Severity{finding.Error, finding.Warning, finding.Info}
)

// block is a function of a source file, with the number of the file's functions
// in place of each #.
const block = `
// work# hands over a task.
func work#(ctx context.Context, xs []int) error {
	return par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		return step#(ctx, *x)
	})
}

func step#(ctx context.Context, x int) error {
	mu.Lock() // "held" for long
	defer mu.Unlock()

	if x < 0 {
		return errors.New("negative")
	}

	return nap(x)
}
`

// lines is how many there are in block.
const lines = 17

func source(functions int) string {
	var b strings.Builder
	b.WriteString("package p\n")
	for i := range functions {
		b.WriteString(strings.ReplaceAll(block, "#", fmt.Sprint(i)))
	}
	return b.String()
}

func sampleFinding(i int, file string, function int) finding.Finding {
	at := func(line, column int) finding.Position {
		return finding.Position{File: file, Line: 2 + function*(lines+1) + line, Column: column}
	}
	f := finding.Finding{
		Rule: rules[i%len(rules)], Severity: severities[i%3], Tier: tiers[i/2%3],
		Package:  "example.org/m/" + filepath.ToSlash(filepath.Dir(file)),
		Position: at(4, 10),
		EndLine:  at(4, 10).Line, EndColumn: 26,
		Message: fmt.Sprintf("task passed to par.ForEach may wait long for a lock: finding number %d", i),
		Task:    finding.Task{Entry: "par.ForEach", Pool: "example.org/par", Position: at(3, 9)},
		Trace: []finding.Hop{
			{Func: fmt.Sprintf("example.org/m.step%d", function), Position: at(4, 10), Edge: "static"},
			{Func: "sync.(Locker).Lock", Position: at(9, 2), Edge: "interface"},
		},
	}
	f.URL = "https://example.org/rules/" + f.Rule + ".md"
	if i == 0 {
		f.Message += " " + hostile
		start := strings.Index(source(1), "mu.Lock()")
		f.Fixes = []finding.Fix{{Message: "use TryLock", Edits: []finding.Edit{{File: file, Start: start, End: start + len("mu.Lock()"), New: "mu.TryLock()"}}}}
		f.Also = []finding.Task{{Way: finding.Sent, Entry: "jobs", Position: at(1, 1)}}
		f.More = 3
	}
	return f
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
