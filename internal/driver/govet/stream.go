package govet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
)

// The types of what "go vet -json" prints. They follow x/tools'
// internal/analysis/driverutil.

type diagnostic struct {
	pkg      string // import path
	analyzer string

	Category       string    `json:"category"`
	Posn           string    `json:"posn"`
	End            string    `json:"end"`
	Message        string    `json:"message"`
	SuggestedFixes []fix     `json:"suggested_fixes"`
	Related        []related `json:"related"`
}

type related struct {
	Posn    string `json:"posn"`
	Message string `json:"message"`
}

type fix struct {
	Message string `json:"message"`
	Edits   []edit `json:"edits"`
}

type edit struct {
	Filename string `json:"filename"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
	New      string `json:"new"`
}

// decode reads JSON objects, one for each package (and one more for each
// variant of it), that map package id → analyzer → diagnostics or error. The
// order of what it returns is that of the stream, then of the names.
func decode(r io.Reader) ([]diagnostic, []driver.Failure, error) {
	var diags []diagnostic
	var failures []driver.Failure
	dec := json.NewDecoder(r)
	for {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return diags, failures, nil
		} else if err != nil {
			return nil, nil, err
		}
		for _, id := range sortedKeys(tree) {
			pkg := withoutVariant(id)
			for _, analyzer := range sortedKeys(tree[id]) {
				ds, failed, err := decodeUnit(tree[id][analyzer])
				if err != nil {
					return nil, nil, fmt.Errorf("%s of %s: %w", analyzer, id, err)
				}
				if failed != "" {
					failures = append(failures, driver.Failure{Package: pkg, Message: "analyzer " + analyzer + " failed: " + failed})
				}
				for _, d := range ds {
					d.pkg, d.analyzer = pkg, analyzer
					diags = append(diags, d)
				}
			}
		}
	}
}

// decodeUnit decodes a list of diagnostics or an object with the key error.
func decodeUnit(data json.RawMessage) (ds []diagnostic, failed string, err error) {
	if err = json.Unmarshal(data, &ds); err == nil {
		return ds, "", nil
	}
	var e struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(data, &e) == nil && e.Error != "" {
		return nil, e.Error, nil
	}
	return nil, "", err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// withoutVariant returns the import path in a package id such as
// "p [p.test]".
func withoutVariant(id string) string {
	path, _, _ := strings.Cut(id, " [")
	return path
}

// found is a finding and where go vet says that its task and hops are.
type found struct {
	finding.Finding
	posns []finding.Position
}

// finding returns what d tells. Tier and severity are empty if d's related
// entries are not those of a finding.
func (d *diagnostic) finding() found {
	f := found{Finding: finding.Finding{
		Rule:    d.Category,
		Package: d.pkg,
		Message: d.Message,
		Trace:   []finding.Hop{},
		Fixes:   []finding.Fix{},
	}}
	if f.Rule == "" {
		f.Rule = d.analyzer
	}
	f.Position = parsePosn(d.Posn)
	end := parsePosn(d.End)
	if end.File != f.File {
		end = f.Position
	}
	f.EndLine, f.EndColumn = end.Line, end.Column
	sentences := make([]string, len(d.Related))
	for i, r := range d.Related {
		sentences[i] = r.Message
		f.posns = append(f.posns, parsePosn(r.Posn))
	}
	if err := f.ParseRelated(sentences); err != nil {
		f.posns = nil // of an analyzer that is not a rule of ours
	}
	for _, p := range f.places() {
		p.Column = max(p.Column, 1)
	}
	for _, fx := range d.SuggestedFixes {
		edits := make([]finding.Edit, 0, len(fx.Edits))
		for _, e := range fx.Edits {
			edits = append(edits, finding.Edit{File: driver.Replaced(e.Filename), Start: e.Start, End: e.End, New: e.New})
		}
		f.Fixes = append(f.Fixes, finding.Fix{Message: fx.Message, Edits: edits})
	}
	return f
}

// parsePosn parses file:line:column, file:line or file, where file may be
// C:\x.go. A position below a directive "//line gen.y:7" has no column: it
// counts as the first. What has no line has line 0. The file is never one of those
// that stand for unsaved ones.
func parsePosn(s string) finding.Position {
	rest, last, ok := cutLast(s)
	if !ok {
		return finding.Position{File: driver.Replaced(s)}
	}
	if file, line, ok := cutLast(rest); ok {
		return finding.Position{File: driver.Replaced(file), Line: line, Column: max(last, 1)}
	}
	return finding.Position{File: driver.Replaced(rest), Line: last, Column: 1}
}

func cutLast(s string) (string, int, bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}
