package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/parvet/parvet/internal/source"
)

// text has what makes columns differ: a character of two bytes, one of four
// that are two UTF-16 code units, a carriage return, and a byte that is no text.
const text = "package p\r\n\tä𝄞x()\n\xffy\nlast"

func TestColumn(t *testing.T) {
	f := source.Parse(text)
	for _, test := range []struct{ line, column, want int }{
		{1, 1, 1}, {1, 10, 10},
		{2, 1, 1}, {2, 2, 2}, {2, 4, 3}, {2, 8, 5}, {2, 11, 8},
		{3, 2, 2}, {3, 3, 3}, // one character stands for the byte
		{4, 5, 5},
		{2, 12, 12}, {2, 0, 0}, {9, 3, 3}, {0, 7, 7}, // not in the file
	} {
		if got := f.Column(test.line, test.column); got != test.want {
			t.Errorf("column %d of line %d is %d, want %d", test.column, test.line, got, test.want)
		}
	}
}

// TestPlace: what Offset says, Place takes back.
func TestPlace(t *testing.T) {
	for _, text := range []string{text, "\ufeff" + text, "", "\n"} {
		f := source.Parse(text)
		for line := 1; ; line++ {
			s, ok := f.Line(line)
			if !ok {
				break
			}
			for column := 1; column <= len(s)+1; column++ {
				offset, ok := f.Offset(line, column)
				gotLine, gotColumn, placed := f.Place(offset)
				if want := f.Column(line, column); !ok || !placed || gotLine != line || gotColumn != want {
					t.Errorf("%q: offset %d of %d:%d is at %d:%d, want column %d", text, offset, line, column, gotLine, gotColumn, want)
				}
			}
		}
		for _, offset := range []int{-1, len(text) + 1} {
			if _, _, ok := f.Place(offset); ok {
				t.Errorf("%q has a place %d", text, offset)
			}
		}
	}
}

// TestByteOrderMark: it is no column.
func TestByteOrderMark(t *testing.T) {
	f := source.Parse("\ufeffab\ufeffc")
	for column, want := range map[int]int{1: 1, 4: 1, 5: 2, 6: 3, 9: 4} {
		if got := f.Column(1, column); got != want {
			t.Errorf("column %d is %d, want %d", column, got, want)
		}
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.go")
	if err := os.WriteFile(name, []byte("one\ntwo"), 0o666); err != nil {
		t.Fatal(err)
	}
	files := source.New(dir)
	for _, name := range []string{"a.go", name} {
		if line, ok := files.Open(name).Line(2); !ok || line != "two" {
			t.Errorf("line 2 of %s is %q, %v", name, line, ok)
		}
	}
	none := files.Open("none.go")
	if _, ok := none.Line(1); ok {
		t.Error("a file that is not there has a line")
	}
	if _, _, ok := none.Place(0); ok {
		t.Error("a file that is not there has a place")
	}
}
