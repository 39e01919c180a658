package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// pipeOf returns the call that makes the pipe of which a value is an end, or nil.
func (e *engine) pipeOf(v ssa.Value) *ssa.Call {
	ex, ok := e.single(v).(*ssa.Extract)
	if !ok {
		return nil
	}
	made, ok := ex.Tuple.(*ssa.Call)
	if m := e.modelOfValue(ex); !ok || m == nil || m.Pipe == nil {
		return nil
	}
	return made
}

// pipeComputes reports whether an effect is the wait for what is written to a pipe by a
// goroutine that only computes and then closes it.
func (e *engine) pipeComputes(eff *Effect, in ssa.Instruction) bool {
	pipe, ok := eff.channel.(*ssa.Call)
	if !ok || eff.Kind != models.Recv || e.lending[in] || e.awaited[pipe] > 0 {
		return false
	}
	e.lending[in] = true
	e.awaited[pipe]++
	defer func() {
		delete(e.lending, in)
		e.awaited[pipe]--
	}()
	methods := e.modelOfValue(pipe).Pipe
	w := e.errands(func(in ssa.CallInstruction, v ssa.Value) bool {
		c, name := in.Common(), ""
		if c.IsInvoke() {
			name = c.Method.Name()
		} else if fn := c.StaticCallee(); fn != nil {
			name = fn.Name()
		}
		return receiver(c) == v && slices.Contains(methods, name)
	})
	for _, ref := range *pipe.Referrers() {
		if ex, ok := ref.(*ssa.Extract); ok && ex.Index == 1 {
			w.of(ex)
		}
	}
	return e.closedBy(e.startedIn(pipe.Parent(), nil), w.job, pipe, in)
}
