package mutex_test

import (
	"testing"

	"github.com/parvet/parvet/passes/internal/fix/fixtest"
	"github.com/parvet/parvet/passes/mutex"
)

func TestFix(t *testing.T) { fixtest.Run(t, mutex.Analyzer, "./fix") }
