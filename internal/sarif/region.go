package sarif

import (
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/source"
)

// maxSnippet is the length of the longest part of a file that is quoted. The
// region of a finding is a call; generated code has calls of megabytes.
const maxSnippet = 2000

// A writer makes the parts of a log that are about files.
type writer struct {
	*Input
	all   []Tree
	files *source.Files
}

func (in *Input) writer() *writer {
	return &writer{in, in.trees(), source.New(in.Dir)}
}

// place returns the location of a point, or nil if that is nowhere.
func (w *writer) place(p finding.Position) *PhysicalLocation {
	if p.File == "" {
		return nil
	}
	loc := &PhysicalLocation{Artifact: artifact(w.Dir, p.File, w.all)}
	if p.Line > 0 {
		loc.Region = &Region{StartLine: p.Line}
		if p.Column > 0 {
			loc.Region.StartColumn = w.files.Open(p.File).Column(p.Line, p.Column)
		}
	}
	return loc
}

// span returns the location of what a finding is about, with its text.
func (w *writer) span(f *finding.Finding) *PhysicalLocation {
	loc := w.place(f.Position)
	if loc == nil {
		return nil
	}
	r, file := loc.Region, w.files.Open(f.File)
	after := f.EndLine > f.Line || f.EndLine == f.Line && f.EndColumn > f.Column
	if r == nil || r.StartColumn == 0 || !after || f.EndColumn < 1 {
		return loc
	}
	r.EndLine, r.EndColumn = f.EndLine, file.Column(f.EndLine, f.EndColumn)
	start, ok := file.Offset(f.Line, f.Column)
	end, okEnd := file.Offset(f.EndLine, f.EndColumn)
	if ok && okEnd && end-start <= maxSnippet {
		r.Snippet = &Message{Text: file.Text[start:end]}
	}
	return loc
}

// fix returns a suggested change. It is none if it is not one of the files as
// they are.
func (w *writer) fix(f finding.Fix) (Fix, bool) {
	fix := Fix{Description: Message{Text: f.Message}}
	if f.Message == "" {
		fix.Description.Text = "mend it"
	}
	for _, e := range f.Edits {
		file := w.files.Open(e.File)
		replacement, ok := replace(file, e)
		if !ok {
			return Fix{}, false
		}
		at := artifact(w.Dir, e.File, w.all)
		i := slices.IndexFunc(fix.Changes, func(c ArtifactChange) bool { return c.Artifact == at })
		if i < 0 {
			i = len(fix.Changes)
			fix.Changes = append(fix.Changes, ArtifactChange{Artifact: at})
		}
		fix.Changes[i].Replacements = append(fix.Changes[i].Replacements, replacement)
	}
	return fix, len(fix.Changes) > 0
}

func replace(file *source.File, e finding.Edit) (Replacement, bool) {
	var r Region
	var ok, okEnd bool
	r.StartLine, r.StartColumn, ok = file.Place(e.Start)
	r.EndLine, r.EndColumn, okEnd = file.Place(e.End)
	if !ok || !okEnd || e.End < e.Start {
		return Replacement{}, false
	}
	text := e.New
	if file.CRLF() {
		text = strings.ReplaceAll(text, "\n", "\r\n") // as -fix does
	}
	replacement := Replacement{Deleted: r}
	if text != "" {
		replacement.Inserted = &Message{Text: text}
	}
	return replacement, true
}
