package show

import (
	"encoding/json"
	"io"

	"github.com/parvet/parvet/internal/finding"
)

// JSON writes findings as JSON, one a line, with all keys of finding.Finding.
func JSON(w io.Writer, fs []finding.Finding) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, f := range fs {
		if f.Also == nil {
			f.Also = []finding.Task{}
		}
		if f.CWE == nil {
			f.CWE = []int{}
		}
		if f.Trace == nil {
			f.Trace = []finding.Hop{}
		}
		fixes := make([]finding.Fix, len(f.Fixes))
		for i, fix := range f.Fixes {
			if fix.Edits == nil {
				fix.Edits = []finding.Edit{}
			}
			fixes[i] = fix
		}
		f.Fixes = fixes
		if err := enc.Encode(f); err != nil {
			return err
		}
	}
	return nil
}
