package apply

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Diff returns the change as a unified diff, with the file under the given
// name.
func (c Change) Diff(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", label("a/"+name), label("b/"+name))
	lines := diffLines(string(c.Old), string(c.New))
	var at counts
	for i := 0; i < len(lines); {
		start, end := hunk(lines, i)
		if start == end {
			break
		}
		at.count(lines[i:start])
		size := counts{}
		size.count(lines[start:end])
		fmt.Fprintf(&b, "@@ -%s +%s @@\n", span(at.old, size.old), span(at.new, size.new))
		for _, l := range lines[start:end] {
			b.WriteByte(l.kind)
			b.WriteString(l.text)
			if !strings.HasSuffix(l.text, "\n") {
				b.WriteString("\n\\ No newline at end of file\n")
			}
		}
		at.count(lines[start:end])
		i = end
	}
	return b.String()
}

// diffLine is a line of the old file, of the new one, or of both.
type diffLine struct {
	kind byte // '-', '+' or ' '
	text string
}

// diffLines returns both files, with the lines that they share once. (The
// library's own writer of diffs counts the lines of the new file without those
// that stand between two changes of one hunk, so later hunks are misplaced.)
func diffLines(before, after string) []diffLine {
	var lines []diffLine
	add := func(kind byte, text string) {
		for l := range strings.Lines(text) {
			lines = append(lines, diffLine{kind, l})
		}
	}
	done := 0
	for _, e := range udiff.Lines(before, after) {
		add(' ', before[done:e.Start])
		add('-', before[e.Start:e.End])
		add('+', e.New)
		done = e.End
	}
	add(' ', before[done:])
	return lines
}

// around is how many lines that did not change are shown around a change.
const around = 3

// hunk returns where the next hunk starts and ends, from line i on: changes with
// what is around them, as long as that overlaps or touches. If there is none,
// both are the same.
func hunk(lines []diffLine, i int) (start, end int) {
	first, last := -1, -1
	for j := i; j < len(lines) && (last < 0 || j <= last+2*around+1); j++ {
		if lines[j].kind != ' ' {
			if first < 0 {
				first = j
			}
			last = j
		}
	}
	if first < 0 {
		return i, i
	}
	return max(i, first-around), min(len(lines), last+1+around)
}

// counts is how many lines there are of each file.
type counts struct{ old, new int }

func (c *counts) count(lines []diffLine) {
	for _, l := range lines {
		if l.kind != '+' {
			c.old++
		}
		if l.kind != '-' {
			c.new++
		}
	}
}

// span returns which lines of a file are in a hunk, after the given number of
// others: where it has none, the line before is named, and a length of 1 is left
// out, as diff does.
func span(before, length int) string {
	switch length {
	case 0:
		return fmt.Sprintf("%d,0", before)
	case 1:
		return fmt.Sprint(before + 1)
	}
	return fmt.Sprintf("%d,%d", before+1, length)
}

// label returns a name as patch and git apply read it: in quotes if it has
// quotes or control characters, and with a tab after it if it has blanks.
func label(name string) string {
	if strings.ContainsAny(name, "\"\\") || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		var b strings.Builder
		for _, c := range []byte(name) {
			switch {
			case c == '"' || c == '\\':
				b.WriteString("\\" + string(c))
			case c < ' ' || c == 0x7f:
				fmt.Fprintf(&b, "\\%03o", c)
			default:
				b.WriteByte(c)
			}
		}
		return `"` + b.String() + `"`
	}
	if strings.Contains(name, " ") {
		return name + "\t"
	}
	return name
}
