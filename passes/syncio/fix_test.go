package syncio_test

import (
	"testing"

	"github.com/parvet/parvet/passes/internal/fix/fixtest"
	"github.com/parvet/parvet/passes/syncio"
)

func TestFix(t *testing.T) { fixtest.Run(t, syncio.Analyzer, "./fix") }
