package lsp

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/apply"
	"github.com/parvet/parvet/internal/finding"
)

// The kinds of actions.
const (
	quickFix = "quickfix"
	fixAll   = "source.fixAll.parvet"
)

// wants reports whether a client that asks for some kinds, or for none in
// particular, is to be offered one. A kind stands for those that begin with it.
func wants(only []string, kind string) bool {
	return slices.ContainsFunc(only, func(k string) bool { return k == kind || k == "" || strings.HasPrefix(kind, k+".") })
}

// codeAction offers what may be done about the findings in a range.
func (s *server) codeAction(p codeActionParams) ([]codeAction, error) {
	actions := []codeAction{} // not null
	doc, path := s.open(p.TextDocument.URI)
	if doc == nil {
		return actions, nil
	}
	all := s.of(path)
	if only := p.Context.Only; len(only) == 0 || wants(only, quickFix) {
		for _, f := range all {
			if at, ok := s.where(&f); ok && s.meant(&f, at, &p) {
				actions = append(actions, s.quickFixes(&f)...)
			}
		}
	}
	if wants(p.Context.Only, fixAll) {
		if a := s.fixAll(doc, path, all); a != nil {
			actions = append(actions, *a)
		}
	}
	return actions, nil
}

// meant reports whether a client that asks for actions means a finding: because it
// sends it, or because it is on the lines that it asks about.
func (s *server) meant(f *found, at span, p *codeActionParams) bool {
	for _, d := range p.Context.Diagnostics {
		if d.Data != nil && d.Data.ID == idOf(f) {
			return true
		}
	}
	return at.Start.Line <= p.Range.End.Line && p.Range.Start.Line <= at.End.Line
}

// quickFixes returns what may be done about a finding.
func (s *server) quickFixes(f *found) []codeAction {
	d, ok := s.diagnostic(f)
	if !ok {
		return nil
	}
	var actions []codeAction
	for i, fix := range f.Fixes {
		if edit := s.edit(f, fix.Edits); edit != nil {
			actions = append(actions, codeAction{Title: sentence(fix.Message), Kind: quickFix, Diagnostics: []diagnostic{d}, IsPreferred: i == 0, Edit: edit})
		}
	}
	if edit := s.ignore(f); edit != nil {
		actions = append(actions, codeAction{Title: fmt.Sprintf("Ignore %s here, and say why", f.Rule), Kind: quickFix, Diagnostics: []diagnostic{d}, Edit: edit})
	}
	return actions
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// edit returns the edits of a finding for the client, or nil if what one of them
// replaces is not there any more.
func (s *server) edit(f *found, edits []finding.Edit) *workspaceEdit {
	byFile := make(map[string][]textEdit)
	for _, e := range edits {
		at, ok := s.place(f, e.File, e.Start, e.End)
		if !ok {
			return nil
		}
		byFile[e.File] = append(byFile[e.File], textEdit{at, lineEnds(f.texts[e.File].s, e.New)})
	}
	if len(byFile) == 0 {
		return nil
	}
	return s.workspaceEdit(byFile)
}

// lineEnds returns new with the ends of lines that a text has.
func lineEnds(text, new string) string {
	if n := strings.Count(text, "\n"); n > 0 && strings.Count(text, "\r\n") == n {
		return strings.ReplaceAll(new, "\n", "\r\n")
	}
	return new
}

// workspaceEdit returns edits as the client takes them: with the versions that they
// are about, if it can.
func (s *server) workspaceEdit(byFile map[string][]textEdit) *workspaceEdit {
	edit := new(workspaceEdit)
	for _, path := range slices.Sorted(maps.Keys(byFile)) {
		uri := uriOf(path)
		var version *int
		if doc := s.docs[path]; doc != nil {
			uri, version = doc.uri, &doc.version
		}
		if s.client.changes {
			edit.DocumentChanges = append(edit.DocumentChanges, documentEdit{versionedDocument{uri, version}, byFile[path]})
			continue
		}
		if edit.Changes == nil {
			edit.Changes = make(map[string][]textEdit)
		}
		edit.Changes[uri] = byFile[path]
	}
	return edit
}

// fixAll returns an action that applies the first fix of each finding in a file, as
// parvet -fix does, or nil if there is nothing to apply.
func (s *server) fixAll(doc *document, path string, all []found) *codeAction {
	var fixes [][]finding.Edit
	for _, f := range all {
		if len(f.Fixes) == 0 {
			continue
		}
		if edits, ok := s.here(doc, path, &f, f.Fixes[0].Edits); ok {
			fixes = append(fixes, edits)
		}
	}
	if len(fixes) == 0 {
		return nil
	}
	after, err := apply.Text(path, []byte(doc.text.s), fixes)
	if err != nil || string(after) == doc.text.s {
		return nil
	}
	whole := span{position{}, doc.text.position(len(doc.text.s), s.client.encoding)}
	return &codeAction{
		Title: "Fix all that parvet can fix in this file",
		Kind:  fixAll,
		Edit:  s.workspaceEdit(map[string][]textEdit{path: {{whole, string(after)}}}),
	}
}

// here returns edits with the offsets that hold now, if all are in one file and
// about text that is still there.
func (s *server) here(doc *document, path string, f *found, edits []finding.Edit) ([]finding.Edit, bool) {
	var moves []finding.Edit
	for _, e := range edits {
		old := f.texts[path]
		if e.File != path || old == nil {
			return nil, false
		}
		start, end, ok := moved(old.s, doc.text.s, e.Start, e.End)
		if !ok {
			return nil, false
		}
		e.Start, e.End = start, end
		moves = append(moves, e)
	}
	return moves, true
}
