package cli

import (
	"context"
	"fmt"
	"strings"
)

func (c *command) manCommand() ([]flagGroup, func(context.Context, []string) int) {
	return nil, func(_ context.Context, args []string) int {
		if len(args) > 0 {
			return c.usageError(fmt.Errorf("parvet man takes no arguments"))
		}
		return c.write(c.man())
	}
}

// man returns the manual page, in the macros of man(7).
func (c *command) man() string {
	var b strings.Builder
	b.WriteString(".TH PARVET 1 \"\" \"" + version() + "\"\n.SH NAME\nparvet \\- find the calls that stall a worker pool\n.SH SYNOPSIS\n.nf\n")
	b.WriteString("\\fBparvet\\fP [flags] [packages]\n")
	for _, s := range subcommands() {
		fmt.Fprintf(&b, "\\fBparvet %s\\fP %s\n", roff(s.name), roff(s.args))
	}
	b.WriteString("\\fBgo vet \\-vettool=\\fP$(which parvet) [packages]\n.fi\n.SH DESCRIPTION\n")
	manLines(&b, "parvet follows the closures that are handed to a parallel runtime through functions and packages, and reports what may block them, with the whole call path.")
	b.WriteString(".PP\n")
	manText(&b, usagePackages)
	b.WriteString(".SH OPTIONS\n")
	manGroups(&b, checkFlags(new(options), new(given)))
	b.WriteString(".SH COMMANDS\n")
	for _, s := range subcommands() {
		fmt.Fprintf(&b, ".SS %s\n%s.\n", roff(s.synopsis()), roff(sentence(s.summary)))
		if s.text != "" {
			b.WriteString(".PP\n")
			manText(&b, s.text)
		}
		groups, _ := s.setup(c)
		manGroups(&b, groups)
	}
	b.WriteString(".SH RULES\n")
	for _, r := range c.Rules {
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fP\nReports %s.\n", roff(r.ID), roff(r.Title))
	}
	b.WriteString(".SH NOTES\n")
	manText(&b, usageNotes)
	return b.String()
}

func manGroups(b *strings.Builder, groups []flagGroup) {
	for _, g := range groups {
		for _, o := range g.options {
			name, arg, _ := strings.Cut(o.form(), " ")
			form := "\\fB" + roff(name) + "\\fP"
			if arg != "" {
				form += " \\fI" + roff(arg) + "\\fP"
			}
			text := o.text + "."
			if o.more != "" {
				text += " " + strings.ReplaceAll(o.more, "`", "") + "."
			}
			fmt.Fprintf(b, ".TP\n%s\n", form)
			manLines(b, sentence(text))
		}
	}
}

// manLines writes text in lines that are not too long.
func manLines(b *strings.Builder, text string) {
	for _, line := range wrap(text, 72) {
		b.WriteString(roff(line) + "\n")
	}
}

// manText writes paragraphs; lines that begin with a tab stay as they are.
func manText(b *strings.Builder, text string) {
	literal := false
	set := func(on bool) {
		if on != literal {
			b.WriteString(map[bool]string{true: ".PP\n.nf\n.RS\n", false: ".RE\n.fi\n"}[on])
			literal = on
		}
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		rest, indented := strings.CutPrefix(line, "\t")
		switch {
		case indented:
			set(true)
			b.WriteString(roff(rest) + "\n")
		case line != "":
			if literal {
				set(false)
				b.WriteString(".PP\n")
			}
			manLines(b, line)
		case !literal && !strings.HasPrefix(lines[i+1], "\t"):
			b.WriteString(".PP\n")
		}
	}
	set(false)
}

// roff escapes text: backslashes, hyphens, which would become dashes, and the
// signs that mean something at the start of a line.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}
