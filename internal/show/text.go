package show

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/source"
)

// Text writes findings for people: the message, the line of source that it is
// about, and the way from the task to the operation. File names in fs are
// relative to dir.
func Text(w io.Writer, dir string, fs []finding.Finding, p Palette) error {
	t := text{palette: p, sources: source.New(dir)}
	for i := range fs {
		if i > 0 {
			t.WriteByte('\n')
		}
		t.finding(&fs[i])
	}
	_, err := io.WriteString(w, t.String())
	return err
}

type text struct {
	strings.Builder
	palette Palette
	sources *source.Files
}

func (t *text) finding(f *finding.Finding) {
	rule := t.palette.severity(f.Severity).Sprint(f.Rule)
	fmt.Fprintf(t, "%s: %s: %s\n", t.palette.Bold.Sprint(printable(f.Position.String())), rule, printable(f.Message))
	t.source(f)
	if f.Task.Entry != "" {
		sure := ""
		if f.Tier != finding.Definite {
			sure = " (" + string(f.Tier) + ")"
		}
		fmt.Fprintf(t, "    task   %s at %s%s\n", f.Task.Entry, t.palette.Faint.Sprint(printable(f.Task.Position.String())), sure)
	}
	for _, task := range f.Also {
		fmt.Fprintf(t, "    also   %s at %s\n", task.Entry, t.palette.Faint.Sprint(printable(task.Position.String())))
	}
	width := 0
	for _, h := range f.Trace {
		width = max(width, utf8.RuneCountInString(h.Func))
	}
	for i, h := range f.Trace {
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(h.Func))
		fmt.Fprintf(t, "    %d. %s%s   %s\n", i+1, h.Func, pad, t.palette.Faint.Sprint(printable(h.Position.String())))
	}
	if f.URL != "" {
		fmt.Fprintf(t, "    %s\n", t.palette.Faint.Sprint(f.URL))
	}
}

// source writes the line that f is about and underlines the part. It writes
// nothing if the file cannot be read.
func (t *text) source(f *finding.Finding) {
	line, ok := t.sources.Open(f.File).Line(f.Line)
	if !ok || f.Column < 1 || f.Column > len(line)+1 {
		return
	}
	end := len(line)
	if f.EndLine == f.Line && f.EndColumn > f.Column && f.EndColumn <= len(line)+1 {
		end = f.EndColumn - 1
	}
	before, part, after := printable(line[:f.Column-1]), printable(line[f.Column-1:end]), printable(line[end:])
	before, part, after = reverse(cut(reverse(before), maxBefore)), cut(part, maxPart), cut(after, maxAfter)
	gutter := fmt.Sprintf("%6d | ", f.Line)
	under := "^" + strings.Repeat("~", max(0, utf8.RuneCountInString(part)-1))
	fmt.Fprintf(t, "%s%s\n", t.palette.Faint.Sprint(gutter), before+part+after)
	fmt.Fprintf(t, "%s%s%s\n", t.palette.Faint.Sprint(strings.Repeat(" ", len(gutter)-2)+"| "),
		strings.Repeat(" ", utf8.RuneCountInString(before)), t.palette.severity(f.Severity).Sprint(under))
}

// How much is shown of a line, in characters. Generated code has lines of
// megabytes.
const (
	maxBefore = 120
	maxPart   = 200
	maxAfter  = 120
)

// cut returns the first n characters of s, or all of it.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

func reverse(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// printable returns s with tabs as four spaces, and without characters that
// would command the terminal.
func printable(s string) string {
	s = strings.ReplaceAll(s, "\t", "    ")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
