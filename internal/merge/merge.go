// Package merge joins reports: of the shards of a run, or of runs on several
// platforms.
package merge

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/sarif"
)

// A Report is what several reports say together: either findings, or a log of
// SARIF.
type Report struct {
	Findings []finding.Finding
	Log      *sarif.Log
}

// Files reads reports and joins them. All must be JSON, or all SARIF. It returns
// all that is wrong with them.
func Files(names []string) (*Report, error) {
	var errs []error
	var findings []finding.Finding
	var logs []*sarif.Log
	var asJSON, asSARIF []string // the files
	for _, name := range names {
		fs, log, err := read(name)
		switch {
		case err != nil:
			errs = append(errs, err)
		case log != nil:
			logs, asSARIF = append(logs, log), append(asSARIF, name)
		default:
			findings, asJSON = append(findings, fs...), append(asJSON, name)
		}
	}
	if len(errs) == 0 && len(asJSON) > 0 && len(asSARIF) > 0 {
		hint := ""
		if len(findings) == 0 {
			hint = " (an empty file is JSON with no finding)"
		}
		errs = append(errs, fmt.Errorf("%s is JSON%s, %s is SARIF: merge files of one format", asJSON[0], hint, asSARIF[0]))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if len(logs) > 0 {
		log, err := sarif.Merge(logs, asSARIF)
		return &Report{Log: log}, err
	}
	return &Report{Findings: join(findings)}, nil
}

// join sorts findings and drops repetitions. If these differ a little, the order
// of the files does not say which one is kept.
func join(fs []finding.Finding) []finding.Finding {
	type keyed struct {
		text []byte
		f    finding.Finding
	}
	all := make([]keyed, len(fs))
	for i, f := range fs {
		text, _ := json.Marshal(f) // of strings, numbers and what is made of them
		all[i] = keyed{text, f}
	}
	slices.SortFunc(all, func(a, b keyed) int { return bytes.Compare(a.text, b.text) })
	sorted := make([]finding.Finding, len(all))
	for i := range all {
		sorted[i] = all[i].f
	}
	return finding.Sort(sorted)
}

// read reads one report.
func read(name string) ([]finding.Finding, *sarif.Log, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	fs, log, err := Parse(data)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return fs, log, err
}

// Parse reads a report of either format.
func Parse(data []byte) ([]finding.Finding, *sarif.Log, error) {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(data, []byte(mark)) {
			return nil, nil, errors.New("it is UTF-16, as some shells redirect output; let parvet write the file, with -o")
		}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var first struct {
		Rule string            `json:"rule"`
		Runs []json.RawMessage `json:"runs"`
	}
	err := json.NewDecoder(bytes.NewReader(data)).Decode(&first)
	if err == nil && first.Runs != nil && first.Rule == "" {
		log, err := sarif.Read(data)
		return nil, log, err
	}
	fs, readErr := finding.ReadJSON(data)
	if readErr != nil && first.Rule == "" && !bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		// Neither format is recognised: the reason for one would mislead.
		return nil, nil, fmt.Errorf("it is neither what parvet -format json writes nor a SARIF log%s", because(cmp.Or(err, readErr)))
	}
	return fs, nil, readErr
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return ": " + err.Error()
}
