package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgress: a long first run tells on a terminal how far it has come, and
// nothing of that is left in the end; redirected, it tells nothing. The run is a
// long one since the standard library has to be compiled for it.
func TestProgress(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles parts of the standard library")
	}
	script, err := exec.LookPath("script")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skipf("no terminal: %v", err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.org/m\n\ngo 1.26\n",
		"m.go":   "package m\n\nimport _ \"os\"\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(cmd.Environ(), "PARVET_TEST_PROGRAM=1", "GOWORK=off", "GOFLAGS=", "TERM=xterm", "PARVET_CACHE=off", "GOCACHE="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const line = "\r\x1b[Kparvet: compiling what they import: "
	shown := run(script, "-qec", "'"+exe+"'", "/dev/null")
	if !strings.Contains(shown, line) {
		t.Errorf("no progress in %q", shown)
	}
	if rest := shown[strings.LastIndex(shown, "\x1b[K")+len("\x1b[K"):]; strings.TrimSpace(rest) != "no findings" {
		t.Errorf("what is left is %q, of %q", rest, shown)
	}
	if got := run(exe); got != "no findings\n" {
		t.Errorf("redirected, parvet prints %q", got)
	}
}
