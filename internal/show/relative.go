// Package show presents findings: as text for people, as JSON, and in the small
// formats of other programs.
package show

import (
	"path/filepath"
	"slices"

	"github.com/parvet/parvet/internal/finding"
)

// Relative returns fs with file names relative to dir, where that is shorter
// than the absolute name, as the go command does.
func Relative(dir string, fs []finding.Finding) []finding.Finding {
	out := slices.Clone(fs)
	for i := range out {
		f := &out[i]
		f.File = RelativeName(dir, f.File)
		f.Also, f.Trace = slices.Clone(f.Also), slices.Clone(f.Trace)
		for _, p := range f.Places() {
			p.File = RelativeName(dir, p.File)
		}
		f.Fixes = slices.Clone(f.Fixes)
		for j := range f.Fixes {
			edits := slices.Clone(f.Fixes[j].Edits)
			for k := range edits {
				edits[k].File = RelativeName(dir, edits[k].File)
			}
			f.Fixes[j].Edits = edits
		}
	}
	return out
}

// RelativeName returns the name of a file relative to dir, where that is shorter.
func RelativeName(dir, file string) string {
	if !filepath.IsAbs(file) {
		return file
	}
	rel, err := filepath.Rel(dir, file)
	if err != nil || len(rel) >= len(file) {
		return file
	}
	return rel
}
