package cli

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/parvet/parvet/internal/toy"
	"github.com/parvet/parvet/internal/vettool"
)

// TestMain makes the test binary the program, with toy analyzers, when a test
// or the go command starts it.
func TestMain(m *testing.M) {
	mode := os.Getenv("PARVET_TEST_PROGRAM")
	if mode == "" {
		os.Exit(m.Run())
	}
	p := Program{
		Analyzers: toy.Analyzers(),
		Rules:     toy.Rules,
		Pages:     fstest.MapFS{"sleep.md": {Data: []byte(sleepPage)}},
	}
	pools := p.Analyzers[0].Flags.Lookup("cpupools")
	p.Aliases = []vettool.Alias{{Name: "cpupools", Value: pools.Value, Usage: pools.Usage}}
	if mode == "broken" {
		p.Analyzers = append(p.Analyzers, toy.Broken()...)
	}
	p.Main()
}

const sleepPage = "# sleep\n\n## Example\n\nSee [Go](https://go.dev), `time.Sleep`:\n\n```go\ntime.Sleep(1)\n\nf()\n```\n"
