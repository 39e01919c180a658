package syncio_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/syncio"
)

func Test(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), syncio.Analyzer, "./...")
}
