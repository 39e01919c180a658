package mutex_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/mutex"
)

func TestMaxWait(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), mutex.Analyzer, "./brief")
}
