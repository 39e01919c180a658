package cli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// TestTranscripts runs the commands in the comments of testdata/*.txtar, in
// the directory of the archive's files, and compares all that they print. A
// comment has lines
//
//	# what this shows
//	$ VAR=value parvet arguments
//	1> a line of stdout
//	2> a line of stderr
//	exit status
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := realTempDir(t)
			extract(t, dir, archive)
			got := replay(t, dir, string(archive.Comment))
			if *update {
				archive.Comment = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got != string(archive.Comment) {
				t.Errorf("got (go test -update to accept)\n%s\nwant\n%s", got, archive.Comment)
			}
		})
	}
}

// replay returns the script with what its commands print now.
func replay(t *testing.T, dir, script string) string {
	var b strings.Builder
	commands := 0
	for line := range strings.Lines(script) {
		cmd, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case isCommand:
			commands++
			b.WriteString(line)
			transcribe(t, &b, dir, strings.Fields(cmd))
		case strings.HasPrefix(line, "#"), strings.TrimSpace(line) == "":
			b.WriteString(line)
		}
	}
	if commands == 0 {
		t.Error("the script has no command")
	}
	return b.String()
}

func transcribe(t *testing.T, b *strings.Builder, dir string, words []string) {
	var env []string
	for len(words) > 0 && strings.Contains(words[0], "=") {
		env = append(env, words[0])
		words = words[1:]
	}
	if len(words) == 0 || words[0] != "parvet" {
		t.Fatalf("not a command: %q", words)
	}
	cmd := program(t, dir, words[1:]...)
	cmd.Env = append(cmd.Env, env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	status := 0
	if err := cmd.Run(); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			t.Fatal(err)
		}
		status = exit.ExitCode()
	}
	neutral := strings.NewReplacer(dir, "$WORK", runtime.GOROOT(), "$GOROOT", runtime.Version(), "$GOVERSION", runtime.GOOS+"/"+runtime.GOARCH, "$PLATFORM")
	for i, out := range []string{stdout.String(), stderr.String()} {
		for line := range strings.Lines(neutral.Replace(out)) {
			b.WriteString(strings.TrimRight(fmt.Sprintf("%d> %s", i+1, line), " \n") + "\n")
		}
	}
	fmt.Fprintf(b, "exit %d\n", status)
}

// program returns the command parvet, to be run in dir.
func program(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "PARVET_TEST_PROGRAM=toy", "GOFLAGS=", "GOWORK=", "GOPROXY=off", "GOTOOLCHAIN=local")
	return cmd
}

func extract(t *testing.T, dir string, archive *txtar.Archive) {
	t.Helper()
	for _, f := range archive.Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// realTempDir returns a temporary directory without symbolic links in its
// path, which the go command would resolve.
func realTempDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
