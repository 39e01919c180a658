package channel_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/channel"
)

func Test(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), channel.Analyzer, "./...")
}
