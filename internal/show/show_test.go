package show_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/show"
)

// TestJSONKeys: all keys are there, and lists are never null.
func TestJSONKeys(t *testing.T) {
	var b strings.Builder
	if err := show.JSON(&b, []finding.Finding{{Message: "a <b>", Fixes: []finding.Fix{{}}}, {}}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != 2 || strings.Contains(b.String(), "null") || !strings.Contains(lines[0], "a <b>") {
		t.Fatalf("JSON is\n%s", b.String())
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(lines[1]), &object); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for k := range object {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	if got, want := strings.Join(keys, " "), "also column cwe end_column end_line file fixes line message more package rule severity task tier trace url"; got != want {
		t.Errorf("keys are %s, want %s", got, want)
	}
}

// TestLongLine: of a line without end, what surrounds the finding is shown.
func TestLongLine(t *testing.T) {
	dir := t.TempDir()
	line := strings.Repeat("a", 5000) + "f(" + strings.Repeat("b", 5000) + ")" + strings.Repeat("c", 5000)
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte(line), 0o666); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	f := finding.Finding{Rule: "r", Message: "m", Position: finding.Position{File: "a.go", Line: 1, Column: 5001}, EndLine: 1, EndColumn: 10004}
	if err := show.Text(&b, dir, []finding.Finding{f}, show.NewPalette(false)); err != nil {
		t.Fatal(err)
	}
	want := "     1 | …" + strings.Repeat("a", 119) + "f(" + strings.Repeat("b", 197) + "…" + strings.Repeat("c", 119) + "…\n" +
		"       | " + strings.Repeat(" ", 120) + "^" + strings.Repeat("~", 199) + "\n"
	if _, got, _ := strings.Cut(b.String(), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestText(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("x\x1b[31m\tf(é,\r\n\t1)\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	at := func(line, column, endLine, endColumn int) finding.Finding {
		return finding.Finding{Rule: "r", Message: "m", Position: finding.Position{File: "a.go", Line: line, Column: column}, EndLine: endLine, EndColumn: endColumn}
	}
	for _, test := range []struct {
		name string
		f    finding.Finding
		want string
	}{
		{"control characters, tabs, to the end of the line", at(1, 8, 2, 4),
			"a.go:1:8: r: m\n     1 | x\uFFFD[31m    f(é,\n       |           ^~~~\n"},
		{"part of a line", at(2, 2, 2, 3), "a.go:2:2: r: m\n     2 |     1)\n       |     ^\n"},
		{"no such line", at(9, 1, 9, 2), "a.go:9:1: r: m\n"},
		{"no such column", at(2, 9, 2, 10), "a.go:2:9: r: m\n"},
		{"end before start", at(2, 3, 2, 1), "a.go:2:3: r: m\n     2 |     1)\n       |      ^\n"},
	} {
		var b strings.Builder
		if err := show.Text(&b, dir, []finding.Finding{test.f}, show.NewPalette(false)); err != nil {
			t.Fatal(err)
		}
		if b.String() != test.want {
			t.Errorf("%s:\n%q\nwant\n%q", test.name, b.String(), test.want)
		}
	}
}

// TestAlso: a finding that stands for others says where else.
func TestAlso(t *testing.T) {
	at := func(line int) finding.Position { return finding.Position{File: "a.go", Line: line, Column: 2} }
	f := finding.Finding{
		Rule: "r", Message: "m", Tier: finding.Probable, Position: at(9),
		Task:  finding.Task{Entry: "par.For", Position: at(1)},
		Also:  []finding.Task{{Entry: "par.Map", Position: at(2)}, {Entry: "jobs.Run", Way: finding.Stored, Position: at(3)}},
		Trace: []finding.Hop{{Func: "f", Position: at(9)}},
	}
	var b strings.Builder
	if err := show.Text(&b, t.TempDir(), []finding.Finding{f}, show.NewPalette(false)); err != nil {
		t.Fatal(err)
	}
	want := `a.go:9:2: r: m
    task   par.For at a.go:1:2 (probable)
    also   par.Map at a.go:2:2
    also   jobs.Run at a.go:3:2
    1. f   a.go:9:2
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestColours(t *testing.T) {
	f := finding.Finding{Rule: "r", Severity: finding.Error}
	for _, on := range []bool{true, false} {
		var b strings.Builder
		if err := show.Text(&b, "", []finding.Finding{f}, show.NewPalette(on)); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "\x1b[") != on {
			t.Errorf("with colours %v: %q", on, b.String())
		}
	}
}

func TestRelative(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b", "c", "d")
	inside, far := filepath.Join(dir, "x", "y.go"), filepath.Join(filepath.VolumeName(dir)+string(filepath.Separator), "z.go")
	fs := []finding.Finding{{
		Position: finding.Position{File: inside},
		Task:     finding.Task{Position: finding.Position{File: far}},
		Also:     []finding.Task{{Position: finding.Position{File: inside}}},
		Trace:    []finding.Hop{{Position: finding.Position{File: "import/path/x.go"}}},
		Fixes:    []finding.Fix{{Edits: []finding.Edit{{File: inside}}}},
	}}
	got := show.Relative(dir, fs)[0]
	rel := filepath.Join("x", "y.go")
	if got.File != rel || got.Fixes[0].Edits[0].File != rel || got.Task.File != far || got.Also[0].File != rel || got.Trace[0].File != "import/path/x.go" {
		t.Errorf("Relative gives %+v", got)
	}
	if fs[0].File != inside || fs[0].Also[0].File != inside || fs[0].Fixes[0].Edits[0].File != inside {
		t.Error("Relative changed its argument")
	}
}

func TestSummary(t *testing.T) {
	at := func(file, rule string) finding.Finding {
		return finding.Finding{Rule: rule, Position: finding.Position{File: file}}
	}
	fs := []finding.Finding{at("a/x.go", "sleep"), at("a/y_test.go", "syncio"), at("b/x.go", "syncio"), at("b/x.go", "mutex")}
	for got, want := range map[string]string{
		show.Summary(nil, 0):    "no findings",
		show.Summary(nil, 1):    "no findings; 1 failure",
		show.Summary(fs, 2):     "4 findings in 2 packages: 2 syncio, 1 mutex, 1 sleep; 2 failures",
		show.Summary(fs[:1], 0): "1 finding in 1 package: 1 sleep",
	} {
		if got != want {
			t.Errorf("summary %q, want %q", got, want)
		}
	}
}
