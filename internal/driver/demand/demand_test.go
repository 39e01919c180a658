package demand_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/demand"
)

// module writes a module in which a task of package a calls package b.
func module(t *testing.T) string {
	t.Helper()
	runtime, err := filepath.Abs("../../../runtime")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "go.mod", "module example.com/m\n\ngo 1.26.0\n")
	write(t, dir, "go.work", fmt.Sprintf("go 1.26.0\n\nuse (\n\t.\n\t%q\n)\n", runtime))
	write(t, dir, "a/a.go", `package a

import (
	"context"

	"example.com/m/b"
	"github.com/parvet/parvet/runtime/par"
)

func Run(ctx context.Context, p *par.Pool) error {
	return p.Go(ctx, func(context.Context) { b.Work() })
}
`)
	write(t, dir, "b/b.go", "package b\n\nfunc Work() {}\n")
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

const sleeping = "package b\n\nimport \"time\"\n\nfunc Work() { time.Sleep(time.Hour) }\n"

// counted counts the requests that are left to it.
type counted struct{ n int }

func (c *counted) Run(context.Context, driver.Request) (*driver.Result, error) {
	c.n++
	return new(driver.Result), nil
}

// TestStale: what was kept of a package is not shown when it, or what it imports,
// or a setting has changed, and is when that has been undone.
func TestStale(t *testing.T) {
	dir := module(t)
	other := new(counted)
	d := &demand.Driver{Analyzers: analyzer.All(), Cache: t.TempDir(), Otherwise: other}
	findings := func() int {
		t.Helper()
		res, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./..."}})
		if err != nil {
			t.Fatal(err)
		}
		return len(res.Findings)
	}
	want := func(n int, when string) {
		t.Helper()
		for _, run := range []string{"", ", again"} {
			if got := findings(); got != n {
				t.Errorf("%s%s: %d findings, want %d", when, run, got, n)
			}
		}
	}
	want(0, "at first")
	write(t, dir, "b/b.go", sleeping)
	want(1, "what b does has changed")
	write(t, dir, "b/b.go", "package b\n\nfunc Work() {}\n")
	want(0, "what b does is as before")
	write(t, dir, "b/more.go", "package b\n\nimport \"time\"\n\nfunc init() { time.Sleep(time.Hour) }\n")
	want(0, "b has another file")
	write(t, dir, "a/a_test.go", `package a

import (
	"context"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func Test(t *testing.T) {
	par.Default().Go(t.Context(), func(context.Context) { time.Sleep(time.Hour) })
}
`)
	want(1, "a has a test")
	if other.n > 0 {
		t.Errorf("%d requests were left to another driver", other.n)
	}
}

// TestOtherwise: what needs an explanation is left to the other driver, whatever
// is kept.
func TestOtherwise(t *testing.T) {
	dir := module(t)
	other := new(counted)
	d := &demand.Driver{Analyzers: analyzer.All(), Cache: t.TempDir(), Otherwise: other}
	run := func(patterns ...string) {
		t.Helper()
		before := other.n
		if _, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: patterns}); err != nil {
			t.Fatal(err)
		}
		if other.n != before+1 {
			t.Errorf("%q was not left to the other driver", patterns)
		}
	}
	run("./nonesuch")
	run("./nonesuch/...")
	run("a/a.go")
	for what, text := range map[string]string{
		"syntax":            "package b\n\nfunc Work( {}\n",
		"types":             "package b\n\nfunc Work() { undefined() }\n",
		"missing import":    "package b\n\nimport _ \"example.com/m/c\"\n\nfunc Work() {}\n",
		"missing body":      "package b\n\nfunc Work()\n",
		"C":                 "package b\n\n// int work(void) { return undeclared; }\nimport \"C\"\n\nfunc Work() { C.work() }\n",
		"types of C":        "package b\n\n// int work(void) { return 1; }\nimport \"C\"\n\nfunc Work() string { return C.work() }\n",
		"no such C":         "package b\n\nimport \"C\"\n\nfunc Work() { C.nonesuch() }\n",
		"warnings of C":     "package b\n\n// #warning careful\n// int work(void) { return 1; }\nimport \"C\"\n\nfunc Work() { C.work() }\n",
		"import cycle":      "package b\n\nimport _ \"example.com/m/a\"\n\nfunc Work() {}\n",
		"two packages":      "package c\n\nfunc Work() {}\n",
		"no such function":  "package b\n",
		"unused variable":   "package b\n\nfunc Work() { x := 1 }\n",
		"missing embedding": "package b\n\nimport _ \"embed\"\n\n//go:embed nonesuch\nvar s string\n\nfunc Work() {}\n",
	} {
		write(t, dir, "b/ok.go", "package b\n")
		write(t, dir, "b/b.go", text)
		t.Log(what)
		run("./...")
	}
	write(t, dir, "b/b.go", "package b\n\nfunc Work() {}\n")
	t.Setenv("GOFLAGS", "-overlay="+filepath.Join(dir, "overlay.json"))
	write(t, dir, "overlay.json", "{}")
	run("./...")
}

// TestBrokenBody: that an import does not compile is for the other driver to
// explain, too, where the error is in a function that no task reaches and the
// import is not requested.
func TestBrokenBody(t *testing.T) {
	dir := module(t)
	other := new(counted)
	d := &demand.Driver{Analyzers: analyzer.All(), Cache: t.TempDir(), Otherwise: other}
	for what, rest := range map[string]string{
		"unused variable": "func rest() { x := 1 }\n",
		"unused import":   "import \"io\"\n",
		"undefined name":  "func rest() { undefined() }\n",
		"missing return":  "func rest() int {}\n",
	} {
		write(t, dir, "b/rest.go", "package b\n\n"+rest)
		for _, run := range []string{"first", "second"} {
			before := other.n
			res, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./a"}})
			if err != nil {
				t.Fatal(err)
			}
			if other.n != before+1 {
				t.Errorf("%s: the %s run found %d, and was not left to the other driver", what, run, len(res.Findings))
			}
		}
	}
	write(t, dir, "b/rest.go", "package b\n\nfunc rest() { x := 1; _ = x }\n")
	before := other.n
	if _, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./a"}}); err != nil {
		t.Fatal(err)
	}
	if other.n != before {
		t.Error("what compiles was left to the other driver")
	}
}

// TestUnusualImports: what only looks as if it did not compile, because the
// compiler gets more than the source in Go, is no reason to ask another driver.
func TestUnusualImports(t *testing.T) {
	dir := module(t)
	write(t, dir, "b/b.go", `package b

import (
	"net"
	"os/user"
	_ "unsafe"
)

func Work() {
	net.Dial("tcp", "localhost:1")
	user.Current()
	assembled()
}

func assembled()

//go:linkname linked runtime.nanotime
func linked() int64
`)
	write(t, dir, "b/b.s", "TEXT \u00b7assembled(SB),4,$0-0\n\tRET\n")
	d := &demand.Driver{Analyzers: analyzer.All(), Otherwise: none{t}}
	res, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./a"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Findings) == 0 || len(res.Failures) > 0 {
		t.Errorf("found %v, failed %v", res.Findings, res.Failures)
	}
}

// TestInterrupted: a run that is interrupted says why, and leaves no files.
func TestInterrupted(t *testing.T) {
	dir, tmp := module(t), t.TempDir()
	t.Setenv("GOTMPDIR", tmp)
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	other := new(counted)
	d := &demand.Driver{Analyzers: analyzer.All(), Otherwise: other}
	if _, err := d.Run(ctx, driver.Request{Dir: dir, Patterns: []string{"./..."}}); !errors.Is(err, cause) {
		t.Errorf("the error is %v", err)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
	if other.n > 0 {
		t.Error("the other driver was asked")
	}
}

// TestUnsupported: what is wrong with the settings of the go command is said in
// its words.
func TestUnsupported(t *testing.T) {
	t.Setenv("GOOS", "plan10")
	d := &demand.Driver{Analyzers: analyzer.All(), Otherwise: none{t}}
	_, err := d.Run(t.Context(), driver.Request{Dir: module(t), Patterns: []string{"./..."}})
	if err == nil || !strings.Contains(err.Error(), "plan10") {
		t.Errorf("the error is %v", err)
	}
}
