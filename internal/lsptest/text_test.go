package lsptest

import (
	"path/filepath"
	"testing"
)

func TestApply(t *testing.T) {
	at := func(line, from, to int, text string) TextEdit {
		return TextEdit{Range{Position{line, from}, Position{line, to}}, text}
	}
	for _, test := range []struct {
		name, text string
		edits      []TextEdit
		want       string // "" if it fails
	}{
		{"insert", "ab\ncd\n", []TextEdit{at(1, 1, 1, "x")}, "ab\ncxd\n"},
		{"order", "ab", []TextEdit{at(0, 2, 2, "3"), at(0, 0, 0, "1"), at(0, 0, 0, "2")}, "12ab3"},
		{"end of file", "ab\n", []TextEdit{at(1, 0, 0, "cd")}, "ab\ncd"},
		{"end of line", "ab\r\ncd", []TextEdit{at(0, 9, 9, "x")}, "abx\r\ncd"},
		{"utf16", "𝄞é\n", []TextEdit{at(0, 2, 3, "e")}, "𝄞e\n"},
		{"half", "𝄞", []TextEdit{at(0, 1, 1, "e")}, ""},
		{"overlap", "abc", []TextEdit{at(0, 0, 2, ""), at(0, 1, 3, "")}, ""},
		{"backwards", "abc", []TextEdit{at(0, 2, 1, "")}, ""},
		{"no line", "abc", []TextEdit{at(1, 0, 0, "")}, ""},
	} {
		got, err := Apply(test.text, test.edits)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: got %q, %v, want %q", test.name, got, err, test.want)
		}
	}
}

func TestPositions(t *testing.T) {
	const text = "a\n𝄞é x\n"
	r := RangeOf(text, "x")
	if want := (Range{Position{1, 4}, Position{1, 5}}); r != want {
		t.Errorf("x is at %+v, want %+v", r, want)
	}
	for i := range text {
		if back, err := Offset(text, PositionOf(text, i)); err != nil || back != i {
			t.Errorf("offset %d comes back as %d (%v)", i, back, err)
		}
	}
}

func TestURI(t *testing.T) {
	file := filepath.Join(t.TempDir(), "with space", "é%.go")
	if got := File(URI(file)); got != file {
		t.Errorf("%q becomes %q, that %q", file, URI(file), got)
	}
	if got := File("untitled:x"); got != "" {
		t.Errorf("a buffer without a file is %q", got)
	}
}
