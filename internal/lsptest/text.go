package lsptest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Apply returns the text after the edits, which are about the text before them
// all and must not overlap.
func Apply(text string, edits []TextEdit) (string, error) {
	type span struct {
		start, end int
		text       string
	}
	var spans []span
	for _, e := range edits {
		start, err := Offset(text, e.Range.Start)
		if err != nil {
			return "", err
		}
		end, err := Offset(text, e.Range.End)
		if err != nil {
			return "", err
		}
		if end < start {
			return "", fmt.Errorf("an edit ends before it begins: %+v", e)
		}
		spans = append(spans, span{start, end, e.NewText})
	}
	// Of several insertions in one place, the first comes first.
	slices.SortStableFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	var b strings.Builder
	done := 0
	for _, s := range spans {
		if s.start < done {
			return "", fmt.Errorf("edits overlap at offset %d", s.start)
		}
		b.WriteString(text[done:s.start] + s.text)
		done = s.end
	}
	return b.String() + text[done:], nil
}

// Offset returns where a position is in the text, in bytes. Beyond the end of a
// line is its end, as the protocol says; beyond the last line is an error.
func Offset(text string, p Position) (int, error) {
	if p.Line < 0 || p.Character < 0 {
		return 0, fmt.Errorf("the text has no position %d:%d", p.Line, p.Character)
	}
	start := 0
	for range p.Line {
		i := strings.IndexByte(text[start:], '\n')
		if i < 0 {
			return 0, fmt.Errorf("the text has no line %d", p.Line)
		}
		start += i + 1
	}
	line, _, _ := strings.Cut(text[start:], "\n")
	line = strings.TrimSuffix(line, "\r")
	offset, units := 0, 0
	for offset < len(line) && units < p.Character {
		r, size := utf8.DecodeRuneInString(line[offset:])
		units += utf16.RuneLen(r)
		offset += size
	}
	if units > p.Character {
		return 0, fmt.Errorf("position %d:%d is within a character", p.Line, p.Character)
	}
	return start + offset, nil
}

// PositionOf returns where an offset in bytes is.
func PositionOf(text string, offset int) Position {
	before := text[:offset]
	line := strings.Count(before, "\n")
	before = before[strings.LastIndexByte(before, '\n')+1:]
	units := 0
	for _, r := range before {
		units += utf16.RuneLen(r)
	}
	return Position{line, units}
}

// RangeOf returns the range of the only occurrence of part in text. It panics if
// there is none, or another one: the test does not say what it means.
func RangeOf(text, part string) Range {
	i := strings.Index(text, part)
	if i < 0 || strings.LastIndex(text, part) != i {
		panic(fmt.Sprintf("%q is not once in the text", part))
	}
	return Range{PositionOf(text, i), PositionOf(text, i+len(part))}
}
