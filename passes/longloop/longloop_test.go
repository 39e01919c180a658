package longloop_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/internal/limitstest"
	"github.com/parvet/parvet/passes/longloop"
)

func Test(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), longloop.Analyzer, "./...")
}

func TestLimitations(t *testing.T) { limitstest.Run(t, longloop.Analyzer) }
