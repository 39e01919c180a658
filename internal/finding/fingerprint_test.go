package finding_test

import (
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

// program has findings where it says "/*N*/", N being what the trace of the
// finding ends with.
const program = `package p

//parvet:ignore x
func First() { run(func() { /*a*/sleep() }) }

func (t *T) Method() {
	run(func() {
		/*a*/sleep()
		/*b*/sleep()
		/*a*/sleep()
	})
}

func (t List[E]) Value() { run(func() { /*a*/sleep() }) }

func (m *Map[K, V]) Both() { run(func() { /*a*/sleep() }) }

var handler = func() { run(func() { /*a*/sleep() }) }

var (
	// one is the first.
	one = run(func() { /*a*/sleep() })
	two = run(func() { /*a*/sleep() }) // two is the second
)
`

// keysOf writes a file and returns what its findings are known by, in short.
func keysOf(t *testing.T, dir, name, src string) []string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	var fs []finding.Finding
	for i, line := range strings.Split(src, "\n") {
		for _, kind := range []string{"a", "b"} {
			column := strings.Index(line, "/*"+kind+"*/")
			if column < 0 {
				continue
			}
			at := finding.Position{File: file, Line: i + 1, Column: column + 1}
			fs = append(fs, finding.Finding{Rule: "sleep", Package: "example.org/p", Position: at, Message: fmt.Sprint("at line ", i),
				Trace: []finding.Hop{{Func: "First.func1", Position: at}, {Func: "time.Sleep" + kind, Position: at}}})
		}
	}
	src2 := finding.NewSources(dir)
	prints := finding.Fingerprints(fs, src2)
	var keys []string
	for i := range fs {
		keys = append(keys, src2.Key(&fs[i]).Function+" "+prints[i])
	}
	slices.Sort(keys)
	return keys
}

func TestFingerprintFunction(t *testing.T) {
	var functions []string
	for _, key := range keysOf(t, t.TempDir(), "p.go", program) {
		name, print, _ := strings.Cut(key, " ")
		functions = append(functions, name+print[strings.IndexByte(print, ':'):])
	}
	want := []string{"(*Map).Both:1", "(*T).Method:1", "(*T).Method:1", "(*T).Method:2", "First:1", "List.Value:1", "handler:1", "one:1", "two:1"}
	slices.Sort(functions)
	if !slices.Equal(functions, want) {
		t.Errorf("the findings are in %v, want %v", functions, want)
	}
}

// TestFingerprintStable: what does not change what a finding is leaves its
// fingerprint alone, what does changes it.
func TestFingerprintStable(t *testing.T) {
	root := t.TempDir()
	want := keysOf(t, filepath.Join(root, "checkout"), "p.go", program)
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(program) }
	formatted, err := format.Source([]byte(program))
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]string{
		"moved lines":                 "\n\n// Package p.\n" + program,
		"comment":                     replace("run(func() {\n", "run(func() {\n\t\t// wait\n\n"),
		"gofmt":                       string(formatted),
		"another line break":          replace("func First() { run(func() { /*a*/sleep() }) }", "func First() {\n\trun(func() {\n\t\t/*a*/sleep()\n\t})\n}"),
		"windows":                     replace("\n", "\r\n"),
		"unrelated function":          replace("func First() {", "func other() { run(nil) }\n\nfunc First() {"),
		"renamed receiver":            replace("(t *T)", "(renamed *T)"),
		"order of functions":          "package p\n\nvar (\n\tone = run(func() { /*a*/sleep() })\n)" + strings.TrimPrefix(replace("	// one is the first.\n	one = run(func() { /*a*/sleep() })\n", ""), "package p"),
		"code that does not parse at": program + "\nfunc broken( {",
	} {
		if got := keysOf(t, filepath.Join(root, "elsewhere", name), "renamed.go", src); !slices.Equal(got, want) {
			t.Errorf("%s: the fingerprints are\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	got := keysOf(t, filepath.Join(root, "other"), "p.go", replace("First()", "Second()"))
	if changed := difference(got, want); len(changed) != 1 || !strings.HasPrefix(changed[0], "Second ") {
		t.Errorf("renaming a function changes %v", changed)
	}
	got = keysOf(t, filepath.Join(root, "one more"), "p.go", replace("/*b*/sleep()", "/*b*/sleep()\n\t\t/*b*/sleep()"))
	if changed := difference(got, want); len(changed) != 1 || !strings.HasSuffix(changed[0], ":2") {
		t.Errorf("one more finding of the same kind changes %v", changed)
	}
}

func difference(got, known []string) []string {
	return slices.DeleteFunc(slices.Clone(got), func(key string) bool { return slices.Contains(known, key) })
}

func TestFingerprintPath(t *testing.T) {
	at := func(line int) finding.Position { return finding.Position{File: "none.go", Line: line, Column: 1} }
	base := finding.Finding{Rule: "sleep", Package: "example.org/p", Position: at(1), Message: "x at a.go:1",
		Trace: []finding.Hop{{Func: "load.func1.2", Position: at(1)}, {Func: "… 3 more"}, {Func: "time.Sleep", Edge: "static"}}}
	key := func(change func(*finding.Finding)) finding.Key {
		f := base
		f.Trace = slices.Clone(base.Trace)
		change(&f)
		return finding.NewSources(t.TempDir()).Key(&f)
	}
	want := finding.Key{Rule: "sleep", Package: "example.org/p", Path: "load.func → … → time.Sleep"}
	for name, change := range map[string]func(*finding.Finding){
		"nothing":          func(*finding.Finding) {},
		"lines":            func(f *finding.Finding) { f.Line, f.Trace[0].Line, f.Message = 7, 8, "x at a.go:9" },
		"another literal":  func(f *finding.Finding) { f.Trace[0].Func = "load.func2" },
		"how many between": func(f *finding.Finding) { f.Trace[1].Func = "… 4 more" },
		"how sure":         func(f *finding.Finding) { f.Tier, f.Severity = "possible", "info" },
		"windows":          func(f *finding.Finding) { f.File, f.Trace[0].File = `C:\p\none.go`, `C:\p\none.go` },
	} {
		if got := key(change); got != want {
			t.Errorf("%s gives %+v, want %+v", name, got, want)
		}
	}
	for name, change := range map[string]func(*finding.Finding){
		"rule":      func(f *finding.Finding) { f.Rule = "mutex" },
		"package":   func(f *finding.Finding) { f.Package = "example.org/q" },
		"operation": func(f *finding.Finding) { f.Trace[2].Func = "os.ReadFile" },
		"way":       func(f *finding.Finding) { f.Trace[0].Func = "save.func1" },
	} {
		if got := key(change); got == want || got.Fingerprint(1) == want.Fingerprint(1) {
			t.Errorf("another %s gives the same", name)
		}
	}
	message := key(func(f *finding.Finding) { f.Trace, f.Message = nil, "two at a.go:3:4 and b.go:5" })
	if message.Path != "two at a.go and b.go" {
		t.Errorf("without a trace the path is %q", message.Path)
	}
}

func TestFingerprintImportPath(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.org/m // x\n", "a/b/b.go": "package b\n"} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	src := finding.NewSources(dir)
	for name, want := range map[string]string{"a/b/b.go": "example.org/m/a/b", "c.go": "example.org/m", "../x.go": "command-line-arguments"} {
		f := finding.Finding{Package: "command-line-arguments", Position: finding.Position{File: filepath.FromSlash(name)}}
		if got := src.Key(&f).Package; got != want {
			t.Errorf("%s is of %s, want %s", name, got, want)
		}
	}
}
