package effects

import (
	"go/token"
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// contextBound returns how long at most something waits that ends with the
// context v: Forever if that is never cancelled, Timed (and after what time, if
// that is constant) if it has a deadline, else Ctx. It looks into the functions of
// this package that make a context for their caller.
func (e *engine) contextBound(v ssa.Value) (Bound, time.Duration) {
	return e.contextBoundIn(v, nil, 0)
}

// contextBoundIn is contextBound for a value of a function, of which frames are the
// call and those around it.
func (e *engine) contextBoundIn(v ssa.Value, frames []frame, depth int) (Bound, time.Duration) {
	const maxDepth = 6 // of contexts that are made of contexts
	if v == nil || depth > maxDepth {
		return Ctx, 0
	}
	var longest lifetime
	for _, s := range e.sources(e.latest(v)) {
		if isNil(s.value) && len(frames) > 0 {
			continue // with an error
		}
		b, d := e.contextOf(s.value, frames, depth)
		if s.field && b == Timed {
			b, d = Ctx, 0 // its time began when it was put there
		}
		longest.add(b, d, len(frames) > 0)
	}
	return longest.get()
}

// A lifetime is that of the longest of several contexts.
type lifetime struct {
	bound Bound // Never if there is none
	after time.Duration
}

// add adds a context. A function may have one that never ends to fall back on, for
// who has given it none: then the others count.
func (l *lifetime) add(b Bound, d time.Duration, returned bool) {
	if returned && l.bound != Never && b != l.bound && (b == Forever || l.bound == Forever) {
		*l = lifetime{bound: Ctx}
		return
	}
	switch {
	case b > l.bound:
		*l = lifetime{b, d}
	case b == l.bound && (d == 0 || l.after == 0):
		l.after = 0
	case b == l.bound:
		l.after = max(l.after, d)
	}
}

func (l *lifetime) get() (Bound, time.Duration) {
	if l.bound == Never {
		return Ctx, 0
	}
	return l.bound, l.after
}

// contextOf is contextBoundIn for one source of a context.
func (e *engine) contextOf(v ssa.Value, frames []frame, depth int) (Bound, time.Duration) {
	if arg, outer := argOf(v, frames); arg != v {
		return e.contextBoundIn(arg, outer, depth+1)
	}
	if p, ok := v.(*ssa.Parameter); ok {
		return e.callbackContext(p, depth)
	}
	index := 0
	if ex, ok := v.(*ssa.Extract); ok {
		v, index = ex.Tuple, ex.Index // the cancel function, or an error, comes with it
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return Ctx, 0
	}
	m := e.modelOfValue(call)
	if m == nil {
		return e.returnedContext(call, index, frames, depth)
	}
	if m.Context == nil {
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
	given := func(i int) ssa.Value {
		arg, _ := argOf(args(i), frames)
		return arg
	}
	bound, d := Ctx, time.Duration(0)
	if m.Context.Parent != models.NoParam {
		bound, d = e.contextBoundIn(args(m.Context.Parent), frames, depth+1)
	}
	switch {
	case m.Context.Timeout != models.NoParam:
		own, known := constDuration(given(m.Context.Timeout))
		if bound != Timed || known && own < d {
			d = own
		}
		bound = Timed
	case m.Context.Deadline != models.NoParam:
		own, known := constDuration(e.untilTime(given(m.Context.Deadline)))
		if bound != Timed || known && own < d {
			d = own
		}
		bound = Timed
	case m.Context.Cancel && bound == Forever:
		bound = Ctx
	}
	return bound, d
}

// returnedContext is contextOf for the result of a function.
func (e *engine) returnedContext(call *ssa.Call, index int, frames []frame, depth int) (Bound, time.Duration) {
	if len(frames) == maxReturned {
		return Ctx, 0
	}
	if fn := e.callee(&call.Call); fn != nil {
		around := append([]frame{{fn: fn, args: argsOf(&call.Call, target{fn: fn, obj: objOf(fn)})}}, frames...)
		return e.resultBound(fn, index, around, depth)
	}
	if fn := call.Call.StaticCallee(); fn != nil {
		if f := e.elsewhere(objOf(origin(fn))); f != nil {
			for _, end := range f.Summary.Ends {
				if end.Result == index {
					return Timed, end.For
				}
			}
		}
	}
	return Ctx, 0
}

// resultBound is contextBoundIn for what a function returns as its result of that
// index.
func (e *engine) resultBound(fn *ssa.Function, index int, frames []frame, depth int) (Bound, time.Duration) {
	var longest lifetime
	for _, r := range results(fn, index) {
		b, d := e.contextBoundIn(r, frames, depth+1)
		longest.add(b, d, true)
	}
	return longest.get()
}

// An Ending says that a context which a function returns ends after some time at the
// latest.
type Ending struct {
	Result int
	For    time.Duration // 0 if that is not known
}

// endings returns the contexts among the results of a function that end by
// themselves.
func (e *engine) endings(fn *ssa.Function) []Ending {
	var all []Ending
	for i := range fn.Signature.Results().Len() {
		if !e.isContext(fn.Signature.Results().At(i).Type()) {
			continue
		}
		if b, d := e.resultBound(fn, i, []frame{{fn: fn, args: noArgs}}, 0); b == Timed {
			all = append(all, Ending{i, d})
		}
	}
	return all
}

// isContext reports whether a type is an interface that tells when a context ends.
func (e *engine) isContext(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range iface.Methods() {
		if line := e.model(m); line != nil && line.Done {
			return true
		}
	}
	return false
}

// argOf returns the argument that a parameter of the function of the first frame
// stands for, and the frames around that call; or the value and the frames as they
// are.
func argOf(v ssa.Value, frames []frame) (ssa.Value, []frame) {
	for {
		p, ok := v.(*ssa.Parameter)
		if !ok || len(frames) == 0 || p.Parent() != frames[0].fn {
			return v, frames
		}
		arg := frames[0].args(paramIndex(p))
		if arg == nil {
			return v, frames
		}
		v, frames = arg, frames[1:]
	}
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
