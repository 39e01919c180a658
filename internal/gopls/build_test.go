package gopls_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/parvet/parvet/internal/gopls"
)

const root = "../.." // of the repository

var scratch string // removed in the end

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "parvet-gopls-test-")
	if err != nil {
		panic(err)
	}
	scratch = dir
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

var built struct {
	sync.Once
	parvet, gopls string
	err           error
	skip          string
}

// programs returns parvet, and the gopls that it has built, as users build it. It
// takes minutes on a machine that has not compiled gopls. Where its source is not
// to be had the test is skipped, or in CI fails.
func programs(t *testing.T) (parvetFile, goplsFile string) {
	t.Helper()
	if testing.Short() {
		t.Skip("building gopls takes minutes")
	}
	built.Do(buildPrograms)
	switch {
	case built.err != nil:
		t.Fatal(built.err)
	case built.skip != "" && os.Getenv("CI") == "true":
		t.Fatal(built.skip)
	case built.skip != "":
		t.Skip(built.skip)
	}
	return built.parvet, built.gopls
}

func buildPrograms() {
	source := "golang.org/x/tools/gopls@" + gopls.Pairs[0].Gopls
	if _, stderr, err := run(scratch, []string{"GOWORK=off", "GOFLAGS="}, "go", "mod", "download", source); err != nil {
		built.skip = fmt.Sprintf("%s cannot be downloaded: %v\n%s", source, err, stderr)
		return
	}
	built.parvet = filepath.Join(scratch, "parvet"+exe())
	if _, stderr, err := run(root, nil, "go", "build", "-o", built.parvet, "./cmd/parvet"); err != nil {
		built.err = fmt.Errorf("parvet cannot be built: %v\n%s", err, stderr)
		return
	}
	// The settings of a user for modules of their own do not matter.
	env := []string{"GOFLAGS=-mod=vendor -tags=x", "GOWORK=/nowhere/go.work"}
	want := filepath.Join(scratch, "an editor's gopls"+exe())
	stdout, stderr, err := run(scratch, env, built.parvet, "gopls", "install", "-o", filepath.Base(want))
	if built.gopls = strings.TrimSpace(stdout); err != nil || built.gopls != want {
		built.err = fmt.Errorf("parvet gopls install: %v, says %q, not %q\n%s", err, stdout, want, stderr)
		return
	}
	pair := gopls.Pairs[0]
	for _, part := range []string{"building gopls " + pair.Gopls + " with parvet of ", ", by " + runtime.Version(), "parvet: compiling"} {
		if !strings.Contains(stderr, part) {
			built.err = fmt.Errorf("parvet gopls install does not say %q:\n%s", part, stderr)
		}
	}
}

func exe() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// run runs a command and returns what it prints.
func run(dir string, env []string, name string, args ...string) (stdout, stderr string, err error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Run()
	return o.String(), e.String(), err
}

// extract writes the module of an archive to a new directory and returns that.
func extract(t *testing.T, file string) string {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	par, err := filepath.Abs(filepath.Join(root, "runtime"))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		data := bytes.ReplaceAll(f.Data, []byte("RUNTIME"), []byte(filepath.ToSlash(par)))
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, stderr, err := run(dir, []string{"GOWORK=off", "GOFLAGS=-mod=mod"}, "go", "build", "./..."); err != nil {
		t.Fatalf("go build: %v\n%s", err, stderr)
	}
	return dir
}
