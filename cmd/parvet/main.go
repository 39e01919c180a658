// Parvet finds the calls that stall a worker pool. It is a command of its own
// and a tool for "go vet -vettool"; see "parvet -h".
package main

import (
	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/docs/rules"
	"github.com/parvet/parvet/internal/cli"
	"github.com/parvet/parvet/internal/vettool"
	"github.com/parvet/parvet/passes/effects"
)

func main() {
	cpuPools := effects.Analyzer.Flags.Lookup("cpupools")
	cli.Program{
		Analyzers: analyzer.All(),
		Rules:     analyzer.Rules(),
		Aliases:   []vettool.Alias{{Name: "cpupools", Value: cpuPools.Value, Usage: cpuPools.Usage}},
		Pages:     rules.Pages,
	}.Main()
}
