package effects

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// A wrapper often has, in a struct of another package that describes it, functions that
// the users of that package call: what it can do of its own. It calls those of what it
// wraps itself. By type that may be another wrapper of the same kind, and by fields it is
// always one, since no others are in sight; but whoever makes wrappers hardly ever puts
// one into another.

// doubtWrapped marks what a call of t does if that is the function at hand, or the one around
// it, by way of a field of a struct of another package.
func (e *engine) doubtWrapped(effs []Effect, t target, fn *ssa.Function, c *ssa.CallCommon) {
	if t.edge != Field || t.fn == nil || !within(fn, t.fn) || !e.inForeignField(c.Value) {
		return
	}
	for i := range effs {
		effs[i].Doubt = true
	}
}

// inForeignField reports whether a value is read from a field that another package declares.
func (e *engine) inForeignField(v ssa.Value) bool {
	load, ok := e.single(v).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	f, ok := load.X.(*ssa.FieldAddr)
	return ok && fieldOf(f.X.Type(), f.Field).Pkg() != e.pass.Pkg
}
