// Package page renders a page of documentation, written in plain Markdown, for
// a terminal.
package page

import (
	"io"
	"regexp"
	"strings"

	"github.com/parvet/parvet/internal/show"
)

var (
	link = regexp.MustCompile(`\[([^\]]+)\]\(([^)]+)\)`)
	code = regexp.MustCompile("`([^`]+)`")
)

// Render writes the page: headings bold, code indented, links followed by
// where they lead. Without colours it is plain text, in which inline code
// keeps its quotes.
func Render(w io.Writer, markdown string, colours bool) error {
	p := show.NewPalette(colours)
	var b strings.Builder
	fenced := false
	for line := range strings.Lines(markdown) {
		line = strings.TrimRight(line, "\r\n")
		heading := strings.TrimLeft(line, "#")
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
			continue
		case fenced && line != "":
			line = "    " + p.Note.Sprint(line)
		case fenced:
		case heading != line && strings.HasPrefix(heading, " "):
			line = p.Bold.Sprint(strings.TrimSpace(heading))
		default:
			line = link.ReplaceAllString(line, "$1 ($2)")
			if colours {
				line = code.ReplaceAllStringFunc(line, func(s string) string { return p.Note.Sprint(strings.Trim(s, "`")) })
			}
		}
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
