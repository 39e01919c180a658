package sleep_test

import (
	"testing"

	"github.com/parvet/parvet/passes/internal/fix/fixtest"
	"github.com/parvet/parvet/passes/sleep"
)

func TestFix(t *testing.T) { fixtest.Run(t, sleep.Analyzer, "./fix") }
