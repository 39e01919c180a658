package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the diffs in testdata")

// TestFixes applies the fixes to the programs in testdata/fix, in each way
// that there is. They say the same before and after, and no finding is left.
// The file fix.diff of an archive is what -diff prints.
func TestFixes(t *testing.T) {
	programs, err := filepath.Glob("testdata/fix/*.txtar")
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string][]string{
		"parvet": {exe, "-fix", "./..."},
		"vet":    {"go", "vet", "-vettool=" + exe, "-fix", "./..."},
		"fix":    {"go", "fix", "-fixtool=" + exe, "./..."},
	}
	for _, file := range programs {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := extract(t, archive)
			want := succeeds(t, dir, "go", "run", "-race", ".")
			diff, status := runs(t, dir, exe, "-diff")
			if status != 1 {
				t.Errorf("parvet -diff exits with %d", status)
			}
			checkDiff(t, file, archive, diff)
			for way, command := range ways {
				dir := extract(t, archive)
				succeeds(t, dir, command[0], command[1:]...)
				if way == "parvet" {
					checkPatched(t, archive, diff, dir)
				}
				if got := succeeds(t, dir, "go", "run", "-race", "."); got != want {
					t.Errorf("%s: after the fixes the program says\n%swant\n%s", way, got, want)
				}
				succeeds(t, dir, "go", "vet", "./...")
				if found, status := runs(t, dir, exe); status != 0 {
					t.Errorf("%s: findings are left:\n%s", way, found)
				}
			}
		})
	}
}

// checkDiff compares the diff with that of the archive.
func checkDiff(t *testing.T, file string, archive *txtar.Archive, got string) {
	t.Helper()
	last := &archive.Files[len(archive.Files)-1]
	if last.Name != "fix.diff" {
		t.Fatalf("the last file of %s is %s", file, last.Name)
	}
	// An empty line would lose its blank.
	got = strings.ReplaceAll(got, "\n \n", "\n\n")
	if *update {
		last.Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if got != string(last.Data) {
		t.Errorf("-diff prints (go test -update to accept)\n%swant\n%s", got, last.Data)
	}
}

// checkPatched applies the diff to the program, which makes of it what -fix has
// made in the folder fixed.
func checkPatched(t *testing.T, archive *txtar.Archive, diff, fixed string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Log("the diff is not applied: ", err)
		return
	}
	dir := extract(t, archive)
	apply := exec.Command("git", "apply", "--verbose", "-")
	apply.Dir, apply.Stdin = dir, strings.NewReader(diff)
	if out, err := apply.CombinedOutput(); err != nil || bytes.Contains(out, []byte("offset")) {
		t.Errorf("git apply: %v\n%s", err, out)
	}
	for _, f := range archive.Files {
		got, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(fixed, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("after git apply %s is\n%swant\n%s", f.Name, got, want)
		}
	}
}

// extract writes the program to a module of its own beside the runtime.
func extract(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	runtime, err := filepath.Abs(filepath.Join("..", "..", "runtime"))
	if err != nil {
		t.Fatal(err)
	}
	files := append([]txtar.File{
		{Name: "go.mod", Data: []byte("module example.org/m\n\ngo 1.26.0\n")},
		{Name: "go.work", Data: fmt.Appendf(nil, "go 1.26.0\n\nuse (\n\t.\n\t%q\n)\n", filepath.ToSlash(runtime))},
	}, archive.Files...)
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// runs runs a command and returns what it prints on stdout.
func runs(t *testing.T, dir, command string, args ...string) (stdout string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(command, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "PARVET_TEST_PROGRAM=1", "GOWORK=", "GOFLAGS=")
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Logf("%s: %s", args, errs.String())
		return out.String(), exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), 0
}

func succeeds(t *testing.T, dir, command string, args ...string) string {
	t.Helper()
	out, status := runs(t, dir, command, args...)
	if status != 0 {
		t.Fatalf("%s exits with %d and says\n%s", args, status, out)
	}
	return out
}
