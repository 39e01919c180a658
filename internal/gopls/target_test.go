package gopls

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestTarget(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "text"), "of somebody")
	write(t, filepath.Join(dir, "full", Name, "file"), "of somebody")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		output, want string
		fails        string
	}{
		{output: "x", want: "x"},
		{output: filepath.Join(dir, "x"), want: "x"},
		{output: ".", want: Name},
		{output: "", want: filepath.Join("bin", Name)},
		{output: "text", fails: "is no gopls"},
		{output: self, fails: "is no gopls"},
		{output: filepath.Join("none", "x"), fails: "there is no directory"},
		{output: filepath.Join("text", "x"), fails: "text"},
		{output: "full", fails: "is a directory"},
	} {
		b := &build{Install: Install{Output: test.output, Dir: dir}}
		b.env.GOPATH = dir + string(filepath.ListSeparator) + "other"
		got, old, err := b.target()
		switch {
		case test.fails != "":
			if err == nil || !strings.Contains(err.Error(), test.fails) {
				t.Errorf("-o %q: %q, %v", test.output, got, err)
			}
		case err != nil || old != "" || got != filepath.Join(dir, test.want):
			t.Errorf("-o %q: %q, %q, %v, want %q", test.output, got, old, err, test.want)
		}
	}
	b := &build{Install: Install{Dir: dir}}
	b.env.GOBIN, b.env.GOPATH, b.env.GOEXE = filepath.Join(dir, "own"), dir, ".exe"
	if got, _, err := b.target(); err != nil || got != filepath.Join(dir, "own", Name+".exe") {
		t.Errorf("with GOBIN: %q, %v", got, err)
	}
	b.env.GOOS = "plan9"
	if got, _, err := b.target(); err == nil || !strings.Contains(err.Error(), "-o") {
		t.Errorf("for another system: %q, %v", got, err)
	}
}

func TestPlace(t *testing.T) {
	dir := t.TempDir()
	program, path := filepath.Join(dir, "program"), filepath.Join(dir, "bin", "gopls")
	write(t, program, "new")
	write(t, path, "old")
	if err := os.Chmod(program, 0o750); err != nil {
		t.Fatal(err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	check := func(want string) {
		t.Helper()
		if data, err := os.ReadFile(path); err != nil || string(data) != want {
			t.Errorf("the file says %q, %v, want %q", data, err, want)
		}
		if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
			t.Errorf("beside it are %v, %v", entries, err)
		}
	}
	if err := place(stopped, program, path); err == nil {
		t.Error("it is written after an interrupt")
	}
	check("old")
	if err := place(t.Context(), program, path); err != nil {
		t.Fatal(err)
	}
	check("new")
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o750 {
		t.Errorf("the permissions are %v, %v", info.Mode(), err)
	}
	if err := place(t.Context(), program, filepath.Join(dir, "none", "gopls")); err == nil {
		t.Error("it is written to a directory that is not there")
	}
}

func TestLast(t *testing.T) {
	const said = "go: downloading a v1\ngo: a@v1: reading proxy: no\r\ngo: downloading b v2\n\tmore\n"
	if got, want := last([]byte(said)), "go: a@v1: reading proxy: no\n\tmore"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := last([]byte(strings.Repeat("x\n", 100))); strings.Count(got, "x") != 12 || !strings.HasSuffix(got, "\nand 88 lines more") {
		t.Errorf("of 100 lines %q is left", got)
	}
}
