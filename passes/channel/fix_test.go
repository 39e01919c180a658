package channel_test

import (
	"testing"

	"github.com/parvet/parvet/passes/channel"
	"github.com/parvet/parvet/passes/internal/fix/fixtest"
)

func TestFix(t *testing.T) { fixtest.Run(t, channel.Analyzer, "./fix") }
