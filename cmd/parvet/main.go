// Parvet finds the calls that stall a worker pool. It is a command of its own
// and a tool for "go vet -vettool"; see "parvet -h".
package main

import (
	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/docs/rules"
	"github.com/parvet/parvet/internal/cli"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/demand"
	"github.com/parvet/parvet/internal/vettool"
	"github.com/parvet/parvet/passes/effects"
)

func main() {
	cli.Program{
		Analyzers: analyzer.All(),
		Rules:     analyzer.Rules(),
		Aliases:   aliases("cpupools", "max-wait", "models", cli.Tier),
		Pages:     rules.Pages,
		Driver: func(vet driver.Driver, settings string) (driver.Driver, error) {
			dir, err := demand.CacheDir()
			return &demand.Driver{Analyzers: analyzer.All(), Settings: settings, Cache: dir, Otherwise: vet}, err
		},
	}.Main()
}

// aliases returns the flags of the engine that are flags of the tool as well.
func aliases(names ...string) []vettool.Alias {
	var all []vettool.Alias
	for _, name := range names {
		f := effects.Analyzer.Flags.Lookup(name)
		all = append(all, vettool.Alias{Name: name, Value: f.Value, Usage: f.Usage})
	}
	return all
}
