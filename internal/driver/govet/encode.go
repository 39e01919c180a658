package govet

import (
	"cmp"
	"encoding/json"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Encode returns what analyzers report about the package of that id, such as
// "p [p.test]", in the form in which go vet prints it. Reports are by the names
// of the analyzers.
func Encode(fset *token.FileSet, id string, reports map[string][]analysis.Diagnostic) ([]byte, error) {
	byAnalyzer := make(map[string][]diagnostic)
	for name, diags := range reports {
		for _, d := range diags {
			byAnalyzer[name] = append(byAnalyzer[name], encode(fset, d))
		}
	}
	return json.Marshal(map[string]map[string][]diagnostic{id: byAnalyzer})
}

func encode(fset *token.FileSet, d analysis.Diagnostic) diagnostic {
	at := func(pos token.Pos) string { return fset.Position(pos).String() }
	out := diagnostic{
		Category: d.Category,
		Posn:     at(d.Pos),
		End:      at(cmp.Or(d.End, d.Pos)),
		Message:  d.Message,
	}
	for _, f := range d.SuggestedFixes {
		var edits []edit
		for _, e := range f.TextEdits {
			start, end := fset.Position(e.Pos), fset.Position(cmp.Or(e.End, e.Pos))
			edits = append(edits, edit{Filename: start.Filename, Start: start.Offset, End: end.Offset, New: string(e.NewText)})
		}
		// As go vet does, which applies them in this order.
		slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
		out.SuggestedFixes = append(out.SuggestedFixes, fix{Message: f.Message, Edits: edits})
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, related{Posn: at(r.Pos), Message: r.Message})
	}
	return out
}
