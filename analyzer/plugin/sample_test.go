package parvet

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A sample is a module of which one package finds by facts of the other that its
// task sleeps.
type sample struct {
	dir, cache string
	gcl        string
}

const (
	sampleA = `package a

import (
	"context"
	"time"

	"example.com/sample/b"
	"github.com/parvet/parvet/runtime/par"
)

func Run(ctx context.Context, xs []int) error {
	return par.ForEach(ctx, xs, func(ctx context.Context, _ int, _ *int) error {
		b.Wait()
		time.Sleep(time.Second)
		time.Sleep(time.Minute) //nolint:parvet // the nightly run may take long
		return nil
	})
}
`
	sampleB = `package b

import "time"

func Wait() { time.Sleep(time.Hour) }
`
	sampleConfig = `version: "2"
linters:
  default: none
  enable: [parvet]
  settings:
    custom:
      parvet:
        type: module
`
)

func newSample(t *testing.T, gcl string) *sample {
	t.Helper()
	s := &sample{t.TempDir(), t.TempDir(), gcl}
	runtime, err := filepath.Abs(root + "/runtime")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod":        "module example.com/sample\n\ngo 1.26.0\n",
		"go.work":       fmt.Sprintf("go 1.26.0\n\nuse (\n\t.\n\t%q\n)\n", runtime),
		"a/a.go":        sampleA,
		"b/b.go":        sampleB,
		".golangci.yml": sampleConfig,
	} {
		write(t, filepath.Join(s.dir, name), text)
	}
	return s
}

// configure adds settings of parvet, as YAML in one line.
func (s *sample) configure(t *testing.T, settings string) {
	t.Helper()
	write(t, filepath.Join(s.dir, ".golangci.yml"), sampleConfig+"        settings: "+settings+"\n")
}

// run runs golangci-lint.
func (s *sample) run(debug string, args ...string) (stdout, stderr string, err error) {
	env := []string{"GOWORK=", "GOLANGCI_LINT_CACHE=" + s.cache, "GL_DEBUG=" + debug}
	return run(s.dir, env, s.gcl, append([]string{"run", "--show-stats=false", "--output.text.print-issued-lines=false"}, args...)...)
}

// findings returns what golangci-lint finds: the lines that it prints, each without
// what is in brackets.
func (s *sample) findings(t *testing.T, args ...string) []string {
	t.Helper()
	stdout, stderr, err := s.run("", args...)
	if err != nil && exit(err) != 1 {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	var lines []string
	for line := range strings.Lines(stdout) {
		line, _, _ = strings.Cut(line, " (path: ")
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

func (s *sample) read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// change replaces a piece of a file.
func (s *sample) change(t *testing.T, name, old, new string) {
	t.Helper()
	text := s.read(t, name)
	if !strings.Contains(text, old) {
		t.Fatalf("no %q in %s", old, name)
	}
	write(t, filepath.Join(s.dir, name), strings.Replace(text, old, new, 1))
}

const (
	sleepsFar  = "a/a.go:13:3: sleep: task passed to par.ForEach sleeps, so its worker idles: b.Wait → time.Sleep (1h0m0s) at b.go:5; use par.Sleep or wait outside of the task"
	sleepsHere = "a/a.go:14:3: sleep: task passed to par.ForEach sleeps, so its worker idles: time.Sleep (1s); use par.Sleep or wait outside of the task"
)

func wantFindings(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: found\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
