// Package cli is the program parvet: its command line, what it prints and how
// it exits.
package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/govet"
	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/show"
	"github.com/parvet/parvet/internal/suggest"
	"github.com/parvet/parvet/internal/vettool"
	"golang.org/x/tools/go/analysis"
)

// The exit statuses.
const (
	exitClean       = 0
	exitFindings    = 1
	exitFailure     = 2
	exitInterrupted = 130
)

// A Program is what the command line gives access to.
type Program struct {
	Analyzers []*analysis.Analyzer
	Rules     []rule.Rule
	Aliases   []vettool.Alias // flags of the tool that stand for those of analyzers
	Pages     fs.FS           // RULE.md for each rule
}

// Main runs p with the arguments of the process and exits. The process may
// have been started by a person or by the go command.
func (p Program) Main() {
	if vettool.Invoked(os.Args[1:]) {
		vettool.Main(p.Analyzers, p.Aliases...)
		return
	}
	ctx, stop := interruptible()
	c := command{
		Program: p,
		stdout:  stream{os.Stdout, show.Coloured(os.Stdout)},
		stderr:  stream{os.Stderr, show.Coloured(os.Stderr)},
	}
	status := c.run(ctx, os.Args[1:])
	stop()
	os.Exit(status)
}

// stream is where output goes, and whether it may be coloured.
type stream struct {
	io.Writer
	colours bool
}

type command struct {
	Program
	stdout, stderr stream
}

func (c *command) run(ctx context.Context, args []string) int {
	if len(args) > 0 {
		switch args[0] {
		case "help":
			return c.help(args[1:]...)
		case "rules":
			return c.rules(args[1:])
		case "explain":
			return c.explain(args[1:])
		}
	}
	opts, err := c.parse(args)
	switch {
	case err != nil:
		return c.usageError(err)
	case opts.help:
		return c.help()
	case opts.version:
		return c.write(version() + "\n")
	}
	return c.check(ctx, opts)
}

// check analyses the packages and prints what is found.
func (c *command) check(ctx context.Context, opts *options) int {
	tool, err := os.Executable()
	if err != nil {
		return c.fail(err)
	}
	var d driver.Driver = govet.Driver{Tool: tool}
	res, err := d.Run(ctx, opts.request)
	if ctx.Err() != nil {
		fmt.Fprintln(c.stderr, "parvet: interrupted")
		return exitInterrupted
	}
	if err != nil {
		return c.fail(err)
	}
	findings := show.Relative(opts.request.Dir, opts.filter(c.complete(res.Findings)))
	if err := c.print(opts, findings); err != nil {
		return c.fail(err)
	}
	for _, note := range res.Notes {
		fmt.Fprintln(c.stderr, note)
	}
	failures := opts.filterFailures(res.Failures)
	c.failures(failures)
	if near := suggest.Nearest(opts.request.Patterns[0], commands); near != "" && len(failures) > 0 {
		c.complain(fmt.Sprintf("did you mean parvet %s?", near))
	}
	fmt.Fprintln(c.stderr, show.Summary(findings, len(failures)))
	switch {
	case len(failures) > 0:
		return exitFailure
	case len(findings) > 0:
		return exitFindings
	}
	return exitClean
}
