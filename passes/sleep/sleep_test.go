package sleep_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/sleep"
)

func Test(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), sleep.Analyzer, "./...")
}
