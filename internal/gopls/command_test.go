package gopls_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/gopls"
)

// TestInstalled holds that the program says what it is, and that it is replaced
// by the next one, which takes seconds, since the build cache has it all.
func TestInstalled(t *testing.T) {
	parvet, program := programs(t)
	p, err := gopls.Describe(program)
	if err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	pair := gopls.Pairs[0]
	if want := (gopls.Program{Gopls: pair.Gopls, Go: runtime.Version(), Parvet: here}); p != want {
		t.Errorf("the program is %+v, want %+v", p, want)
	}
	stdout, stderr, err := run(scratch, nil, program, "version")
	if want := "golang.org/x/tools/gopls " + pair.Gopls + "+parvet.devel\n"; err != nil || stdout != want {
		t.Errorf("it says %q, %v, want %q\n%s", stdout, err, want, stderr)
	}

	// A link leads to it, as package managers make them.
	link := filepath.Join(t.TempDir(), "gopls")
	if err := os.Symlink(program, link); err != nil {
		t.Skip(err)
	}
	stdout, stderr, err = run(t.TempDir(), nil, parvet, "gopls", "install", "-source", here, "-o", link)
	if err != nil || strings.TrimSpace(stdout) != program || !strings.Contains(stderr, "replaced "+program+", which was gopls "+pair.Gopls+" with parvet "+here) {
		t.Errorf("the second time: %v, says %q\n%s", err, stdout, stderr)
	}
}

// TestInterrupted holds that an interrupt leaves nothing behind.
func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no interrupts to send")
	}
	parvet, _ := programs(t)
	tmp, bin := t.TempDir(), t.TempDir()
	cmd := exec.Command(parvet, "gopls", "install", "-o", bin)
	cmd.Dir = root
	// An empty cache gives the go command minutes of work.
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp, "GOTMPDIR=", "GOCACHE="+t.TempDir())
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said []string
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		said = append(said, lines.Text())
		if strings.Contains(lines.Text(), "compiling") {
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd.Wait() // its error is the exit status, which is looked at
	if status := cmd.ProcessState.ExitCode(); status != 130 || said[len(said)-1] != "parvet: interrupted" {
		t.Errorf("exit status %d, says\n%s", status, strings.Join(said, "\n"))
	}
	for _, dir := range []string{tmp, bin} {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left in %s: %v, %v", dir, left, err)
		}
	}
}

// TestOtherGo runs a go command that says it is another one.
func TestOtherGo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the go command here is a shell script")
	}
	parvet, _ := programs(t)
	for _, test := range []struct{ script, says string }{
		{`echo '{"GOVERSION": "go1.999.1"}'`, "there is no gopls that is tested with parvet and go1.999.1: "},
		{`echo 'go: no such toolchain' >&2; exit 1`, "go env fails: go: no such toolchain\n"},
		{`echo '{"GOVERSION": "go1.26.0", "GOPATH": "/", "GOOS": "linux", "GOHOSTOS": "windows"}'`, "say by -o where"},
		{`if [ "$1" = env ]; then echo '{"GOVERSION": "go1.26.0", "GOPATH": "'$HOME'"}'; else echo 'go: no proxy' >&2; exit 1; fi`,
			"cannot get the modules: go list -deps . golang.org/x/tools/gopls: go: no proxy\n"},
	} {
		bin := t.TempDir()
		if err := os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\n"+test.script+"\n"), 0o777); err != nil {
			t.Fatal(err)
		}
		tmp := t.TempDir()
		env := []string{"PATH=" + bin + ":/bin:/usr/bin", "TMPDIR=" + tmp, "GOTMPDIR=", "HOME=" + t.TempDir()}
		stdout, stderr, err := run(root, env, parvet, "gopls", "install")
		if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 2 || stdout != "" || !strings.Contains(stderr, test.says) {
			t.Errorf("%s: %v, says %q\n%s", test.script, err, stdout, stderr)
		}
		if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}
