package effects

import (
	"go/token"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// contextBound returns how long at most something waits that ends with the
// context v: Forever if that is never cancelled, Timed (and after what time, if
// that is constant) if it has a deadline, else Ctx.
func (e *engine) contextBound(v ssa.Value) (Bound, time.Duration) {
	return e.contextBoundDepth(v, 0)
}

func (e *engine) contextBoundDepth(v ssa.Value, depth int) (Bound, time.Duration) {
	const maxDepth = 6 // of contexts that are made of contexts
	if v == nil || depth > maxDepth {
		return Ctx, 0
	}
	worst, longest := Never, time.Duration(0)
	for _, s := range e.sources(v) {
		b, d := e.contextOf(s.value, depth)
		if s.field && b == Timed {
			b, d = Ctx, 0 // its time began when it was put there
		}
		switch {
		case b > worst:
			worst, longest = b, d
		case b == worst && (d == 0 || longest == 0):
			longest = 0
		case b == worst:
			longest = max(longest, d)
		}
	}
	if worst == Never {
		return Ctx, 0
	}
	return worst, longest
}

// contextOf is contextBound for one source of a context.
func (e *engine) contextOf(v ssa.Value, depth int) (Bound, time.Duration) {
	if ex, ok := v.(*ssa.Extract); ok {
		v = ex.Tuple // the cancel function, or an error, comes with it
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return Ctx, 0
	}
	m := e.modelOfValue(call)
	if m == nil || m.Context == nil {
		return Ctx, 0
	}
	if m.Context.Background {
		return Forever, 0
	}
	var args args
	for _, t := range e.callees(&call.Call) {
		args = argsOf(&call.Call, t)
	}
	if args == nil {
		return Ctx, 0
	}
	bound, d := Ctx, time.Duration(0)
	if m.Context.Parent != models.NoParam {
		bound, d = e.contextBoundDepth(args(m.Context.Parent), depth+1)
	}
	switch {
	case m.Context.Timeout != models.NoParam:
		own, known := constDuration(args(m.Context.Timeout))
		if bound != Timed || known && own < d {
			d = own
		}
		bound = Timed
	case m.Context.Deadline != models.NoParam:
		own, known := e.untilTime(args(m.Context.Deadline))
		if bound != Timed || known && own < d {
			d = own
		}
		bound = Timed
	case m.Context.Cancel && bound == Forever:
		bound = Ctx
	}
	return bound, d
}

// background reports whether a context can only be one that is never cancelled.
func (e *engine) background(v ssa.Value) bool {
	b, _ := e.contextBound(v)
	return b == Forever
}

// stopped reports whether a receive from the channel of a timer is that of
//
//	if !t.Stop() {
//		<-t.C
//	}
//
// which empties the channel and has nothing to wait for.
func stopped(recv *ssa.UnOp) bool {
	timer := ownerOf(recv.X)
	b := recv.Block()
	if timer == nil || len(b.Preds) != 1 {
		return false
	}
	pred := b.Preds[0]
	cond, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	v := cond.Cond
	if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
		v = not.X
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	fn := call.Call.StaticCallee()
	return fn != nil && fn.Name() == "Stop" && len(call.Call.Args) == 1 && sameVariable(call.Call.Args[0], timer)
}

// ownerOf returns the struct of which a loaded value is a field, or nil.
func ownerOf(v ssa.Value) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	f, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	return f.X
}

// sameVariable reports whether two values are the same, or are loaded from the
// same variable or field.
func sameVariable(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	x, ok := a.(*ssa.UnOp)
	y, ok2 := b.(*ssa.UnOp)
	return ok && ok2 && x.Op == token.MUL && y.Op == token.MUL && sameAddress(x.X, y.X)
}
