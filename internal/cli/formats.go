package cli

import (
	"fmt"
	"io"
	"slices"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/html"
	"github.com/parvet/parvet/internal/show"
	"github.com/parvet/parvet/internal/source"
)

// A report is all that there is to say of a run.
type report struct {
	dir      string // file names are relative to it
	findings []finding.Finding
	failures []driver.Failure
	warnings []string
	notes    []string // what the go command said besides
}

// status returns the exit status that tells what became of the run. It is the
// same in all formats.
func (r *report) status() int {
	switch {
	case len(r.failures) > 0:
		return exitFailure
	case len(r.findings) > 0:
		return exitFindings
	}
	return exitClean
}

// A format is a way to write reports.
type format struct {
	name, text string // the text follows the name and says what it is
	write      func(c *command, w stream, r *report) error
}

// formats returns all, in the order of the help text.
func formats() []format {
	return []format{
		{"text", "for people", (*command).writeText},
		{"json", "one finding a line", (*command).writeJSON},
		{"sarif", "2.1.0, for code scanning", (*command).writeSARIF},
		{"github", "annotations of a workflow", (*command).writeGitHub},
		{"checkstyle", "XML", (*command).writeCheckstyle},
		{"codeclimate", "JSON, for GitLab", (*command).writeCodeClimate},
		{"html", "one page with the source", (*command).writeHTML},
	}
}

func formatNames() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// findFormat returns the format of that name.
func findFormat(name string) (format, error) {
	all := formats()
	i := slices.IndexFunc(all, func(f format) bool { return f.name == name })
	if i < 0 {
		return format{}, unknownFormat(name, formatNames())
	}
	return all[i], nil
}

// formatHelp says what the formats are.
func formatHelp() string {
	text := ""
	for _, f := range formats() {
		text += fmt.Sprintf("%s (%s), ", f.name, f.text)
	}
	return text[:len(text)-2] + "; see docs/formats.md"
}

func (c *command) writeText(w stream, r *report) error {
	if len(r.findings) == 0 {
		return nil
	}
	if err := show.Text(w, r.dir, r.findings, show.NewPalette(w.colours)); err != nil {
		return err
	}
	// The summary is on the other stream, but most often on the same screen.
	_, err := io.WriteString(w, "\n")
	return err
}

func (c *command) writeJSON(w stream, r *report) error { return show.JSON(w, r.findings) }

func (c *command) writeGitHub(w stream, r *report) error {
	return show.GitHub(w, r.dir, source.Root(r.dir), r.findings)
}

func (c *command) writeCheckstyle(w stream, r *report) error {
	return show.Checkstyle(w, r.dir, r.findings)
}

func (c *command) writeCodeClimate(w stream, r *report) error {
	return show.CodeClimate(w, r.dir, source.Root(r.dir), r.findings)
}

func (c *command) writeHTML(w stream, r *report) error {
	return html.Write(w, html.Report{
		Dir: r.dir, Findings: r.findings, Failures: r.failures, Warnings: r.warnings, Notes: r.notes,
		Rules: c.Rules, Pages: c.Pages,
	})
}
