package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// toyProgram extracts the program of a transcript.
func toyProgram(t *testing.T, name string) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := realTempDir(t)
	extract(t, dir, archive)
	return dir
}

// ran is what a run printed.
type ran struct {
	stdout, stderr string
	status         int
}

func runIn(t *testing.T, dir string, env []string, args ...string) ran {
	t.Helper()
	cmd := program(t, dir, args...)
	cmd.Env = append(cmd.Env, env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return ran{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

func content(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestOutput: a file has what stdout would have, and stderr is the same.
func TestOutput(t *testing.T) {
	dir := toyProgram(t, "findings")
	for _, args := range [][]string{
		{"-format", "json"}, {"-format=text"}, {"-format=sarif"}, {"-format=github"}, {"-format=checkstyle"}, {"-format=codeclimate"},
		{"-diff"}, {"-format=sarif", "-disable=sleep"}, {"-disable=sleep"},
	} {
		want := runIn(t, dir, nil, args...)
		got := runIn(t, filepath.Dir(dir), nil, append(args, "-C", dir, "-o", "out")...)
		if got.stdout != "" || got.stderr != want.stderr || got.status != want.status {
			t.Errorf("%v with -o: %+v\nwithout: %+v", args, got, want)
		}
		if text := content(t, filepath.Join(dir, "out")); text != want.stdout {
			t.Errorf("%v: the file has\n%s\nstdout\n%s", args, text, want.stdout)
		}
	}
	if hidden, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(hidden) > 0 {
		t.Errorf("left are %v, %v", hidden, err)
	}
}

// TestOutputNames: where -o leads, and that it is known before the work begins.
func TestOutputNames(t *testing.T) {
	dir := toyProgram(t, "findings")
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	noGo := []string{"PATH=/nowhere"} // a run fails after it has begun
	for name, want := range map[string]string{
		"folder":    "-o folder: cannot write it: it is a directory",
		"folder/":   "-o folder/: it is the name of a directory",
		"none/file": "-o none/file: cannot write it: no such file or directory",
	} {
		if got := runIn(t, dir, noGo, "-o", name); got.status != exitFailure || !strings.Contains(got.stderr, want) && runtime.GOOS != "windows" {
			t.Errorf("-o %s: %+v, want %q", name, got, want)
		}
	}

	// What was there before stays if there is nothing to take its place.
	file, link := filepath.Join(dir, "out"), filepath.Join(dir, "folder", "link")
	if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skip("no symbolic links here")
	}
	if got := runIn(t, dir, noGo, "-o", link); got.status != exitFailure || content(t, file) != "before" {
		t.Errorf("a run that fails: %+v; the file has %q", got, content(t, file))
	}
	want := runIn(t, dir, nil)
	runIn(t, dir, nil, "-o", link)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if got := content(t, file); got != want.stdout {
		t.Errorf("through the link:\n%s\nwant\n%s", got, want.stdout)
	}
	if runtime.GOOS != "windows" {
		for _, name := range []string{"-", "/dev/stdout"} {
			if got := runIn(t, dir, nil, "-o", name); got != want {
				t.Errorf("-o %s: %+v\nwant %+v", name, got, want)
			}
		}
		if got := runIn(t, dir, nil, "-o", "/dev/null"); got.stdout != "" || got.status != exitFindings {
			t.Errorf("-o /dev/null: %+v", got)
		}
	}
	if hidden, err := filepath.Glob(filepath.Join(dir, "*", ".*")); err != nil || len(hidden) > 0 {
		t.Errorf("left are %v, %v", hidden, err)
	}
}
