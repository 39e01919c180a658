package effects

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// TestMain has all tests check that no instruction is passed over that hands
// over a task.
func TestMain(m *testing.M) {
	var checked, wrong atomic.Int64
	passedOver = func(e *engine, fn *ssa.Function, in ssa.Instruction) {
		checked.Add(1)
		if n := len(e.instr(fn, in).tasks); n > 0 {
			wrong.Add(1)
			fmt.Printf("%s: %s hands over %d tasks, which mayHandOver denies\n", e.pass.Fset.Position(posOf(in)), in, n)
		}
	}
	code := m.Run()
	fmt.Printf("%d instructions passed over\n", checked.Load())
	if wrong.Load() > 0 {
		code = 1
	}
	os.Exit(code)
}
