package apply

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

func TestDiff(t *testing.T) {
	file := write(t, "package p\n\nvar x = 1\n")
	p := Make([]finding.Finding{replace(t, file, "1", "2")}, soon())
	want := "--- a/p.go\n+++ b/p.go\n@@ -1,3 +1,3 @@\n package p\n \n-var x = 1\n+var x = 2\n"
	if len(p.Changes) != 1 || p.Changes[0].Diff("p.go") != want {
		t.Errorf("got %+v, want one with the diff\n%s", p.Changes, want)
	}
}

// numbered returns a file of so many lines, each of which says its number, with
// other text for some of them.
func numbered(n int, changed map[int]string) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		if text, ok := changed[i]; ok {
			b.WriteString(text)
		} else {
			fmt.Fprintf(&b, "%d\n", i)
		}
	}
	return b.String()
}

// headers returns where the hunks of a diff are.
func headers(diff string) []string {
	var hs []string
	for l := range strings.Lines(diff) {
		if strings.HasPrefix(l, "@@") {
			hs = append(hs, strings.TrimSpace(l))
		}
	}
	return hs
}

// Each hunk says where it stands in the new file, after what the earlier ones
// have added and removed, also where one hunk has several changes.
func TestDiffHunks(t *testing.T) {
	for name, test := range map[string]struct {
		changed map[int]string
		want    []string
	}{
		"growth":         {map[int]string{3: "3\n+\n+\n", 30: "x\n"}, []string{"@@ -1,6 +1,8 @@", "@@ -27,7 +29,7 @@"}},
		"two in one":     {map[int]string{3: "3\n+\n", 7: "x\n", 30: "x\n"}, []string{"@@ -1,10 +1,11 @@", "@@ -27,7 +28,7 @@"}},
		"shrinking":      {map[int]string{3: "", 5: "", 30: "x\n", 60: "60\n+\n", 90: ""}, []string{"@@ -1,8 +1,6 @@", "@@ -27,7 +25,7 @@", "@@ -58,6 +56,7 @@", "@@ -87,7 +86,6 @@"}},
		"touching":       {map[int]string{10: "x\n", 17: "y\n"}, []string{"@@ -7,14 +7,14 @@"}},
		"just apart":     {map[int]string{10: "x\n", 18: "y\n"}, []string{"@@ -7,7 +7,7 @@", "@@ -15,7 +15,7 @@"}},
		"first and last": {map[int]string{1: "x\n1\n", 99: "", 100: "100"}, []string{"@@ -1,3 +1,4 @@", "@@ -96,5 +97,4 @@"}},
	} {
		c := Change{Old: []byte(numbered(100, nil)), New: []byte(numbered(100, test.changed))}
		if got := headers(c.Diff("p.go")); !slices.Equal(got, test.want) {
			t.Errorf("%s: the hunks are %q, want %q", name, got, test.want)
		}
	}
	for _, test := range []struct{ before, after, want string }{
		{"", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"},
		{"a\n", "", "@@ -1 +0,0 @@\n-a\n"},
		{"a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
	} {
		c := Change{Old: []byte(test.before), New: []byte(test.after)}
		if _, got, _ := strings.Cut(c.Diff("p.go"), "+++ b/p.go\n"); got != test.want {
			t.Errorf("from %q to %q it is\n%swant\n%s", test.before, test.after, got, test.want)
		}
	}
}

// What is printed can be applied, without the places being searched for: the
// lines that surround a change are the same all over the file.
func TestDiffApplies(t *testing.T) {
	old := "package p\n" + strings.Repeat("\n\n\n\nvar _ = 1\n", 20)
	lines := strings.SplitAfter(old, "\n")
	for _, i := range []int{5, 10, 50, 95} { // the first two are in one hunk
		lines[i] = "var (\n\t_ = 2\n\t_ = 3\n)\n"
	}
	lines[75] = ""
	c := Change{Old: []byte(old), New: []byte(strings.Join(lines, ""))}
	for _, command := range [][]string{
		{"patch", "-p1", "--fuzz=0"},
		{"git", "apply", "--verbose", "-"},
	} {
		if _, err := exec.LookPath(command[0]); err != nil {
			t.Logf("not with %s: %v", command[0], err)
			continue
		}
		dir := t.TempDir()
		file := filepath.Join(dir, "p.go")
		if err := os.WriteFile(file, c.Old, 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(c.Diff("p.go"))
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Contains(string(out), "offset") {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != string(c.New) {
			t.Errorf("%s: %v, the file is\n%swant\n%s", command, err, got, c.New)
		}
	}
}

// Names are as patch and git apply read them.
func TestDiffNames(t *testing.T) {
	c := Change{Old: []byte("a\n"), New: []byte("b\n")}
	for name, want := range map[string]string{
		"p/p.go":   "--- a/p/p.go\n+++ b/p/p.go\n",
		"p q.go":   "--- a/p q.go\t\n+++ b/p q.go\t\n",
		"p\nq.go":  "--- \"a/p\\012q.go\"\n+++ \"b/p\\012q.go\"\n",
		"p\"\\.go": "--- \"a/p\\\"\\\\.go\"\n+++ \"b/p\\\"\\\\.go\"\n",
	} {
		if got := c.Diff(name); !strings.HasPrefix(got, want) {
			t.Errorf("the diff of %q is\n%swant at first\n%s", name, got, want)
		}
	}
}
