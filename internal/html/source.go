package html

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/source"
)

const (
	around    = 4       // lines shown before and after a place
	maxLine   = 400     // characters shown of a line; generated code has lines of megabytes
	before    = 100     // of them before a place in it, at least
	maxSource = 8 << 20 // bytes of a file; larger ones are not shown
)

// file is what the page has of a source file.
type file struct {
	Name    string    `json:"name"`
	Origin  string    `json:"origin,omitempty"`
	Problem string    `json:"problem,omitempty"` // why there is no source
	Parts   []excerpt `json:"parts,omitempty"`
}

// excerpt is lines that follow each other. A line is [text, from, to, kind, …]
// with the kinds of tokens.
type excerpt struct {
	First int     `json:"first"`
	Lines [][]any `json:"lines"`
}

// sources collects the lines that the page needs.
type sources struct {
	dir   string
	names names
	index map[string]int
	list  []*sourceFile
}

type sourceFile struct {
	file
	text   *source.File
	syntax *syntax
	needed map[int]bool
	shift  map[int]int // by line: characters left out at the start of a long one
}

func newSources(dir string) *sources {
	return &sources{dir: dir, names: names{dir: dir, roots: make(map[string]root)}, index: make(map[string]int)}
}

// open returns the file and its index.
func (s *sources) open(name string) (*sourceFile, int) {
	if i, ok := s.index[name]; ok {
		return s.list[i], i
	}
	src := &sourceFile{text: new(source.File), needed: make(map[int]bool), shift: make(map[int]int)}
	src.Name, src.Origin = s.names.label(name)
	src.Name = clean(src.Name)
	src.read(s.path(name))
	i := len(s.list)
	s.index[name] = i
	s.list = append(s.list, src)
	return src, i
}

// path returns where the file is.
func (s *sources) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.dir, name)
}

func (src *sourceFile) read(name string) {
	info, err := os.Stat(name)
	switch {
	case err != nil || !info.Mode().IsRegular():
		src.Problem = "The file is not there any more, or was never: its code may be generated."
		return
	case info.Size() > maxSource:
		src.Problem = "The file is too large to be shown."
		return
	}
	text, err := os.ReadFile(name)
	if err != nil {
		src.Problem = "The file cannot be read."
		return
	}
	src.text = source.Parse(string(text))
	if strings.HasSuffix(name, ".go") {
		src.syntax = newSyntax(text)
	}
}

// extent says how far a place goes: to a position, or over what is called
// there.
type extent struct {
	line, column int
	callee       string
}

// at returns the place of a position, and takes its surroundings into the page.
func (s *sources) at(pos finding.Position, ext extent) place {
	src, i := s.open(pos.File)
	p := place{File: i, Line: pos.Line, Column: pos.Column}
	line, ok := src.text.Line(pos.Line)
	if !ok {
		if src.Problem == "" && pos.Line > 0 {
			src.Problem = "The file has no line that is named here: it was changed since."
		}
		return p
	}
	for n := max(1, pos.Line-around); n <= pos.Line+around; n++ {
		if _, ok := src.text.Line(n); ok {
			src.needed[n] = true
		}
	}
	offset, ok := src.text.Offset(pos.Line, pos.Column)
	if !ok {
		return p
	}
	end := len(line) + 1
	if ext.line == pos.Line && ext.column > pos.Column {
		end = min(end, ext.column)
	} else if ext.line > 0 && ext.line < pos.Line {
		end = pos.Column
	}
	if src.syntax != nil {
		if ext.callee != "" {
			end = min(end, pos.Column+src.syntax.end(offset, ext.callee)-offset)
		}
		if p.Func, p.Head = src.syntax.enclosing(offset); p.Head > 0 {
			src.needed[p.Head] = true
		}
	}
	p.From, p.To = src.column(pos.Line, pos.Column), src.column(pos.Line, end)
	if p.From > maxLine-before && src.column(pos.Line, len(line)+1) > maxLine {
		if _, ok := src.shift[pos.Line]; !ok {
			src.shift[pos.Line] = p.From - before
		}
	}
	if cut := src.shift[pos.Line]; cut > 0 {
		p.From, p.To = max(0, p.From-cut+1), max(0, p.To-cut+1) // 1 for the ellipsis
	}
	p.From, p.To = min(p.From, maxLine), min(p.To, maxLine)
	return p
}

// column returns how many characters of JavaScript are before a column.
func (src *sourceFile) column(line, column int) int { return src.text.Column(line, column) - 1 }

// files returns what was collected.
func (s *sources) files() []file {
	out := make([]file, len(s.list))
	for i, src := range s.list {
		src.Parts = src.excerpts()
		out[i] = src.file
	}
	return out
}

func (src *sourceFile) excerpts() []excerpt {
	var parts []excerpt
	for _, n := range slices.Sorted(maps.Keys(src.needed)) {
		text, _ := src.text.Line(n)
		if len(parts) == 0 || parts[len(parts)-1].First+len(parts[len(parts)-1].Lines) != n {
			parts = append(parts, excerpt{First: n})
		}
		last := &parts[len(parts)-1]
		last.Lines = append(last.Lines, src.shown(n, text))
	}
	return parts
}

// shown returns line n as the page has it.
func (src *sourceFile) shown(n int, text string) []any {
	start, _ := src.text.Offset(n, 1)
	end := start + len(text)
	if n == 1 {
		text = strings.TrimPrefix(text, "\ufeff") // which is no column
	}
	if src.column(n, end-start+1) > maxLine {
		return []any{clean(window(text, src.shift[n]))}
	}
	line := []any{clean(text)}
	if src.syntax == nil {
		return line
	}
	for _, t := range src.syntax.between(start, end) {
		from, to := max(t.from, start)-start, min(t.to, end)-start
		line = append(line, src.column(n, from+1), src.column(n, to+1), t.kind)
	}
	return line
}

// window returns maxLine characters of a longer text, without the first cut.
func window(text string, cut int) string {
	var b strings.Builder
	at := 0
	if cut > 0 {
		b.WriteString("…")
	}
	for _, r := range text {
		if at += utf16.RuneLen(r); at <= cut {
			continue
		}
		if at > cut+maxLine {
			b.WriteString("…")
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
