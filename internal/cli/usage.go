package cli

import (
	"fmt"
	"strings"

	"github.com/parvet/parvet/internal/rule"
)

const (
	usageIntro = `parvet finds the calls that stall a worker pool.
`

	usagePackages = `Packages are named as for the go command: ./..., import/path, work, files.
Flags may stand before or after them.
`

	usageNotes = `Findings go to stdout; the summary, and what could not be analysed, to stderr.
Colours are used on terminals, unless NO_COLOR is set.

Reports about packages are kept until these, what they import, or the flags
change: in PARVET_CACHE, an absolute path or off, by default in the directory
for caches. What has not been used for some days is removed. If GOCACHEPROG is
set, that program keeps them instead, as it does what the go command builds.

Exit status:

	0    nothing found; with -fix nothing left, with -diff nothing to change
	1    something found; with -fix something left, with -diff something to
	     change
	2    something could not be analysed, whether or not anything was found
	     elsewhere: a wrong flag, no such package, code that does not compile
	130  interrupted

As a vet tool, parvet, and so go vet, exits with 1 if something was found
(but for -json and -fix), or could not be analysed.
`
)

// The layout of usage texts: the width of lines, and of the column with the
// names of flags and of commands.
const (
	usageWidth  = 80 - 8 // after a tab
	flagColumn  = 19
	usageColumn = 30
)

// usage returns the help text.
func (c *command) usage() string {
	var b strings.Builder
	b.WriteString(usageIntro + "\nUsage:\n\n")
	usageLine(&b, "parvet [flags] [packages]", "check packages (default ./...)")
	for _, s := range subcommands() {
		usageLine(&b, s.synopsis(), s.summary)
	}
	usageLine(&b, "go vet -vettool=$(which parvet) [packages]", "")
	b.WriteString("\n" + usagePackages)
	writeGroups(&b, checkFlags(new(options), new(given)))
	b.WriteString("\n" + usageNotes)
	fmt.Fprintf(&b, "\nThe rules are %s.\n", strings.Join(rule.IDs(c.Rules), ", "))
	return b.String()
}

func (s *subcommand) synopsis() string {
	return strings.TrimRight("parvet "+s.name+" "+s.args, " ")
}

// subcommandUsage returns the help text of a subcommand.
func (c *command) subcommandUsage(s *subcommand) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: %s\n\n%s.\n", s.synopsis(), sentence(s.summary))
	if s.text != "" {
		b.WriteString("\n" + strings.TrimSpace(s.text) + "\n")
	}
	groups, _ := s.setup(c)
	writeGroups(&b, groups)
	return b.String()
}

// sentence returns text with a capital letter.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func usageLine(b *strings.Builder, form, text string) {
	indented(b, usageColumn, form, text)
}

func writeGroups(b *strings.Builder, groups []flagGroup) {
	for _, g := range groups {
		fmt.Fprintf(b, "\n%s:\n\n", g.title)
		for _, o := range g.options {
			indented(b, flagColumn, o.form(), o.text)
		}
	}
}

// form returns the flag as one writes it.
func (o *option) form() string {
	switch {
	case o.off:
		return "-" + o.name + "=false"
	case o.arg == "":
		return "-" + o.name
	}
	return "-" + o.name + " " + o.arg
}

// indented writes form, and text in a column beside it.
func indented(b *strings.Builder, column int, form, text string) {
	if text == "" {
		fmt.Fprintf(b, "\t%s\n", form)
		return
	}
	if len(form) >= column {
		fmt.Fprintf(b, "\t%s\n", form)
		form = ""
	}
	for _, line := range wrap(text, usageWidth-column) {
		fmt.Fprintf(b, "\t%-*s%s\n", column, form, line)
		form = ""
	}
}

// wrap breaks text into lines of a width at spaces.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
