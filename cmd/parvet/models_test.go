package main

import (
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
