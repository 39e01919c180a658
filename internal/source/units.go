package source

import (
	"slices"
	"unicode/utf16"
)

// Offset returns the offset of a position, whose column counts bytes from 1.
func (f *File) Offset(line, column int) (int, bool) {
	text, ok := f.Line(line)
	if !ok || column < 1 || column > len(text)+1 {
		return 0, false
	}
	return f.starts[line-1] + column - 1, true
}

// Column returns the column of a position in UTF-16 code units, counted from
// 1, given that in bytes. What lies outside of the file stays as it is: then
// the file is not the one that was analysed.
func (f *File) Column(line, column int) int {
	offset, ok := f.Offset(line, column)
	if !ok {
		return column
	}
	return 1 + units(f.Text[f.start(line):max(offset, f.start(line))])
}

// Place returns the line of an offset, and its column in UTF-16 code units.
func (f *File) Place(offset int) (line, column int, ok bool) {
	if offset < 0 || offset > len(f.Text) || f.starts == nil {
		return 0, 0, false
	}
	i, found := slices.BinarySearch(f.starts, offset)
	if !found {
		i--
	}
	start := f.start(i + 1)
	return i + 1, 1 + units(f.Text[start:max(start, offset)]), true
}

// start returns where the text of a line begins.
func (f *File) start(line int) int {
	if line == 1 {
		return f.bom
	}
	return f.starts[line-1]
}

// units returns the length of s in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
