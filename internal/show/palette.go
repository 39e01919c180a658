package show

import (
	"os"

	"github.com/fatih/color"
	"github.com/mattn/go-isatty"

	"github.com/parvet/parvet/internal/finding"
)

// A Palette is the colours of one output stream. (The switch of package color
// itself looks at stdout only, whatever is written to.)
type Palette struct {
	Bold, Faint, Failure, Severe, Mild, Note *color.Color
}

// NewPalette returns the colours, or none of them.
func NewPalette(on bool) Palette {
	p := Palette{
		Bold:    color.New(color.Bold),
		Faint:   color.New(color.Faint),
		Failure: color.New(color.FgRed, color.Bold),
		Severe:  color.New(color.FgRed),
		Mild:    color.New(color.FgYellow),
		Note:    color.New(color.FgCyan),
	}
	for _, c := range []*color.Color{p.Bold, p.Faint, p.Failure, p.Severe, p.Mild, p.Note} {
		if on {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
	}
	return p
}

func (p Palette) severity(s finding.Severity) *color.Color {
	switch s {
	case finding.Error:
		return p.Severe
	case finding.Warning:
		return p.Mild
	}
	return p.Note
}

// Coloured reports whether f is a terminal that should have colours: NO_COLOR
// (see https://no-color.org) or TERM=dumb say that it should not.
func Coloured(f *os.File) bool {
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd())
}
