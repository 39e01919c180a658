package parvet

import (
	"bytes"
	"go/token"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/apply"
	"github.com/parvet/parvet/internal/directive"
)

// edits are a fix: changes of one file.
type edits struct {
	file *token.File
	list []udiff.Edit
}

// suggest returns them as golangci-lint wants them.
func (e *edits) suggest(message string) []analysis.SuggestedFix {
	f := analysis.SuggestedFix{Message: message}
	for _, edit := range e.list {
		f.TextEdits = append(f.TextEdits, analysis.TextEdit{Pos: e.file.Pos(edit.Start), End: e.file.Pos(edit.End), NewText: []byte(edit.New)})
	}
	return []analysis.SuggestedFix{f}
}

// source is a file and what is to become of it.
type source struct {
	data   []byte
	chosen []udiff.Edit
	by     []*edits
}

// chooseFixes sets the fixes that the command would make. golangci-lint makes all
// that it is told of: alternatives too, and none in the whole file if two overlap.
// So the first of the alternatives counts, and of those that overlap the first in
// the order of the findings. The others are found by the next run. Those that a
// comment //nolint silences are not made.
//
// Where several fixes together take the last uses of an import, each of them
// removes it.
func (r *reporter) chooseFixes() {
	var nolint []directive.Silenced
	for _, file := range r.pass.Files {
		nolint = append(nolint, directive.Nolint(r.pass.Fset, file)...)
	}
	sources := make(map[string]*source)
	var names []string
	for i := range r.found {
		f := &r.found[i]
		silenced := func(s directive.Silenced) bool { return s.Contains(f.diagnostic.Pos) }
		if len(f.diagnostic.SuggestedFixes) == 0 || slices.ContainsFunc(nolint, silenced) {
			continue
		}
		file := r.pass.Fset.File(f.diagnostic.Pos)
		if file == nil || file.Name() != f.File {
			continue // cgo has written what was analysed
		}
		src := sources[file.Name()]
		if src == nil {
			src = new(source)
			sources[file.Name()] = src
			names = append(names, file.Name())
			src.data, _ = r.pass.ReadFile(file.Name()) // if it cannot be read, it has no room for edits
		}
		if list, ok := src.edits(file, f.diagnostic.SuggestedFixes[0]); ok && apply.Fit(src.chosen, list) {
			f.fix = &edits{file, list}
			src.chosen = apply.Join(src.chosen, list)
			src.by = append(src.by, f.fix)
		}
	}
	for _, name := range names {
		src := sources[name]
		removals := apply.UnusedImports(src.data, src.chosen)
		for _, e := range src.by {
			e.list = apply.Join(e.list, removals)
		}
	}
}

// edits returns what a fix changes. It fails if that is not in the file alone:
// golangci-lint would make a part of it.
func (s *source) edits(file *token.File, fix analysis.SuggestedFix) ([]udiff.Edit, bool) {
	crlf := bytes.Contains(s.data, []byte("\n")) && bytes.Count(s.data, []byte("\n")) == bytes.Count(s.data, []byte("\r\n"))
	inside := func(pos token.Pos) bool {
		return pos.IsValid() && file.Base() <= int(pos) && int(pos) <= file.Base()+min(file.Size(), len(s.data))
	}
	var list []udiff.Edit
	for _, e := range fix.TextEdits {
		end := e.End
		if !end.IsValid() {
			end = e.Pos
		}
		if !inside(e.Pos) || !inside(end) || end < e.Pos {
			return nil, false
		}
		text := string(e.NewText)
		if crlf {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		list = append(list, udiff.Edit{Start: file.Offset(e.Pos), End: file.Offset(end), New: text})
	}
	return list, len(list) > 0
}
