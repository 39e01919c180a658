// Package govet is the driver that runs the analyzers through "go vet", with
// this program as the vet tool. The go command loads and builds the packages,
// and its build cache keeps the results: a run in which nothing has changed
// costs what go vet costs.
package govet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/vettool"
)

// Driver runs "go vet -vettool=Tool".
type Driver struct {
	Tool string // path of the vet tool, usually this program
}

var _ driver.Driver = Driver{}

// Run implements driver.Driver.
//
// In the usual case it is one call of go vet. Further calls of the go command
// follow only where something needs to be explained: a failure, a finding of
// which it is unclear whether its package was asked for, a position in a
// package whose directory is unknown, or tests that do not compile.
func (d Driver) Run(ctx context.Context, req driver.Request) (*driver.Result, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return nil, errors.New("the go command is not on PATH: parvet needs it to load packages (see https://go.dev/doc/install)")
	}
	tmp, err := TempDir()
	if err != nil {
		return nil, err
	}
	defer Remove(tmp)

	r := &run{Driver: d, Request: req, cmd: GoCommand{Dir: req.Dir, Tmp: tmp, Tags: req.Tags}}
	if err := r.cmd.PutDown(req.Overlay); err != nil {
		return nil, err
	}
	res, err := r.do(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return res, err
}

// run is one call of Run.
type run struct {
	Driver
	driver.Request
	cmd       GoCommand
	unmatched []string // patterns that match nothing
	trimmed   bool     // the go command removes directories, see ofTrimmed
}

func (r *run) do(ctx context.Context) (*driver.Result, error) {
	res := new(driver.Result)
	if file := r.missingFile(); file != "" {
		res.Failures = []driver.Failure{{Message: "no file " + file}}
		return res, nil
	}
	if len(r.Overlay) > 0 {
		overlaid, err := r.overlaid(ctx)
		if err != nil {
			return nil, err
		}
		if overlaid {
			res.Failures = []driver.Failure{{Message: "unsaved files cannot be analysed, because GOFLAGS sets -overlay"}}
			return res, nil
		}
	}
	trimmed, err := r.goflag(ctx, "-trimpath")
	if err != nil {
		return nil, err
	}
	if r.trimmed = trimmed; trimmed {
		r.cmd.Env = append(r.cmd.Env, vettool.RelativeEnv+"=1")
	}
	out, err := r.vet(ctx, r.Patterns)
	if err != nil {
		return nil, err
	}
	said := parseStderr(out.Stderr)
	r.unmatched = said.unmatched
	requested := r.Patterns
	if out.Failed {
		// Either go vet gave up before it analysed anything, because some
		// package cannot be loaded; or it analysed what compiles.
		loaded, err := r.load(ctx)
		if err != nil {
			return nil, err
		}
		res.Failures = loaded.failures
		r.unmatched = union(r.unmatched, loaded.unmatched)
		gaveUp := !loaded.complete()
		if gaveUp && len(loaded.good) > 0 {
			gaveUp = false
			requested = loaded.good
			if out, err = r.vet(ctx, requested); err != nil {
				return nil, err
			}
			said = parseStderr(out.Stderr)
		}
		if out.Failed {
			res.Failures = append(res.Failures, said.failures(loaded, gaveUp)...)
			more, err := r.vetWithoutTests(ctx, loaded, res)
			if err != nil {
				return nil, err
			}
			out.Stdout = append(out.Stdout, more...)
		}
	}
	for _, p := range r.unmatched {
		res.Failures = append(res.Failures, driver.Failure{Message: "no packages match " + p})
	}
	if out.Failed && len(res.Failures) == 0 {
		res.Failures = append(res.Failures, driver.Failure{Message: "go vet failed without saying why"})
	}
	if !out.Failed {
		res.Notes = said.notes()
	}
	if err := r.read(ctx, out.Stdout, requested, res); err != nil {
		return nil, err
	}
	if r.List && !slices.ContainsFunc(r.Patterns, isFile) {
		dirs, err := r.list(ctx, r.Patterns)
		if err != nil {
			return nil, err
		}
		res.Packages = sortedKeys(dirs)
	}
	Tidy(res)
	return res, nil
}

// vet runs go vet on packages. The flag -json is last, where go vet itself
// puts it, so that both find the same entries in the build cache.
func (r *run) vet(ctx context.Context, packages []string, flags ...string) (Output, error) {
	args := append([]string{"vet", "-vettool=" + r.Tool}, r.cmd.BuildFlags()...)
	args = append(args, flags...)
	args = append(args, r.ToolFlags...)
	args = append(args, "-json", "--")
	return r.cmd.Run(ctx, append(args, packages...)...)
}

// read adds to res what go vet printed on stdout.
func (r *run) read(ctx context.Context, stdout []byte, requested []string, res *driver.Result) error {
	diags, toolErrors, err := decode(bytes.NewReader(stdout))
	if err != nil {
		return fmt.Errorf("cannot read the output of go vet: %w", err)
	}
	res.Failures = append(res.Failures, toolErrors...)
	keep := r.keepRequested
	if r.trimmed {
		keep = r.ofTrimmed
	}
	kept, err := keep(ctx, diags, requested)
	if err != nil {
		return err
	}
	return add(res, kept, func(packages []string) (map[string]string, error) { return r.list(ctx, packages) })
}

// Read adds to res what [Encode] wrote of several packages, whose directories
// dirs tells by import path.
func Read(reports []byte, dirs map[string]string, res *driver.Result) error {
	diags, failures, err := decode(bytes.NewReader(reports))
	if err != nil {
		return fmt.Errorf("cannot read reports: %w", err)
	}
	res.Failures = append(res.Failures, failures...)
	if err := add(res, diags, func([]string) (map[string]string, error) { return dirs, nil }); err != nil {
		return err
	}
	Tidy(res)
	return nil
}

// add adds diagnostics to res. list returns the directories of packages.
func add(res *driver.Result, diags []diagnostic, list func(packages []string) (map[string]string, error)) error {
	findings := make([]found, 0, len(diags))
	for _, d := range diags {
		if d.Category == finding.InternalError {
			res.Failures = append(res.Failures, driver.Failure{Package: d.pkg, Message: d.Message})
			continue
		}
		if d.Category == finding.BadModel { // said by all that import the package
			res.Failures = append(res.Failures, driver.Failure{Message: d.Message})
			continue
		}
		findings = append(findings, d.finding())
	}
	if err := resolve(findings, list); err != nil {
		return err
	}
	for _, f := range findings {
		res.Findings = append(res.Findings, f.Finding)
	}
	res.Findings = finding.Sort(res.Findings)
	return nil
}

// Tidy sorts failures and drops repetitions.
func Tidy(res *driver.Result) {
	slices.SortStableFunc(res.Failures, compareFailures)
	res.Failures = compact(res.Failures)
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}
