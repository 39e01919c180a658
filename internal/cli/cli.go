// Package cli is the program parvet: its command line, what it prints and how
// it exits.
package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/parvet/parvet/internal/apply"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/govet"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/shard"
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

	// Driver returns the program's own driver, which leaves to go vet what it
	// does not do. The settings are what results depend on besides flags. If it
	// is nil, go vet does all. An error ends the program.
	Driver func(vet driver.Driver, settings string) (driver.Driver, error)
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
	out            *output // of a check
}

func (c *command) run(ctx context.Context, args []string) int {
	if len(args) > 0 {
		if s := findSubcommand(args[0]); s != nil {
			return c.runSubcommand(ctx, s, args[1:])
		}
	}
	opts, err := c.parse(args)
	switch {
	case isConfigError(err):
		return c.fail(err)
	case err != nil:
		return c.usageError(err)
	case opts.help:
		return c.write(c.usage())
	case opts.version:
		return c.write(version() + "\n")
	}
	return c.check(ctx, opts)
}

// check analyses the packages and prints what is found, or changes it.
func (c *command) check(ctx context.Context, opts *options) int {
	if err := opts.prepare(ctx); err != nil {
		return c.fail(err)
	}
	d, err := c.driver()
	if err != nil {
		return c.fail(err)
	}
	if c.out, err = c.openOutput(opts.request.Dir, opts.output); err != nil {
		return c.fail(err)
	}
	defer c.out.discard()
	if opts.shard.Count > 0 {
		d = shard.Driver{Shard: opts.shard, Of: d}
	}
	began := time.Now()
	res, status := c.analyse(ctx, d, opts)
	if res == nil {
		return status
	}
	if opts.diff || opts.fix {
		plan := apply.Make(res.Findings, began)
		if opts.diff {
			return c.diff(ctx, opts, plan, res)
		}
		if len(plan.Changes) == 0 {
			c.problems(opts, plan.Problems)
		} else {
			done, status := c.fix(ctx, opts, plan)
			if !done {
				return status
			}
			// What is left, and where, is known after another look only.
			if res, status = c.analyse(ctx, d, opts); res == nil {
				return status
			}
		}
	}
	return c.report(ctx, opts, res)
}

// driver returns the driver to use: the program's own, or go vet.
func (c *command) driver() (driver.Driver, error) {
	tool, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return c.driverOr(govet.Driver{Tool: tool})
}

// driverOr returns the program's own driver, which leaves what it does not do to
// the other one, or that.
func (c *command) driverOr(other driver.Driver) (driver.Driver, error) {
	if c.Driver == nil {
		return other, nil
	}
	settings, err := vettool.FilesOfEnv(c.Aliases)
	if err != nil {
		return nil, err
	}
	vettool.Guard(c.Analyzers)
	return c.Driver(other, settings)
}

// analyse runs the driver and drops what the user does not want to see. If it
// returns nil, the program is to exit with the status.
func (c *command) analyse(ctx context.Context, d driver.Driver, opts *options) (res *driver.Result, status int) {
	res, err := runWithProgress(ctx, d, opts.request)
	if ctx.Err() != nil {
		fmt.Fprintln(c.stderr, "parvet: interrupted")
		return nil, exitInterrupted
	}
	if err != nil {
		return nil, c.fail(err)
	}
	if err := c.choose(ctx, opts, res); err != nil {
		return nil, c.fail(err)
	}
	return res, exitClean
}

// runWithProgress runs the driver, and shows how far it has come if it takes long
// and somebody looks.
func runWithProgress(ctx context.Context, d driver.Driver, req driver.Request) (*driver.Result, error) {
	if meter := show.NewMeter(os.Stderr); meter != nil {
		req.Progress = meter.Show
		defer meter.Close()
	}
	return d.Run(ctx, req)
}

// report prints what was found, and what could not be analysed.
func (c *command) report(ctx context.Context, opts *options, res *driver.Result) int {
	r := &report{
		dir: opts.request.Dir,
		// The order is that of the names that are shown, so that who has these
		// only can make it again.
		findings: finding.Sort(show.Relative(opts.request.Dir, res.Findings)),
		failures: res.Failures,
		warnings: res.Warnings,
		notes:    res.Notes,
	}
	if err := c.out.write(ctx, func(w stream) error { return opts.format.write(c, w, r) }); err != nil {
		return c.fail(err)
	}
	c.notes(opts, res)
	fmt.Fprintln(c.stderr, show.Summary(r.findings, len(r.failures)))
	return r.status()
}

// notes prints what was said besides findings.
func (c *command) notes(opts *options, res *driver.Result) {
	for _, note := range res.Notes {
		fmt.Fprintln(c.stderr, note)
	}
	for _, warning := range res.Warnings {
		c.complain("warning: " + warning)
	}
	c.tell(opts)
	c.failures(res.Failures)
	if near := suggest.Nearest(opts.request.Patterns[0], slices.Concat(commandNames(), actions)); near != "" && len(res.Failures) > 0 {
		c.complain(fmt.Sprintf("did you mean parvet %s?", near))
	}
}
