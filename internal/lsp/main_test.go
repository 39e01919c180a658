package lsp_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/parvet/parvet/internal/lsptest"
)

var dir string // of the program

func TestMain(m *testing.M) {
	code := m.Run()
	if dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// parvet builds the program, for the tests that need it: fuzzing does not.
var parvet = sync.OnceValue(func() string {
	var err error
	if dir, err = os.MkdirTemp("", "parvet-lsp-"); err != nil {
		panic(err)
	}
	exe := filepath.Join(dir, "parvet")
	if out, err := exec.Command("go", "build", "-o", exe, "github.com/parvet/parvet/cmd/parvet").CombinedOutput(); err != nil {
		panic(string(out))
	}
	return exe
})

// An editor is a client of the program in a directory of its own.
type editor struct {
	*lsptest.Client
	t   *testing.T
	dir string
	tmp string // what the program and its children put down
}

// edit starts the program in a workspace with the files of the archive in the form
// of "-- name --" lines.
func edit(t *testing.T, files string, options any) *editor {
	t.Helper()
	e := prepare(t, files)
	e.Client = lsptest.Start(t, e.command(), e.dir, nil, options)
	return e
}

// prepare writes the workspace. At the end of the test, when the server is gone,
// nothing of it may be left.
func prepare(t *testing.T, files string) *editor {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	e := &editor{t: t, dir: dir, tmp: t.TempDir()}
	e.write("go.work", fmt.Sprintf("go 1.26.0\n\nuse (\n\t.\n\t%q\n)\n", runtimeDir(t)))
	for i, part := range strings.Split("\n"+files, "\n-- ")[1:] {
		name, text, ok := strings.Cut(part, " --\n")
		if !ok {
			t.Fatalf("file %d of the archive has no name", i)
		}
		e.write(name, text+"\n")
	}
	t.Cleanup(func() {
		left, err := os.ReadDir(e.tmp)
		if err != nil || len(left) > 0 {
			t.Errorf("temporary files are left: %v %v", left, err)
		}
	})
	return e
}

func runtimeDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../runtime")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func (e *editor) command(args ...string) *exec.Cmd {
	cmd := exec.Command(parvet(), append([]string{"lsp"}, args...)...)
	cmd.Env = append(os.Environ(), "GOWORK=", "GOFLAGS=", "GOTMPDIR="+e.tmp, "TMPDIR="+e.tmp)
	cmd.Dir = e.dir
	return cmd
}

func (e *editor) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

func (e *editor) write(name, text string) {
	e.t.Helper()
	file := e.path(name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		e.t.Fatal(err)
	}
}

// changed tells the server that files have changed on disk.
func (e *editor) changed(names ...string) {
	var changes []any
	for _, name := range names {
		changes = append(changes, map[string]any{"uri": lsptest.URI(e.path(name)), "type": 2})
	}
	e.Notify("workspace/didChangeWatchedFiles", map[string]any{"changes": changes})
}

// finds waits until what is said of a file is about those rules, in order.
func (e *editor) finds(name string, rules ...string) []lsptest.Diagnostic {
	e.t.Helper()
	what := fmt.Sprintf("%v in %s", rules, name)
	return e.Diagnostics(e.path(name), what, func(ds []lsptest.Diagnostic) bool {
		var codes []string
		for _, d := range ds {
			codes = append(codes, fmt.Sprint(d.Code))
		}
		return fmt.Sprint(codes) == fmt.Sprint(rules)
	})
}

// logged returns what the server has told the log.
func (e *editor) logged() []string {
	var all []string
	for _, m := range e.Messages("window/logMessage") {
		all = append(all, string(m.Params))
	}
	return all
}
