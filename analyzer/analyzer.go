// Package analyzer is the suite: which analyzers parvet has, and what their
// rules are.
package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/passes/channel"
	"github.com/parvet/parvet/passes/directive"
	"github.com/parvet/parvet/passes/effects"
	"github.com/parvet/parvet/passes/longloop"
	"github.com/parvet/parvet/passes/mutex"
	"github.com/parvet/parvet/passes/sleep"
	"github.com/parvet/parvet/passes/syncio"
)

// All returns the analyzers: the engine, which reports nothing itself, then
// the rules in the order of Rules.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		effects.Analyzer,
		channel.Analyzer,
		directive.Analyzer,
		longloop.Analyzer,
		mutex.Analyzer,
		sleep.Analyzer,
		syncio.Analyzer,
	}
}
