package effects

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A program tells those who run it what it does: on the terminal, and in its
// logs. What it tells only when asked to, of errors, or as its last words, is not
// what holds it up; and neither is a line for a log on standard error, which
// somebody reads all the time or which goes to a file.

// doubtRecords marks the effects of a call of t that write such a record.
func (e *engine) doubtRecords(effs []Effect, t target, in ssa.Instruction) {
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

// switched reports whether an instruction is run only if a switch is on.
func (e *engine) switched(in ssa.Instruction) bool {
	for b := in.Block(); b != nil && b.Idom() != nil; b = b.Idom() {
		p := b.Idom()
		cond, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if on := p.Succs[0]; len(on.Preds) == 1 && on.Dominates(in.Block()) && e.isSwitch(cond.Cond) {
			return true
		}
		not, ok := cond.Cond.(*ssa.UnOp)
		if on := p.Succs[1]; ok && not.Op == token.NOT && len(on.Preds) == 1 && on.Dominates(in.Block()) && e.isSwitch(not.X) {
			return true
		}
	}
	return false
}

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

// isSwitch reports whether a condition is that a package-level variable, or a
// field of one, is set that is off at first: a bool, a flag, a level.
func (e *engine) isSwitch(cond ssa.Value) bool {
	if level, ok := cond.(*ssa.BinOp); ok {
		c, ok := level.Y.(*ssa.Const)
		switch {
		case !ok || c.Value == nil || c.Value.String() == "0" && level.Op == token.GEQ:
			return false
		case level.Op != token.GTR && level.Op != token.GEQ:
			return false
		}
		cond = level.X
	} else if b, ok := cond.Type().Underlying().(*types.Basic); !ok || b.Kind() != types.Bool {
		return false
	}
	load, ok := cond.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	addr := load.X
	for range 4 {
		switch x := addr.(type) {
		case *ssa.FieldAddr:
			addr = x.X
		case *ssa.UnOp:
			addr = x.X // a flag, or a pointer to the settings
		case *ssa.Global:
			return !e.onAtFirst(x)
		}
	}
	return false
}

// onAtFirst reports whether a variable is initialised with something else than a
// zero, or a call that may have asked somebody.
func (e *engine) onAtFirst(g *ssa.Global) bool {
	init := g.Pkg.Func("init")
	for _, b := range init.Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok || st.Addr != g {
				continue
			}
			if c, ok := st.Val.(*ssa.Const); ok && c.Value != nil {
				return c.Value.String() != "false" && c.Value.String() != "0"
			}
		}
	}
	return false
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
