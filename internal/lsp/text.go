package lsp

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// An encoding is what a position counts characters in.
type encoding string

const (
	utf8Units  encoding = "utf-8"
	utf16Units encoding = "utf-16" // what every client understands
)

// A text is the contents of a file, with the places where its lines begin. Lines
// end at "\n", as they do for Go; the protocol's lone "\r" is not a line's end for
// most editors either. Invalid UTF-8 counts one unit a byte.
type text struct {
	s     string
	lines []int
}

func newText(s string) *text {
	t := &text{s: s, lines: []int{0}}
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// line returns where a line begins and where it ends, without what ends it. Lines
// count from 0.
func (t *text) line(n int) (start, end int) {
	start, end = t.lines[n], len(t.s)
	if n+1 < len(t.lines) {
		end = t.lines[n+1] - 1
		if end > start && t.s[end-1] == '\r' {
			end--
		}
	}
	return start, end
}

// lineOf returns the line in which an offset is.
func (t *text) lineOf(offset int) int {
	n, found := slices.BinarySearch(t.lines, offset)
	if !found {
		n--
	}
	return n
}

// offset returns where a position is in the text. A position beyond the end of a
// line stands for that, one beyond the last line for the end of the text, and one
// within a character for its start.
func (t *text) offset(p position, enc encoding) int {
	if p.Line >= len(t.lines) {
		return len(t.s)
	}
	p.Line, p.Character = max(p.Line, 0), max(p.Character, 0)
	start, end := t.line(p.Line)
	if enc == utf8Units {
		return start + runeStart(t.s[start:end], min(p.Character, end-start))
	}
	units := p.Character
	for at := start; ; {
		if at == end || units <= 0 {
			return at
		}
		r, size := utf8.DecodeRuneInString(t.s[at:end])
		if units -= utf16.RuneLen(r); units < 0 {
			return at
		}
		at += size
	}
}

// runeStart returns the start of the character that the byte at offset at of a
// line is in, and at if the line has no character there.
func runeStart(line string, at int) int {
	for back := 1; back < utf8.UTFMax && back <= at && at < len(line); back++ {
		if r, size := utf8.DecodeRuneInString(line[at-back:]); r != utf8.RuneError && size > back {
			return at - back
		}
	}
	return at
}

// position returns where an offset is.
func (t *text) position(offset int, enc encoding) position {
	offset = min(max(offset, 0), len(t.s))
	n := t.lineOf(offset)
	start, end := t.line(n)
	offset = min(offset, end) // not between \r and \n
	if enc == utf8Units {
		return position{n, offset - start}
	}
	units := 0
	for _, r := range t.s[start:offset] {
		units += utf16.RuneLen(r)
	}
	return position{n, units}
}

// at returns the offset of a line and column as Go counts them: from 1, columns
// in bytes. What is beyond the text is at the end of the line or the text.
func (t *text) at(line, column int) int {
	if line > len(t.lines) {
		return len(t.s)
	}
	start, end := t.line(max(line, 1) - 1)
	return min(start+max(column, 1)-1, end)
}

// change returns the text after a change that a client tells of.
func (t *text) change(c contentChange, enc encoding) (*text, error) {
	if c.Range == nil {
		return newText(c.Text), nil
	}
	r := *c.Range
	if r.Start.Line < 0 || r.Start.Character < 0 || r.End.Line < 0 || r.End.Character < 0 {
		return nil, fmt.Errorf("a change has a negative position: %v", r)
	}
	start, end := t.offset(r.Start, enc), t.offset(r.End, enc)
	if end < start {
		return nil, fmt.Errorf("a change ends before it begins: %v", r)
	}
	var b strings.Builder
	b.Grow(start + len(c.Text) + len(t.s) - end)
	b.WriteString(t.s[:start])
	b.WriteString(c.Text)
	b.WriteString(t.s[end:])
	return newText(b.String()), nil
}
