package sleep_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/effects"
	"github.com/parvet/parvet/passes/sleep"
)

func TestMaxWait(t *testing.T) {
	reports := func(value string) int {
		maxWait(t, value)
		n := 0
		for _, r := range analysistest.Run(quiet{t}, analysistest.TestData(), sleep.Analyzer, "./brief") {
			n += len(r.Diagnostics)
		}
		return n
	}
	const excused = 11 // by the default, see testdata/brief
	usual := reports("10ms")
	if got := reports("0"); got != usual+excused {
		t.Errorf("-max-wait 0 reports %d, want %d and %d that the default excuses", got, usual, excused)
	}
	// What is repeated, or of unknown duration, is beyond any limit.
	if got := reports("1000h"); got == 0 || got >= usual {
		t.Errorf("-max-wait 1000h reports %d of %d", got, usual)
	}
}

func TestMaxWaitSyntax(t *testing.T) {
	for value, ok := range map[string]bool{"0": true, "0s": true, "1h2m": true, "10": false, "-1ms": false, "": false, "soon": false} {
		if err := effects.Analyzer.Flags.Set("max-wait", value); (err == nil) != ok {
			t.Errorf("-max-wait %q: %v", value, err)
		}
	}
	maxWait(t, "10ms")
}

func maxWait(t *testing.T, value string) {
	t.Helper()
	set := effects.Analyzer.Flags.Set
	t.Cleanup(func() { set("max-wait", "10ms") })
	if err := set("max-wait", value); err != nil {
		t.Fatal(err)
	}
}
