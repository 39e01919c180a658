package recipes

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block returns the first block of code of that language after a heading of
// docs/ci.md.
func block(t *testing.T, heading, language string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "docs", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)\n## " + heading + "\n.*?\n```" + language + "\n(.*?)```\n").FindSubmatch(data)
	if m == nil {
		t.Fatalf("docs/ci.md has no code in %s under %s", language, heading)
	}
	return string(m[1])
}

// TestModuleTool runs the commands that make parvet a tool of a module.
func TestModuleTool(t *testing.T) {
	commands := strings.Split(strings.TrimSpace(block(t, "As a tool of your module", "sh")), "\n")
	for _, test := range []struct {
		name     string
		files    map[string]string
		statuses []int // of getting it, of running it, and of go vet with it
		printed  string
	}{
		{"finding", finding, []int{0, 1, 1}, "work.go:12:13"},
		{"clean", clean, []int{0, 0, 0}, ""},
		{"broken", broken, []int{0, 2, 1}, "broken.go:3:18"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if len(commands) != len(test.statuses) {
				t.Fatalf("the commands are %q", commands)
			}
			dir := clone(t, nil, test.files)
			// A parvet that is installed must not be what runs.
			env := append(gitEnvironment(t), "PATH="+os.Getenv("PATH"))
			for i, command := range commands {
				status, out := shell(t, dir, env, command)
				if status != test.statuses[i] || i > 0 && !strings.Contains(out, test.printed) {
					t.Errorf("%s: status %d, want %d\n%s", command, status, test.statuses[i], out)
				}
			}
			data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
			if err != nil || !strings.Contains(string(data), "tool github.com/parvet/parvet/cmd/parvet") {
				t.Errorf("go.mod has no line for the tool: %v\n%s", err, data)
			}
		})
	}
}
