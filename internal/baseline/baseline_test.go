package baseline_test

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/baseline"
	"github.com/parvet/parvet/internal/finding"
)

// found returns findings of "package operation" each, in the file of the package,
// or in a test if the package ends with "!".
func found(what ...string) []finding.Finding {
	var fs []finding.Finding
	for i, w := range what {
		pkg, op, _ := strings.Cut(w, " ")
		file := "a.go"
		if p, ok := strings.CutSuffix(pkg, "!"); ok {
			pkg, file = p, "a_test.go"
		}
		fs = append(fs, finding.Finding{Rule: "sleep", Package: pkg, Position: finding.Position{File: file, Line: i + 1},
			Trace: []finding.Hop{{Func: op}}})
	}
	return fs
}

func sources(t *testing.T) *finding.Sources { return finding.NewSources(t.TempDir()) }

func scope(analysed, tests string) *baseline.Scope {
	in := func(list string) func(string) bool {
		return func(pkg string) bool { return slices.Contains(strings.Fields(list), pkg) }
	}
	return &baseline.Scope{Gone: in("gone"), Analysed: in(analysed), Tests: in(tests)}
}

// of returns a baseline of findings.
func of(t *testing.T, what ...string) *baseline.Baseline {
	fs := found(what...)
	return baseline.New().Update(fs, fs, sources(t), scope("", ""))
}

func encoded(t *testing.T, b *baseline.Baseline) string {
	data, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestEncode(t *testing.T) {
	const want = `{"version": 1, "findings": [
{"package":"a","function":"","rule":"sleep","path":"x"},
{"package":"a","function":"","rule":"sleep","path":"x","n":2},
{"package":"a","function":"","rule":"sleep","path":"x","test":true},
{"package":"b","function":"","rule":"sleep","path":"(chan<- T)"}
]}
`
	b := of(t, "b (chan<- T)", "a x", "a! x", "a x")
	if b.Len() != 4 || !slices.Equal(b.Packages(), []string{"a", "b"}) {
		t.Errorf("%d entries of %v", b.Len(), b.Packages())
	}
	if got := encoded(t, b); got != want {
		t.Errorf("encoded as\n%s\nwant\n%s", got, want)
	}
	for name, text := range map[string]string{
		"the same":            want,
		"windows":             strings.ReplaceAll(want, "\n", "\r\n"),
		"doubled by a merge":  strings.Replace(want, `[`, "[\n"+`{"package":"b","function":"","rule":"sleep","path":"(chan<- T)"},`, 1),
		"in another order":    `{"findings": [{"package":"b","function":"","rule":"sleep","path":"(chan<- T)"},{"package":"a","rule":"sleep","path":"x","test":true},{"package":"a","rule":"sleep","path":"x","n":2},{"package":"a","rule":"sleep","path":"x"}], "version": 1}`,
		"numbered with a gap": strings.Replace(want, `"n":2`, `"n":3`, 1),
	} {
		b, err := baseline.Parse([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := encoded(t, b); got != want {
			t.Errorf("%s is encoded as\n%s\nwant\n%s", name, got, want)
		}
	}
	if got, want := encoded(t, baseline.New()), "{\"version\": 1, \"findings\": []}\n"; got != want {
		t.Errorf("an empty baseline is %q, want %q", got, want)
	}
}

func TestKnown(t *testing.T) {
	b := of(t, "a x", "a x", "a y", "b x", "a! z")
	fs := found("a x", "a z", "a x", "a y", "a x", "b x", "b x", "c x", "a z")
	want := []bool{true, true, true, true, false, true, false, false, false}
	if got := b.Known(fs, sources(t)); !slices.Equal(got, want) {
		t.Errorf("known are %v, want %v", got, want)
	}
}

// TestUpdate holds what becomes of the entries of a baseline, and how many count
// as fixed.
func TestUpdate(t *testing.T) {
	for name, tt := range map[string]struct {
		old, shown, hidden []string
		analysed, tests    string
		want               []string
		fixed              int
	}{
		"nothing new":            {old: []string{"a x"}, shown: []string{"a x"}, analysed: "a", want: []string{"a x"}},
		"new":                    {shown: []string{"a x"}, analysed: "a", want: []string{"a x"}},
		"fixed":                  {old: []string{"a x", "a y"}, shown: []string{"a x"}, analysed: "a", want: []string{"a x"}, fixed: 1},
		"one of two fixed":       {old: []string{"a x", "a x"}, shown: []string{"a x"}, analysed: "a", want: []string{"a x"}, fixed: 1},
		"not analysed":           {old: []string{"a x", "b x"}, shown: []string{"a x"}, analysed: "a", want: []string{"a x", "b x"}},
		"not shown":              {old: []string{"a x"}, hidden: []string{"a x"}, analysed: "a", want: []string{"a x"}},
		"not shown, one fixed":   {old: []string{"a x", "a x"}, hidden: []string{"a x"}, analysed: "a", want: []string{"a x"}, fixed: 1},
		"never shown":            {hidden: []string{"a x"}, analysed: "a"},
		"without tests":          {old: []string{"a! x", "a y"}, analysed: "a", want: []string{"a! x"}, fixed: 1},
		"with tests":             {old: []string{"a! x", "a y"}, analysed: "a", tests: "a", fixed: 2},
		"external tests":         {old: []string{"a_test! x"}, analysed: "a", tests: "a", fixed: 1},
		"external, not analysed": {old: []string{"a_test! x"}, analysed: "a", want: []string{"a_test! x"}},
		"package is gone":        {old: []string{"gone x", "gone! y"}, fixed: 2},
		"test became program":    {old: []string{"a! x"}, shown: []string{"a x"}, analysed: "a", tests: "a", want: []string{"a x"}},
	} {
		s, old := scope(tt.analysed, tt.tests), of(t, tt.old...)
		shown := found(tt.shown...)
		all := append(found(tt.hidden...), shown...)
		if got, want := encoded(t, old.Update(shown, all, sources(t), s)), encoded(t, of(t, tt.want...)); got != want {
			t.Errorf("%s: became\n%s\nwant\n%s", name, got, want)
		}
		if got := old.Fixed(all, sources(t), s); got != tt.fixed {
			t.Errorf("%s: %d fixed, want %d", name, got, tt.fixed)
		}
	}
}

func TestFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), baseline.Name)
	if _, err := baseline.Read(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	want := of(t, "a x", "a x")
	if err := want.Write(file); err != nil {
		t.Fatal(err)
	}
	got, err := baseline.Read(file)
	if err != nil || encoded(t, got) != encoded(t, want) {
		t.Errorf("read %v, %v", got, err)
	}
	if _, err := baseline.Read(filepath.Dir(file)); err == nil || err.Error() != "not a regular file" {
		t.Errorf("a directory: %v", err)
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "not a baseline: line 1: unexpected end of JSON input",
		"{\n\"version\": 1,\n<":             "not a baseline: line 3: invalid character '<' looking for beginning of object key string",
		"{\"version\": 1,\n<<<<<<< HEAD\n}": "not a baseline: it has the marks of a merge conflict: line 2: invalid character '<' looking for beginning of object key string",
		"[]":                                "not a baseline: line 1: unexpected array",
		"{}":                                "not a baseline: it has no version",
		`{"version": 2, "other": 1}`:        "the baseline has version 2, and this parvet knows 1: update parvet",
		`{"version": 0}`:                    "not a baseline: its version is 0",
		`{"version": 1, "finding": []}`:     `not a baseline: unknown field "finding"`,
		`{"version": 1, "findings": [{}]}`:  "not a baseline: finding 1 names no package or no rule, or has a wrong number",
		`{"version": 1} x`:                  "not a baseline: line 1: invalid character 'x' after top-level value",
	} {
		b, err := baseline.Parse([]byte(text))
		if err == nil || err.Error() != want || b != nil {
			t.Errorf("%q gives %v, want %s", text, err, want)
		}
	}
}

// FuzzParse: what parses is written such that it parses as the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version": 1, "findings": [{"package":"a","function":"f","rule":"sleep","path":"x","n":2,"test":true}]}`))
	f.Add([]byte("{\"version\": 1,\n<<<<<<<"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := baseline.Parse(data)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q", err)
			}
			return
		}
		first, err := b.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := baseline.Parse(first)
		if err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		if second, err := again.Encode(); err != nil || !bytes.Equal(first, second) {
			t.Errorf("encoded as\n%s\nthen as\n%s", first, second)
		}
	})
}
