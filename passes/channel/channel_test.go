package channel_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/channel"
	"github.com/parvet/parvet/passes/internal/flagtest"
	"github.com/parvet/parvet/passes/internal/limitstest"
)

func Test(t *testing.T) {
	flagtest.Set(t, "tier", "possible")
	analysistest.Run(t, analysistest.TestData(), channel.Analyzer, "./...")
}

func TestLimitations(t *testing.T) { limitstest.Run(t, channel.Analyzer) }
