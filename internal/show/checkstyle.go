package show

import (
	"encoding/xml"
	"io"
	"path/filepath"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/source"
)

// The elements of a report of Checkstyle. The version is that of the form.
type (
	checkstyle struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr,omitempty"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// Checkstyle writes findings as a report of Checkstyle. File names in fs are
// relative to dir. (Package xml replaces what XML cannot have by U+FFFD.)
func Checkstyle(w io.Writer, dir string, fs []finding.Finding) error {
	files := source.New(dir)
	report := checkstyle{Version: "10.0"}
	for i := range fs {
		f := &fs[i]
		name := filepath.ToSlash(f.File)
		if n := len(report.Files); n == 0 || report.Files[n-1].Name != name {
			report.Files = append(report.Files, checkstyleFile{Name: name})
		}
		file := &report.Files[len(report.Files)-1]
		file.Errors = append(file.Errors, checkstyleError{
			Line:     f.Line,
			Column:   files.Open(f.File).Column(f.Line, f.Column),
			Severity: checkstyleSeverity(f.Severity),
			Message:  story(f, filepath.ToSlash),
			Source:   "parvet." + f.Rule,
		})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(report); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func checkstyleSeverity(s finding.Severity) string {
	switch s {
	case finding.Error, finding.Info:
		return string(s)
	}
	return "warning"
}
