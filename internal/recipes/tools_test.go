package recipes

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// actionlint checks workflows. It is not of this module, so it adds nothing to
// what that requires.
const actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"

// get installs a program of another module, in the user's module cache, and
// returns its path. It skips the test if the program cannot be had.
func get(t *testing.T, program string) string {
	t.Helper()
	bin := t.TempDir()
	status, out := run(t, bin, append(os.Environ(), "GOBIN="+bin, "GOWORK=off", "GOFLAGS="), "go", "install", program)
	if status != 0 {
		missing(t, "go install %s: %s", program, out)
	}
	files, err := filepath.Glob(filepath.Join(bin, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%s is %v, %v", program, files, err)
	}
	return files[0]
}

// TestWorkflows has actionlint check the workflows, and workflows that are wrong.
func TestWorkflows(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles actionlint")
	}
	lint := get(t, actionlint)
	files, err := filepath.Glob(filepath.Join(root, "docs", "ci", "github*.yml"))
	if err != nil || len(files) < 3 {
		t.Fatalf("the workflows are %v, %v", files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		check := func(text string) (int, string) {
			dir := t.TempDir()
			if err := write(dir, map[string]string{"w.yml": text}); err != nil {
				t.Fatal(err)
			}
			return run(t, dir, os.Environ(), lint, "-no-color", "w.yml")
		}
		if status, out := check(text); status != 0 {
			t.Errorf("%s: status %d\n%s", file, status, out)
		}
		// There is no runner yet where the environment of a job is made.
		wrong := strings.Replace(text, "${{ github.workspace }}", "${{ runner.temp }}", 1)
		if status, out := check(wrong); status != 1 || !strings.Contains(out, `context "runner" is not allowed here`) {
			t.Errorf("what is wrong passes: status %d\n%s", status, out)
		}
	}
}

// TestReviewdog runs reviewdog, which prints what it would comment on.
func TestReviewdog(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles reviewdog")
	}
	j := load(t, "github-reviewdog.yml")
	j.install(t)
	var name string
	for _, s := range j.Steps {
		if m := regexp.MustCompile(`^go install (github\.com/reviewdog/\S+)$`).FindStringSubmatch(s.Run); m != nil {
			name = m[1]
		}
	}
	real := get(t, name)

	// The last flag counts. So all is as in the recipe but for where comments go.
	bin := t.TempDir()
	wrapper := "#!/bin/sh\nset -e\ngit add -A -N\nexec '" + real + "' \"$@\" -reporter=local -diff='git diff origin/main'\n"
	if err := os.WriteFile(filepath.Join(bin, "reviewdog"), []byte(wrapper), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name             string
		committed, added map[string]string
		status           int
		want             string
	}{
		{"finding", clean, finding, 1, "work.go:12:13: "},
		{"elsewhere", finding, map[string]string{"other.go": "package work\n"}, 0, ""},
		{"clean", nil, clean, 0, ""},
		{"broken", clean, broken, 1, "1 failure"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := clone(t, test.committed, test.added)
			path := bin + string(os.PathListSeparator) + filepath.Join(scratch, "bin") + string(os.PathListSeparator) + os.Getenv("PATH")
			status, out := j.check(t, dir, "PATH="+path)
			comments := strings.Count(out, "par.ForEach blocks on a file")
			if status != test.status || !strings.Contains(out, test.want) || (comments > 0) != (test.name == "finding") {
				t.Errorf("status %d, want %d and %q\n%s", status, test.status, test.want, out)
			}
		})
	}
}
