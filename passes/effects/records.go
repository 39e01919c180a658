package effects

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A program tells those who run it what it does: on the terminal, and in its
// logs. What it tells only when asked to, of errors, or as its last words, is not
// what holds it up; nor is what it asks them if they have asked for that; and neither is a line for a log on standard error, which
// somebody reads all the time or which goes to a file.

// doubtRecords marks the effects of a call of t that write such a record.
func (e *engine) doubtRecords(effs []Effect, t target, in ssa.Instruction) {
	if slices.ContainsFunc(effs, asked) && (e.switched(in) || namedInput(in)) {
		for i := range effs {
			effs[i].Doubt = true // who switches that on sits there and waits to be asked
		}
		return
	}
	m := e.model(t.obj)
	logs := m != nil && m.Logs
	for i := range effs {
		stdio := printed(&effs[i])
		if logs && stdio || (logs || stdio) && (e.switched(in) || failed(in)) {
			effs[i].Doubt = true
		}
	}
}

// printed reports whether an effect is a write to the terminal, and not a read from it,
// which takes as long as who is asked.
func printed(eff *Effect) bool {
	op := eff.Path.Last().Func
	op = op[strings.LastIndexByte(op, '.')+1:]
	return eff.Kind == models.Stdio && !strings.HasPrefix(op, "Read") && !strings.HasPrefix(op, "Scan")
}

// asked reports whether an effect is a wait for what somebody types at the terminal.
func asked(eff Effect) bool { return eff.Kind == models.Stdio && !printed(&eff) }

// failed reports whether an instruction is run only if some error is not nil, or what
// a panic was called with.
func failed(in ssa.Instruction) bool {
	for b := in.Block(); b != nil && b.Idom() != nil; b = b.Idom() {
		p := b.Idom()
		cond, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cmp, ok := cond.Cond.(*ssa.BinOp)
		if !ok || cmp.Op != token.NEQ && cmp.Op != token.EQL || !isFailure(cmp.X) {
			continue
		}
		err := p.Succs[0]
		if cmp.Op == token.EQL {
			err = p.Succs[1]
		}
		if c, ok := cmp.Y.(*ssa.Const); ok && c.IsNil() && len(err.Preds) == 1 && err.Dominates(in.Block()) {
			return true
		}
	}
	return false
}

// isFailure reports whether a value is an error, or what recover has returned.
func isFailure(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	return ok && isBuiltin(call, "recover") || types.Identical(v.Type(), types.Universe.Lookup("error").Type())
}

// lastWords reports whether a write to the terminal is followed by the end of
// the program or a panic.
func (e *engine) lastWords(eff *Effect, in ssa.Instruction) bool {
	if !printed(eff) {
		return false
	}
	after := false
	for _, next := range in.Block().Instrs {
		after = after || next == in
		if !after {
			continue
		}
		switch next := next.(type) {
		case *ssa.Panic:
			return next.Pos().IsValid()
		case *ssa.Call:
			for _, t := range e.callees(&next.Call) {
				if m := e.model(t.obj); m != nil && m.Exits {
					return true
				}
			}
		}
	}
	return false
}
