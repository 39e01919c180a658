package main

import (
	"bytes"
	"go/format"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/tools/txtar"

	"github.com/parvet/parvet/internal/sarif"
)

// TestSARIFFixes: who applies the fixes of a log gets what -fix makes, in files
// whose columns and line ends are not the plain ones.
func TestSARIFFixes(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	wide := strings.NewReplacer(
		"xs []int", "xs map[string][]int", "ctx, xs, ", "ctx, xs[\"ä𝄞\"], ",
		"error {\n\t\ttime.Sleep(d)\n\t\treturn nil\n\t}", "error { time.Sleep(d); return nil }",
	).Replace(sleeper)
	files := map[string]string{
		"plain/p.go":     sleeper,
		"wide/a b#ä.go":  wide,
		"crlf/p.go":      strings.ReplaceAll(wide, "\n", "\r\n"),
		"bom/p.go":       "\ufeff" + wide,
		"several/p.go":   sleeper + strings.ReplaceAll(sleeper[strings.Index(sleeper, "func F"):], "F(", "G("),
		"untouched/p.go": strings.Replace(sleeper, "time.Sleep(d)", "_ = d", 1),
	}
	lay := func() string {
		dir := extract(t, new(txtar.Archive))
		for name, text := range files {
			name = filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	fixed := lay()
	if left, status := runs(t, fixed, exe, "-fix"); status != 0 {
		t.Fatalf("parvet -fix exits with %d and leaves\n%s", status, left)
	}

	dir := lay()
	text, status := runs(t, dir, exe, "-format", "sarif")
	if status != 1 {
		t.Fatalf("parvet -format sarif exits with %d", status)
	}
	log, err := sarif.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	replacements := make(map[string][]sarif.Replacement)
	for _, r := range log.Runs[0].Results {
		for _, change := range r.Fixes[0].Changes {
			name, err := url.PathUnescape(change.Artifact.URI)
			if err != nil {
				t.Fatal(err)
			}
			replacements[name] = append(replacements[name], change.Replacements...)
		}
	}
	if len(replacements) != len(files)-1 {
		t.Errorf("fixes are of %d files, there are %d", len(replacements), len(files))
	}
	for name, rs := range replacements {
		file := filepath.Join(dir, filepath.FromSlash(name))
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		after := patched(t, before, rs)
		if was, err := format.Source(before); err == nil && bytes.Equal(was, before) {
			// What was formatted stays so: editors do it, and -fix.
			if after, err = format.Source(after); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if err := os.WriteFile(file, after, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name := range files {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(fixed, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s became\n%q\nand with -fix\n%q", name, got, want)
		}
		if changed := string(want) != files[name]; changed == strings.HasPrefix(name, "untouched") {
			t.Errorf("-fix changes %s: %v", name, changed)
		}
	}
}

// patched makes replacements, whose columns are in UTF-16 code units and know
// nothing of a byte order mark, the last first.
func patched(t *testing.T, text []byte, rs []sarif.Replacement) []byte {
	t.Helper()
	body, hasMark := bytes.CutPrefix(text, []byte("\ufeff"))
	units := utf16.Encode([]rune(string(body)))
	starts := []int{0}
	for i, u := range units {
		if u == '\n' {
			starts = append(starts, i+1)
		}
	}
	slices.SortFunc(rs, func(a, b sarif.Replacement) int {
		return starts[b.Deleted.StartLine-1] + b.Deleted.StartColumn - starts[a.Deleted.StartLine-1] - a.Deleted.StartColumn
	})
	for _, r := range rs {
		d := r.Deleted
		var inserted []uint16
		if r.Inserted != nil {
			inserted = utf16.Encode([]rune(r.Inserted.Text))
		}
		units = slices.Replace(units, starts[d.StartLine-1]+d.StartColumn-1, starts[d.EndLine-1]+d.EndColumn-1, inserted...)
	}
	body = []byte(string(utf16.Decode(units)))
	if hasMark {
		body = append([]byte("\ufeff"), body...)
	}
	return body
}
