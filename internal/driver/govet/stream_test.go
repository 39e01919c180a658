package govet

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

const stream = `{
	"m/a": {"sleep": [{
		"category": "sleep", "posn": "/m/a/a.go:4:2", "end": "/m/a/a.go:4:9", "message": "bad",
		"suggested_fixes": [{"message": "drop", "edits": [{"filename": "/m/a/a.go", "start": 3, "end": 5, "new": "x"}]}],
		"related": [{"posn": "/m/a/a.go:3:1", "message": "task passed to p.F at m/a/a.go:3:1 (pool p, probable, warning, 1 more)"},
			{"posn": "/m/a/a.go:4:1", "message": "also passed to p.F at m/a/a.go:4:1 (pool p)"},
			{"posn": "/m/b/b.go:1:1", "message": "1. b.B at m/b/b.go:9:5 (static)"}]}],
		"mutex": {"error": "no luck"}}
}
{}
{"m/a [m/a.test]": {"other": [{"posn": "-", "end": "", "message": "plain"}]}}
`

func TestDecode(t *testing.T) {
	diags, failures, err := decode(strings.NewReader(stream))
	if err != nil {
		t.Fatal(err)
	}
	if len(failures) != 1 || failures[0].Package != "m/a" || failures[0].Message != "analyzer mutex failed: no luck" {
		t.Errorf("failures are %v", failures)
	}
	if len(diags) != 2 {
		t.Fatalf("%d diagnostics, want 2", len(diags))
	}
	f := diags[0].finding()
	if f.Rule != "sleep" || f.Tier != finding.Probable || f.Severity != finding.Warning || f.EndColumn != 9 ||
		len(f.Trace) != 1 || f.Trace[0].Line != 9 || len(f.Fixes) != 1 || f.Fixes[0].Edits[0].End != 5 || len(f.posns) != 3 || len(f.Also) != 1 || f.Also[0].Line != 4 {
		t.Errorf("first finding is %+v", f)
	}
	f = diags[1].finding()
	if f.Rule != "other" || f.Package != "m/a" || f.File != "-" || f.Line != 0 || f.Trace == nil || f.posns != nil {
		t.Errorf("second finding is %+v", f)
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, s := range []string{"{", "[]", `{"a":{"b":1}}`, `{"a":{"b":{"error":""}}}`, "vet: oops", `{"a":{"b":[{"posn":7}]}}`} {
		if _, _, err := decode(strings.NewReader(s)); err == nil {
			t.Errorf("no error for %s", s)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(stream)
	f.Add(`{"a":{"b":null}}`)
	f.Fuzz(func(t *testing.T, s string) {
		diags, _, err := decode(strings.NewReader(s))
		for i := range diags {
			if got := diags[i].finding(); len(got.places()) != len(got.posns) {
				t.Errorf("%d places for %d positions", len(got.places()), len(got.posns))
			}
		}
		if err != nil && diags != nil {
			t.Error("both results and an error")
		}
	})
}

func TestParsePosn(t *testing.T) {
	for s, want := range map[string]finding.Position{
		"/a/b.go:1:2":   {File: "/a/b.go", Line: 1, Column: 2},
		`C:\a\b.go:1:2`: {File: `C:\a\b.go`, Line: 1, Column: 2},
		"a:b.go:10:20":  {File: "a:b.go", Line: 10, Column: 20},
		"-":             {File: "-"},
		"b.go:7":        {File: "b.go", Line: 7, Column: 1}, // "//line b.go:7"
		`C:\a\b.go:7`:   {File: `C:\a\b.go`, Line: 7, Column: 1},
		`C:\a\b.go`:     {File: `C:\a\b.go`},
		"b.go:7:0":      {File: "b.go", Line: 7, Column: 1},
		"":              {},
	} {
		if got := parsePosn(s); got != want {
			t.Errorf("parsePosn(%q) = %+v", s, got)
		}
	}
}

func TestParseStderr(t *testing.T) {
	s := parseStderr([]byte(`go: downloading example.org/x v1.0.0
go: warning: "./none/..." matched no packages
a_test.go:1:2: package x is not in std
# m/a
a/a.go:2:12: undefined: f
# m/b [m/b.test]
# [m/a]
parvet.exe: a/a.go:2:12: undefined: f
parvet.exe: a/a.go:3:1: undefined: g
go: sad
no packages to vet
`))
	if len(s.unmatched) != 1 || s.unmatched[0] != "./none/..." {
		t.Errorf("unmatched: %q", s.unmatched)
	}
	if got := strings.Join(s.general, "|"); got != "a_test.go:1:2: package x is not in std|go: sad" {
		t.Errorf("general: %s", got)
	}
	if len(s.sections) != 2 || s.sections[0].pkg != "m/a" || s.sections[1].pkg != "m/b" {
		t.Fatalf("sections: %+v", s.sections)
	}
	if got, want := withoutTool(s.sections[0].lines), "a/a.go:2:12: undefined: f\na/a.go:3:1: undefined: g"; got != want {
		t.Errorf("section of m/a: %q, want %q", got, want)
	}
}

func TestInTree(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "nested", "go.mod"))
	for dir, want := range map[string]bool{
		"": true, "a": true, "a/b": true,
		"testdata/a": false, "a/_x": false, ".git": false, "vendor/x": false,
		"nested": false, "nested/a": false, "..": false, "../other": false,
	} {
		if got := inTree(root, filepath.Join(root, filepath.FromSlash(dir))); got != want {
			t.Errorf("inTree(%q) = %v", dir, got)
		}
	}
}

func TestNeighbour(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"))
	write(t, filepath.Join(root, "nested", "go.mod"))
	a := filepath.Join(root, "x", "a")
	for pkg, want := range map[string]string{
		"m/x/b":    filepath.Join(root, "x", "b"),
		"m/x/a/c":  filepath.Join(a, "c"),
		"m":        root,
		"m/nested": "", // another module
		"other/b":  "",
		"fmt":      "",
	} {
		got, ok := neighbour("m/x/a", a, pkg)
		if ok != (want != "") || ok && got != want {
			t.Errorf("neighbour(%s) = %q, %v, want %q", pkg, got, ok, want)
		}
	}
}

func write(t *testing.T, file string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
}
