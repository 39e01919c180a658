package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDoctor: the program finds what its self-test is about, by itself and as a
// vet tool; and says what is wrong where something is.
func TestDoctor(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.org/m\n\ngo 1.26\n")
	run := func(status int, env ...string) string {
		t.Helper()
		cmd := exec.Command(exe, "doctor")
		cmd.Dir = dir
		cmd.Env = append(append(cmd.Environ(), "PARVET_TEST_PROGRAM=1", "GOWORK=", "PARVET_CACHE="+t.TempDir()), env...)
		out, _ := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != status {
			t.Errorf("with %q, the status is %d, want %d:\n%s", env, got, status, out)
		}
		return string(out)
	}
	const found = "the task that sleeps was found, and nothing in its twin that does not\n"
	// Settings of the user are not in the way of the self-test.
	write(".parvet.yaml", "disable: [sleep]\n")
	text := run(0, "GOFLAGS=-mod=mod")
	for _, line := range []string{
		"ok    module: " + filepath.Join(dir, "go.mod") + "\n", "ok    settings: " + filepath.Join(dir, ".parvet.yaml") + "\n",
		"ok    self-test: " + found, "ok    self-test as a vet tool: " + found,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("no line %q in\n%s", line, text)
		}
	}
	text = run(2, "PARVET_CACHE=here")
	if !strings.Contains(text, "bad   cache: PARVET_CACHE is \"here\": want an absolute path or off\n") || !strings.Contains(text, "parvet: 1 check of ") {
		t.Errorf("a wrong cache:\n%s", text)
	}
	write(".parvet.yaml", "tiers: possible\n")
	if text = run(2); !strings.Contains(text, "bad   settings: .parvet.yaml:1:1: ") {
		t.Errorf("wrong settings:\n%s", text)
	}
}
