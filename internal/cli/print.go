package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/show"
)

// complete fills in what drivers do not hand on.
func (c *command) complete(fs []finding.Finding) []finding.Finding {
	for i := range fs {
		f := &fs[i]
		r, _ := rule.Find(c.Rules, f.Rule)
		if f.URL == "" {
			f.URL = r.URL
		}
		if f.Severity == "" {
			f.Severity = r.Severity
		}
		if f.Tier == "" {
			f.Tier = r.Tier
		}
		f.CWE = r.CWE
	}
	return fs
}

func (c *command) failures(fs []driver.Failure) {
	for _, f := range fs {
		msg := strings.ReplaceAll(f.Message, "\n", "\n\t")
		switch {
		case f.Package == "":
		case strings.Contains(msg, "\n"):
			msg = f.Package + ":\n\t" + msg
		default:
			msg = f.Package + ": " + msg
		}
		c.complain(msg)
	}
}

// complain prints a message to stderr.
func (c *command) complain(msg string) {
	red := show.NewPalette(c.stderr.colours).Failure
	fmt.Fprintf(c.stderr, "%s %s\n", red.Sprint("parvet:"), msg)
}

func (c *command) fail(err error) int {
	if errors.Is(err, errInterrupted) {
		fmt.Fprintln(c.stderr, "parvet: interrupted")
		return exitInterrupted
	}
	c.complain(err.Error())
	return exitFailure
}

func (c *command) usageError(err error) int {
	return c.fail(fmt.Errorf("%w (parvet -h)", err))
}
