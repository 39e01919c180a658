package govet

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/parvet/parvet/internal/finding"
)

// Rename returns reports, as Encode writes them, with other names of files: what
// is kept for other checkouts and machines must not have the directories of this
// one. It fails if rename does.
func Rename(reports []byte, rename func(file string) (string, error)) ([]byte, error) {
	var out bytes.Buffer
	for dec := json.NewDecoder(bytes.NewReader(reports)); ; {
		var byID map[string]map[string][]diagnostic
		if err := dec.Decode(&byID); errors.Is(err, io.EOF) {
			return out.Bytes(), nil
		} else if err != nil {
			return nil, err
		}
		for _, byAnalyzer := range byID {
			for _, diags := range byAnalyzer {
				for i := range diags {
					if err := diags[i].rename(rename); err != nil {
						return nil, err
					}
				}
			}
		}
		data, err := json.Marshal(byID)
		if err != nil {
			return nil, err
		}
		out.Write(data)
	}
}

func (d *diagnostic) rename(rename func(string) (string, error)) error {
	var failed error
	file := func(name *string) {
		if *name == "" || *name == "-" { // go/token has that for no position
			return
		}
		renamed, err := rename(*name)
		failed = errors.Join(failed, err)
		*name = renamed
	}
	posn := func(s *string) {
		// What follows the name is kept as it is: there may be no column.
		name := parsePosn(*s).File
		rest := (*s)[len(name):]
		file(&name)
		*s = name + rest
	}
	posn(&d.Posn)
	posn(&d.End)
	for i := range d.Related {
		posn(&d.Related[i].Posn)
	}
	for _, f := range d.SuggestedFixes {
		for i := range f.Edits {
			file(&f.Edits[i].Filename)
		}
	}
	return failed
}

// Troubled reports whether some report is not about the source: it tells of a
// mistake of parvet, or of one in a file that is the user's own.
func Troubled(reports []byte) bool {
	diags, failures, err := decode(bytes.NewReader(reports))
	for _, d := range diags {
		if d.Category == finding.InternalError || d.Category == finding.BadModel {
			return true
		}
	}
	return err != nil || len(failures) > 0
}
