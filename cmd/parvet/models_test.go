package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestMain makes the test binary the program.
func TestMain(m *testing.M) {
	if os.Getenv("PARVET_TEST_PROGRAM") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

const module = `
-- go.mod --
module example.org/m

go 1.26
-- workers/workers.go --
package workers

func Run(f func()) { go f() }
-- store/store.go --
package store

import "context"

type Store struct{}

func (*Store) Get(ctx context.Context) {}

func (*Store) Cached() {}
-- m.go --
package m

import (
	"context"

	"example.org/m/store"
	"example.org/m/workers"
)

func f(ctx context.Context, s *store.Store) {
	workers.Run(func() {
		s.Cached()
		s.Get(ctx)
	})
}
`

// example returns the models in the documentation.
func example(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/models.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "```\n")
	text, _, ok := strings.Cut(text, "```\n")
	if !ok {
		t.Fatal("docs/models.md has no example")
	}
	return text
}

type sandbox struct {
	*testing.T
	dir string
	env []string
}

func newSandbox(t *testing.T) *sandbox {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &sandbox{T: t, dir: dir}
	for _, f := range txtar.Parse([]byte(module)).Files {
		s.write(f.Name, string(f.Data))
	}
	return s
}

func (s *sandbox) write(name, text string) {
	name = filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		s.Fatal(err)
	}
}

// run runs a command in the module, parvet or go, and returns its exit status.
func (s *sandbox) run(args ...string) (string, int) {
	s.Helper()
	exe, err := os.Executable()
	if err != nil {
		s.Fatal(err)
	}
	if args[0] == "parvet" {
		args[0] = exe
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "PARVET", exe)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = s.dir
	cmd.Env = append(append(cmd.Environ(), "PARVET_TEST_PROGRAM=1", "GOFLAGS=", "GOWORK=off"), s.env...)
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}

const finding = "task passed to workers.Run blocks on the network: store.(*Store).Get (until its context ends); wrap it in workers.Unpin"

func (s *sandbox) want(what string, status int, args ...string) {
	s.Helper()
	out, got := s.run(args...)
	if got != status || !strings.Contains(out, what) {
		s.Errorf("%v exits with %d and says\n%swant %d and %q", args[1:], got, out, status, what)
	}
}

// TestCacheDir: a directory that depends on where parvet is called is refused.
func TestCacheDir(t *testing.T) {
	s := newSandbox(t)
	for value, status := range map[string]int{"rel": 2, "./rel": 2, "": 0, "off": 0, t.TempDir(): 0} {
		s.env = []string{"PARVET_CACHE=" + value}
		want := "no findings"
		if status != 0 {
			want = fmt.Sprintf("parvet: PARVET_CACHE is %q: want an absolute path or off\n", value)
		}
		s.want(want, status, "parvet")
	}
}

// TestModels changes the models between runs: go vet's cache must not answer
// with what was true before.
func TestModels(t *testing.T) {
	s := newSandbox(t)
	s.want("no findings", 0, "parvet")
	s.write("my.models", example(t))
	s.want(finding, 1, "parvet", "-models", "my.models")
	s.want(finding, 1, "parvet", "-models=../my.models", "-C", "workers", "../...")
	s.write("my.models", strings.Replace(example(t), "net ctx=0", "ok", 1))
	s.want("no findings", 0, "parvet", "-models", "my.models")
	s.write("my.models", example(t))
	s.want(finding, 1, "parvet", "-models", "my.models")
}

func TestModelsOfSeveralFiles(t *testing.T) {
	s := newSandbox(t)
	first, second, _ := strings.Cut(example(t), "\n\n")
	s.write("a.models", strings.Replace(first, "pool cpu", "pool any", 1))
	s.write("b.models", second)
	s.want("no findings", 0, "parvet", "-models", "a.models,b.models")
	s.want(finding, 1, "parvet", "-cpupools=example.org/m/workers", "-models", "a.models", "-models", "b.models")
	s.want("no model of a pool library", 2, "parvet", "-cpupools=example.org/m/workers", "-models=b.models")
	s.env = []string{"PARVET_MODELS=" + filepath.Join(s.dir, "a.models")}
	s.want(finding, 1, "parvet", "-cpupools=example.org/m/workers", "-models=b.models")
}

func TestBadModels(t *testing.T) {
	s := newSandbox(t)
	bad := filepath.Join(s.dir, "bad.models")
	s.want("parvet: flag -models: cannot read the models in "+bad+": no such file", 2, "parvet", "-models", "bad.models")
	s.want("cannot read the models in "+s.dir+": is a directory", 2, "parvet", "-models", s.dir)
	// What can be read once only, or without end, as /dev/zero and the pipes of shells.
	s.want("cannot read the models in "+os.DevNull+": want a regular file", 2, "parvet", "-models", os.DevNull)
	s.write("bad.models", "package example.org/m\nf sleeps\n")
	want := "parvet: flag -models: " + bad + ":2: f: want a clause, have \"sleeps\""
	s.want(want, 2, "parvet", "-models", "bad.models")
	if out, _ := s.run("parvet", "-models", "bad.models"); strings.Count(out, "\n") != 1 {
		t.Errorf("want one line, have\n%s", out)
	}
	s.write("bad.models", "package example.org/m/store\nStore.Got net\n")
	for range 2 { // the second time from the cache
		s.want(bad+":2: there is no Store.Got in package example.org/m/store", 2, "parvet", "-models", "bad.models")
	}
}

// TestModelsOfAnotherFormat: a file that holds something else has a bad line in
// each, of which the first ones say enough.
func TestModelsOfAnotherFormat(t *testing.T) {
	s := newSandbox(t)
	file := filepath.Join(s.dir, "some.txt")
	for lines, want := range map[int]string{5: fmt.Sprintf("; %s:5: ", file), 1000: "; and 995 more (parvet -h)\n"} {
		s.write("some.txt", strings.Repeat("some text\n", lines))
		out, _ := s.run("parvet", "-models", "some.txt")
		if !strings.Contains(out, want) || strings.Count(out, file) != 5 {
			t.Errorf("of %d bad lines parvet says\n%s\nwant 5 of them and %q", lines, out, want)
		}
	}
}

// TestModelsOfNoPool: tasks of a package are checked if something says for what
// its pools are. Who leaves that out is told, and who need not say it is not.
func TestModelsOfNoPool(t *testing.T) {
	s := newSandbox(t)
	s.write("more.models", "package example.org/m/workers\npool any\n")
	s.write("plain/plain.go", "package plain\n\nimport \"example.org/m/workers\"\n\nfunc F() { workers.Run(nil) }\n")
	for _, test := range []struct {
		model, files string
		warned       bool
	}{
		{"package example.org/m/workers\nRun task 0 one", "my.models", true},
		{"package example.org/m/workers\nRun task 0 one", "my.models,more.models", false},
		{"package example.org/m/workers\npool any\nRun task 0 one", "my.models", false},
		{"package example.org/m/workers\nRun calls 0", "my.models", false},
		{"package example.org/m/none\nRun task 0 one", "my.models", false},
	} {
		s.write("my.models", test.model+"\n")
		out, status := s.run("parvet", "-models", test.files, "./plain")
		const want = "my.models:2: no line says pool cpu or pool any of package example.org/m/workers, so the tasks of Run are checked with -cpupools=all only\n"
		if status != 0 || strings.Contains(out, want) != test.warned || strings.Contains(out, "no line says") != test.warned {
			t.Errorf("with %q of %s parvet exits with %d and says\n%s", test.model, test.files, status, out)
		}
	}
}

// TestModelsWithGoVet shows what users of plain go vet get.
func TestModelsWithGoVet(t *testing.T) {
	s := newSandbox(t)
	file := filepath.Join(s.dir, "my.models")
	s.write("my.models", example(t))
	s.want("name the file in the variable PARVET_MODELS", 1, "go", "vet", "-vettool=PARVET", "-models="+file, ".")
	s.want("my.models has changed meanwhile", 1, "go", "vet", "-vettool=PARVET", "-models="+file+"@sha256:0", ".")

	s.env = []string{"PARVET_MODELS=" + file}
	s.want(finding, 1, "go", "vet", "-vettool=PARVET", ".")
	s.write("my.models", strings.Replace(example(t), "net ctx=0", "ok", 1))
	s.want("", 0, "go", "vet", "-vettool=PARVET", ".")
	s.write("my.models", example(t))
	s.want(finding, 1, "go", "vet", "-vettool=PARVET", ".")
	s.env = []string{"PARVET_MODELS=my.models"}
	s.want("want an absolute path, have my.models", 1, "go", "vet", "-vettool=PARVET", ".")
}

// TestModelsThatDoNotFit: a line about a parameter that is not there, or of a type
// that cannot be meant, stops parvet, whoever runs it and however often.
func TestModelsThatDoNotFit(t *testing.T) {
	s := newSandbox(t)
	s.write("plain/plain.go", "package plain\n\nimport \"os\"\n\nfunc F() { os.Exit(1) }\n") // hands nothing over
	bad := filepath.Join(s.dir, "bad.models")
	for _, test := range []struct{ model, dir, want string }{
		{"package example.org/m/workers\npool any\nRun task 2 one", "workers", "Run: want a function as parameter 2, have 1 parameter, 0"},
		{"package example.org/m/workers\npool any\nRun task 2 one", ".", "Run: want a function as parameter 2, have 1 parameter, 0"}, // which imports it
		{"package example.org/m/store\nStore.Get net ctx=1", ".", "Store.Get: want a context or what carries one as parameter 1, have 1 parameter, 0"},
		{"package example.org/m/store\nStore.Get net for=0", "./...", "Store.Get: want a time.Duration as parameter 0, have context.Context"},
		{"package os\nExit sleep for=0", "plain", "Exit: want a time.Duration as parameter 0, have int"},
		{"package context\nContext.Done done\nWithTimeout timeout 0", ".", "WithTimeout: want a time.Duration as parameter 0, have Context"},
	} {
		if !strings.HasPrefix(test.dir, ".") {
			test.dir = "./" + test.dir
		}
		s.write("bad.models", "# About others.\n"+test.model+"\n")
		line := strings.Count(test.model, "\n") + 2
		want := fmt.Sprintf("parvet: %s:%d: %s\n", bad, line, test.want)
		for range 2 { // the second time from the cache
			out, status := s.run("parvet", "-models", "bad.models", test.dir)
			if status != 2 || !strings.Contains(out, want) || strings.Count(out, bad) != 1 {
				t.Errorf("parvet %s exits with %d and says\n%swant 2 and once %q", test.dir, status, out, want)
			}
		}
		if test.dir != "." {
			continue
		}
		// A package that is named by its files is left to go vet.
		s.want(want, 2, "parvet", "-models", "bad.models", "m.go")
		s.env = []string{"PARVET_MODELS=" + bad}
		s.want(fmt.Sprintf("%s:%d: %s\n", bad, line, test.want), 1, "go", "vet", "-vettool=PARVET", ".")
		s.env = nil
	}
}

// TestModelsOfNothing: a name that a package of the program does not declare stops
// parvet, also where the package is only imported. Of a package that cannot be
// imported it warns, for the file may be shared by several modules. go vet knows
// what is checked only.
func TestModelsOfNothing(t *testing.T) {
	s := newSandbox(t)
	s.write("plain/plain.go", "package plain\n\nimport \"net\"\n\nvar _ net.Conn\n")
	s.write("alone/alone.go", "package alone\n") // nobody imports it
	s.write("workers/more.go", `package workers

type Doer interface{ Do(func()) }

type pool[T any] struct {
	Doer
	run func()
}

func (*pool[T]) submit(func()) {}

type both pool[int]

var later func(func())

const most = 1
`)
	s.write("workers/other_plan9.go", "package workers\n\nfunc plan9(f func()) { f() }\n")
	file := filepath.Join(s.dir, "my.models")
	for _, test := range []struct {
		model string
		wants []string // the problems, by line
	}{
		// What is declared, exported or not, and for whatever platform.
		{"package example.org/m/workers\npool.submit calls 0\npool.run ok\npool.Doer wraps recv\nDoer.Do calls 0\nboth.run ok\nlater calls 0\nplan9 calls 0", nil},
		{"package net\nconn.Read net\npackage net/http\nnoBody.Read ok\npackage os\nFile.Fd ok\nnewFile ok", nil},
		// What could be imported.
		{"package example.org/m/alone\nGone net", nil},
		{"package net/rpc\nDial net\npackage archive/zip\nNothing ok", nil},

		{"package os\nReadFil file\nFile.Reed file", []string{
			"", "there is no ReadFil in package os; did you mean ReadFile?", "there is no File.Reed in package os; did you mean File.Read?"}},
		{"package example.org/m/workers\nrun calls 0\npool.Submit calls 0\nmost ok\nDoer.Don calls 0\nNothingLikeIt ok", []string{
			"", "there is no run in package example.org/m/workers; did you mean Run?",
			"there is no pool.Submit in package example.org/m/workers; did you mean pool.submit?",
			"there is no most in package example.org/m/workers",
			"there is no Doer.Don in package example.org/m/workers; did you mean Doer.Do?",
			"there is no NothingLikeIt in package example.org/m/workers"}},
		// What a type of the package, or of another one, may have; a number has nothing.
		{"package time\nDuration.Abs ok\nDuration.Strin sleep", []string{"", "", "there is no Duration.Strin in package time; did you mean Duration.String?"}},
		{"package net\nTCPConn.Read net", []string{"", "there is no TCPConn.Read in package net: it is declared by net.conn"}},

		{"package example.org/m/worker\npool cpu\nRun task 0 one\npackage net/htp\nGet net\npackage example.com/shared\npackage all\npackage ./plain\npackage example.org/m/worker", []string{
			"warning: package example.org/m/worker cannot be imported here, so its lines say nothing; did you mean example.org/m/workers?", "", "",
			"warning: package net/htp cannot be imported here, so its lines say nothing; did you mean net/http?", "",
			"warning: package example.com/shared cannot be imported here, so its lines say nothing\n",
			"warning: package all cannot be imported here, so its lines say nothing\n",
			"warning: package ./plain cannot be imported here, so its lines say nothing\n",
			"warning: package example.org/m/worker cannot be imported here"}},
	} {
		s.write("my.models", test.model+"\n")
		status := 0
		var wants []string
		for i, want := range test.wants {
			if want == "" {
				continue
			}
			text, warning := strings.CutPrefix(want, "warning: ")
			if !warning {
				status = 2
			}
			if want = fmt.Sprintf("parvet: %s:%d: %s", file, i+1, text); warning {
				want = fmt.Sprintf("parvet: warning: %s:%d: %s", file, i+1, text)
			}
			wants = append(wants, want)
		}
		for range 2 { // the second time from the cache
			out, got := s.run("parvet", "-models", "my.models", ".", "./plain", "net/http")
			ok := got == status && strings.Count(out, file) == len(wants)
			for _, want := range wants {
				ok = ok && strings.Contains(out+"\n", want)
			}
			if !ok {
				t.Errorf("with\n%s\nparvet exits with %d and says\n%s\nwant %d and\n%s", test.model, got, out, status, strings.Join(wants, "\n"))
			}
		}
	}

	// Misspelt paths are not looked for elsewhere.
	s.write("my.models", "package example.org/none/such\nF ok\n")
	before, err := os.ReadFile(filepath.Join(s.dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	s.env = []string{"GOFLAGS=-mod=mod", "GOPROXY=http://127.0.0.1:1"}
	s.want(":1: package example.org/none/such cannot be imported here", 0, "parvet", "-models", "my.models")
	if after, err := os.ReadFile(filepath.Join(s.dir, "go.mod")); err != nil || string(after) != string(before) {
		t.Errorf("go.mod is now %q: %v", after, err)
	}
	s.env = []string{"PARVET_MODELS=" + file}
	s.want("", 0, "go", "vet", "-vettool=PARVET", "./...")
}

// TestModelsOfVariables: what a line says of a function is true of one in a
// variable or a field as well.
func TestModelsOfVariables(t *testing.T) {
	s := newSandbox(t)
	s.write("workers/workers.go", `package workers

type Pool struct{ Submit func(n int, fs []func()) }

var Run func(f func())

var After func(f func())

func All(fs ...func()) {}
`)
	s.write("more/more.go", "package more\n\nimport \"example.org/m/workers\"\n\nfunc Run(f func()) { workers.Run(f) }\n")
	s.write("store/store.go", `package store

import "context"

type Store struct{ Get func(ctx context.Context) }

func (*Store) Cached() {}
`)
	s.write("m.go", `package m

import (
	"context"

	"example.org/m/more"
	"example.org/m/store"
	"example.org/m/workers"
)

func f(ctx context.Context, s *store.Store, p workers.Pool) {
	workers.Run(func() {
		s.Get(ctx)
	})
	run(func() {
		workers.After(func() { s.Get(ctx) })
	})
	p.Submit(1, []func(){func() {
		s.Get(context.Background())
	}})
	workers.All(s.Cached, func() {
		s.Get(ctx)
	})
	more.Run(func() {
		s.Get(ctx)
	})
}

func run(f func()) { workers.Run(f) }
`)
	s.write("my.models", `package example.org/m/workers
pool cpu
Run task 0 one
After calls 0
Pool.Submit task 1 each
All task 0 one

package example.org/m/store
Store.Get net ctx=0
`)
	s.want("5 findings", 1, "parvet", "-models", "my.models")
	out, _ := s.run("parvet", "-models", "my.models")
	s.env = []string{"PARVET_MODELS=" + filepath.Join(s.dir, "my.models")}
	vet, _ := s.run("go", "vet", "-vettool=PARVET", ".")
	s.env = nil
	for _, want := range []string{
		"m.go:13:3: syncio: task passed to workers.Run blocks on the network: store.Store.Get (until its context ends)",
		"m.go:16:3: syncio: task passed to run (workers.Run) blocks on the network: workers.After",
		"m.go:19:3: syncio: task passed to workers.Pool.Submit blocks on the network: store.Store.Get",
		"m.go:22:3: syncio: task passed to workers.All blocks on the network: store.Store.Get",
		"m.go:25:3: syncio: task passed to more.Run (workers.Run) blocks on the network: store.Store.Get",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("parvet says\n%swant %q", out, want)
		}
		if want = strings.Replace(want, "syncio: ", "", 1); !strings.Contains(vet, want) {
			t.Errorf("go vet says\n%swant %q", vet, want)
		}
	}
	s.write("my.models", "package example.org/m/workers\npool cpu\nRun task 0 one\n")
	s.want("no findings", 0, "parvet", "-models", "my.models")
}
