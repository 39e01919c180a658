// Package driver says what a driver does: it finds the packages that a user
// named, has the analyzers run on them, and returns what they report.
package driver

import (
	"context"

	"github.com/parvet/parvet/internal/finding"
)

// A Driver runs the analyzers.
type Driver interface {
	// Run returns what was found and what could not be analysed. It returns an
	// error, and nothing else, if ctx ended or the analysis could not start.
	Run(ctx context.Context, r Request) (*Result, error)
}

// A Request names the packages to analyse.
type Request struct {
	Dir       string   // absolute path of the directory that patterns are relative to
	Patterns  []string // as the go command takes them
	Tags      string   // build tags, separated by commas
	ToolFlags []string // flags for the analyzers, such as -cpupools=all
	NoTests   bool     // what is found in tests is not wanted, so they need not be analysed
	List      bool     // the packages of the result are wanted
	Overlay   Overlay  // what is not saved yet

	// Why says, to a driver that is asked in place of another one, what that
	// cannot do.
	Why string

	// Progress, if it is not nil, is told how far the run has come. It may be
	// called concurrently, and after a run that was interrupted.
	Progress func(Progress)
}

// A Result is what came of a Request. Its file names are absolute.
type Result struct {
	Findings []finding.Finding // those in the requested packages, sorted
	Failures []Failure
	Warnings []string // what is likely to be a mistake of the user, and stops nothing
	Notes    []string // what the go command said besides, such as warnings

	// Packages are the import paths of the requested packages, those that failed
	// included, if the request wants them. Of files that are named one by one
	// there are none.
	Packages []string
}

// A Failure is something that could not be analysed.
type Failure struct {
	Package   string // import path, empty if it is not of one package
	Message   string // may have several lines
	TestsOnly bool   // it is in the package's tests, and the rest was analysed
}
