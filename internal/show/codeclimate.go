package show

import (
	"encoding/json"
	"io"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/source"
)

// The entries of a Code Quality report, whose form is that of Code Climate.
// GitLab reads description, check_name, fingerprint, severity, path and lines.
type (
	issue struct {
		Type        string        `json:"type"`
		Description string        `json:"description"`
		Check       string        `json:"check_name"`
		Fingerprint string        `json:"fingerprint"`
		Severity    string        `json:"severity"`
		Content     issueContent  `json:"content"`
		Location    issueLocation `json:"location"`
	}
	issueContent struct {
		Body string `json:"body"`
	}
	issueLocation struct {
		Path      string         `json:"path"`
		Lines     issueLines     `json:"lines"`
		Positions issuePositions `json:"positions"`
	}
	issueLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
	issuePositions struct {
		Begin issuePosition `json:"begin"`
		End   issuePosition `json:"end"`
	}
	issuePosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
)

// CodeClimate writes findings as a Code Quality report of GitLab. File names in
// fs are relative to dir, those in the report to the root of the repository.
func CodeClimate(w io.Writer, dir, root string, fs []finding.Finding) error {
	files := source.New(dir)
	prints := finding.Fingerprints(fs, finding.NewSources(dir))
	name := func(file string) string { return rooted(dir, root, file) }
	issues := make([]issue, 0, len(fs)) // none are [], not null
	for i := range fs {
		f := &fs[i]
		// GitLab leaves out an entry without a line.
		position := func(line, column int) issuePosition {
			return issuePosition{max(line, 1), max(files.Open(f.File).Column(line, column), 1)}
		}
		begin := position(f.Line, f.Column)
		end := begin
		if f.EndLine >= f.Line {
			end = position(f.EndLine, f.EndColumn)
		}
		issues = append(issues, issue{
			Type:        "issue",
			Description: f.Message,
			Check:       "parvet." + f.Rule,
			Fingerprint: prints[i],
			Severity:    codeClimateSeverity(f.Severity),
			Content:     issueContent{story(f, name)},
			Location:    issueLocation{name(f.File), issueLines{begin.Line, end.Line}, issuePositions{begin, end}},
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(issues)
}

// codeClimateSeverity leaves out critical and blocker, which stand for what
// breaks each run.
func codeClimateSeverity(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "major"
	case finding.Info:
		return "info"
	}
	return "minor"
}
