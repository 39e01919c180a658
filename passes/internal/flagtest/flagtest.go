// Package flagtest sets flags of the engine for tests.
package flagtest

import (
	"testing"

	"github.com/parvet/parvet/passes/effects"
)

// Set sets a flag of the engine until the test ends. The flags belong to the
// program, so tests that set them must not run in parallel.
func Set(t testing.TB, name, value string) {
	t.Helper()
	f := effects.Analyzer.Flags.Lookup(name)
	if f == nil {
		t.Fatalf("the engine has no flag %q", name)
	}
	old := f.Value.String()
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Value.Set(old) })
}
