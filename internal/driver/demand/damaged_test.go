package demand_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDamagedStore: what is not what was put into the store is analysed again, and
// the user hears of it.
func TestDamagedStore(t *testing.T) {
	program, store := newStore(t)
	m := newMachine(t, program, store)
	want := m.command("text")
	damaged := 0
	err := filepath.WalkDir(filepath.Join(store, "body"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && bytes.Contains(data, []byte("package:example.com")) {
			damaged++
			err = os.WriteFile(path, bytes.ReplaceAll(data, []byte("sleeps"), []byte("dreams")), 0o666)
		}
		return err
	})
	if err != nil || damaged == 0 {
		t.Fatalf("%d entries are damaged, %v", damaged, err)
	}
	got, warnings := m.output("text")
	if got != want {
		t.Errorf("with damage, parvet prints\n%s\nwithout\n%s", got, want)
	}
	if !strings.Contains(warnings, "is not what was put there") {
		t.Errorf("nothing is said of the damage: %s", warnings)
	}
}

// TestBrokenProgram: where a program cannot be used, results go to the directory.
// The go command gives up then, so the one here fails for parvet only, which asks
// for results when the go command has listed the packages.
func TestBrokenProgram(t *testing.T) {
	program, store := newStore(t)
	m := newMachine(t, program, store)
	want := m.command("text")
	once := filepath.Join(t.TempDir(), "once")
	script := filepath.Join(t.TempDir(), "program.sh")
	write(t, filepath.Dir(script), filepath.Base(script), fmt.Sprintf("#!/bin/sh\nif test \"$(cat /proc/$PPID/comm)\" = go; then exec %s; fi\necho called >> '%s'\nexit 1\n", strings.ReplaceAll(m.program, `"`, "'"), once))
	if err := os.Chmod(script, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("/proc/self/comm"); err != nil {
		t.Skip("this system does not say in /proc who starts a program")
	}
	m.program = script
	for _, run := range []string{"first", "second"} {
		got, warnings := m.output("text")
		if got != want {
			t.Errorf("the %s run prints\n%s\nwant\n%s", run, got, want)
		}
		if !strings.Contains(warnings, "GOCACHEPROG: it has ended") {
			t.Errorf("the %s run does not warn: %s", run, warnings)
		}
	}
	if _, err := os.Stat(once); err != nil {
		t.Errorf("parvet has not tried: %v", err)
	}
	if files, err := filepath.Glob(filepath.Join(m.kept, "*", "*-a")); err != nil || len(files) == 0 {
		t.Errorf("nothing is kept in the directory: %v", err)
	}
}
