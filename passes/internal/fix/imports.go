package fix

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// offer returns the fix that the edits make, with the removal of imports that
// nothing uses any more.
func (s *Site) offer(message string, edits ...analysis.TextEdit) []analysis.SuggestedFix {
	for _, spec := range s.file.Imports {
		name := s.pass.TypesInfo.PkgNameOf(spec)
		if name == nil || name.Name() == "_" || name.Name() == "." || !s.unused(name, edits) {
			continue
		}
		removal, ok := s.withoutLine(s.declaration(spec))
		if !ok {
			return nil
		}
		edits = append(edits, removal)
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// unused reports whether the edits remove all uses of an import.
func (s *Site) unused(name *types.PkgName, edits []analysis.TextEdit) bool {
	removed := false
	word := regexp.MustCompile(`\b` + regexp.QuoteMeta(name.Name()) + `\.`)
	for id, obj := range s.pass.TypesInfo.Uses {
		if obj != name {
			continue
		}
		i := slices.IndexFunc(edits, func(e analysis.TextEdit) bool { return e.Pos <= id.Pos() && id.End() <= e.End })
		if i < 0 || word.Match(edits[i].NewText) {
			return false
		}
		removed = true
	}
	return removed && !slices.ContainsFunc(edits, func(e analysis.TextEdit) bool { return word.Match(e.NewText) })
}

// declaration returns the declaration of a spec if it declares nothing else,
// and the spec otherwise.
func (s *Site) declaration(spec ast.Spec) ast.Node {
	var n ast.Node = spec
	ast.Inspect(s.file, func(m ast.Node) bool {
		if d, ok := m.(*ast.GenDecl); ok && len(d.Specs) == 1 && d.Specs[0] == spec {
			n = d
		}
		return n == spec
	})
	return n
}

// withoutLine returns the edit that removes a node with its lines. It fails if
// they have more than the node.
func (s *Site) withoutLine(n ast.Node) (analysis.TextEdit, bool) {
	tf := s.pass.Fset.File(n.Pos())
	first, last := tf.Line(n.Pos()), tf.Line(n.End())
	if last == tf.LineCount() {
		return analysis.TextEdit{}, false
	}
	e := analysis.TextEdit{Pos: tf.LineStart(first), End: tf.LineStart(last + 1)}
	if rest := s.between(e.Pos, n.Pos()) + s.between(n.End(), e.End); strings.TrimSpace(rest) != "" {
		return e, false
	}
	// Of two empty lines that come together, or one that comes first, one goes.
	before := strings.TrimSpace(s.between(tf.LineStart(max(1, first-1)), e.Pos))
	if last+2 <= tf.LineCount() && (before == "" || strings.HasSuffix(before, "{") || strings.HasSuffix(before, "(")) {
		if next := tf.LineStart(last + 2); strings.TrimSpace(s.between(e.End, next)) == "" {
			e.End = next
		}
	}
	return e, true
}
