package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Which functions may hand a parameter to a pool is found out without
// summaries: they are those from which a call can be reached, by calls and by
// functions that they mention, that is known to hand over a task. Most calls in
// a program are of other functions, and what those do need not be known to find
// the tasks.

// mayHandOver reports whether an instruction may hand over a task. It may err on
// that side.
func (e *engine) mayHandOver(in ssa.Instruction) bool {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return len(e.kept(in)) > 0
	}
	c := call.Common()
	static := !c.IsInvoke() && c.StaticCallee() != nil
	if static && !e.takesFunc(origin(c.StaticCallee()).Signature) { // an instance takes no more than its type arguments
		return false
	}
	for _, t := range e.callees(c) {
		if e.mayHand(t) {
			return true
		}
	}
	// The body of a range over a function may, whatever the function is.
	for _, a := range c.Args {
		if body := loopBody(a); body != nil && e.handers()[body.Fn.(*ssa.Function)] {
			return true
		}
	}
	return false
}

// mayHand reports whether a function may hand over a parameter, its own or one
// of the functions that made it.
func (e *engine) mayHand(t target) bool {
	if m := e.model(t.obj); m != nil {
		return len(m.Tasks) > 0
	}
	switch {
	case t.made != nil:
		return len(t.made.Hands) > 0
	case t.obj != nil && isInterfaceMethod(t.obj):
		n := e.told(t.obj)
		return n != nil && len(n.Line.Tasks) > 0
	case t.fn != nil:
		return e.handers()[t.fn]
	case t.obj != nil && t.obj.Pkg() != nil:
		return e.takesFunc(t.obj.Signature()) && e.imports.mayHand(t.obj)
	}
	return false
}

// handers returns the functions of the package that may hand over a parameter.
func (e *engine) handers() map[*ssa.Function]bool {
	if e.handing != nil {
		return e.handing
	}
	e.handing = make(map[*ssa.Function]bool)
	users := make(map[*ssa.Function][]*ssa.Function) // who mentions a function
	methods := make(map[string][]*ssa.Function)      // by name
	var dynamic []*ssa.Function                      // that call what they do not name
	var work []*ssa.Function
	add := func(fn *ssa.Function) {
		if !e.handing[fn] {
			e.handing[fn] = true
			work = append(work, fn)
		}
	}
	for _, fn := range e.funcs {
		if fn.Signature.Recv() != nil {
			methods[fn.Name()] = append(methods[fn.Name()], fn)
		}
	}
	for _, fn := range e.funcs {
		if n := e.noteOn(fn); n != nil && len(n.Line.Tasks) > 0 {
			add(fn)
		}
		e.safely(fn, func() {
			var operands []*ssa.Value
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					if len(e.kept(in)) > 0 {
						add(fn)
					}
					if v, ok := in.(ssa.Value); ok {
						if n := e.saidOf(v); n != nil && len(n.Line.Tasks) > 0 {
							add(fn)
						}
					}
					if c := dynamicCall(in); c != nil {
						if e.takesFunc(c.Signature()) {
							dynamic = append(dynamic, fn)
						}
						if c.IsInvoke() {
							for _, m := range methods[c.Method.Name()] {
								users[m] = append(users[m], fn)
							}
							if e.mayHand(target{obj: c.Method}) {
								add(fn)
							}
						}
					}
					operands = in.Operands(operands[:0])
					for _, op := range operands {
						used, ok := (*op).(*ssa.Function)
						if !ok {
							continue
						}
						t, ok := e.named(used)
						switch {
						case !ok:
						case t.fn != nil && e.model(t.obj) == nil:
							users[t.fn] = append(users[t.fn], fn)
						case e.mayHand(t):
							add(fn)
						}
					}
				}
			}
		})
	}
	if len(work) > 0 {
		// What they call may be any of those found.
		for _, fn := range dynamic {
			add(fn)
		}
	}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		for _, user := range users[fn] {
			add(user)
		}
	}
	return e.handing
}

// named returns what a function is that an instruction mentions.
func (e *engine) named(fn *ssa.Function) (target, bool) {
	fn = origin(fn)
	obj, _ := fn.Object().(*types.Func)
	t := target{fn: fn, obj: obj}
	if obj != nil {
		t.obj = obj.Origin()
		if body := e.prog.FuncValue(t.obj); body != nil {
			t.fn = body
		}
	}
	if e.nodes[t.fn] == nil {
		t.fn = nil
	}
	return t, t.fn != nil || t.obj != nil
}

// dynamicCall returns the call of an instruction if it does not name the callee.
func dynamicCall(in ssa.Instruction) *ssa.CallCommon {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	c := call.Common()
	if _, builtin := c.Value.(*ssa.Builtin); builtin || !c.IsInvoke() && c.StaticCallee() != nil {
		return nil
	}
	return c
}

// takesFunc reports whether a function, or the receiver of a method, may be given
// something to run, be it by a type argument alone.
func (e *engine) takesFunc(sig *types.Signature) bool {
	return e.mayTakeFunc(sig) || sig.Recv() != nil && e.mayHold(sig.Recv().Type(), 0) ||
		haveMethods(sig.TypeParams()) || haveMethods(sig.RecvTypeParams())
}

// haveMethods reports whether values of some type parameter have methods.
func haveMethods(ps *types.TypeParamList) bool {
	for p := range ps.TypeParams() {
		if p.Underlying().(*types.Interface).NumMethods() > 0 {
			return true
		}
	}
	return false
}

// mayTakeFunc reports whether a function may call what it is given.
func (e *engine) mayTakeFunc(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		if e.mayHold(v.Type(), 0) {
			return true
		}
	}
	return false
}

// mayHold reports whether values of the type are functions, have methods that
// are not known, or contain such values where a [Part] can say so. steps is how
// many have been taken to the type.
func (e *engine) mayHold(t types.Type, steps int) bool {
	if elem := elemType(t); elem != nil && steps < maxSteps {
		return e.mayHold(elem, steps+1)
	}
	u, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return mayRun(deref(t))
	}
	if steps >= maxSteps {
		return false
	}
	key := holding{t, steps}
	may, known := e.mayHolds[key]
	if !known {
		for f := range u.Fields() {
			may = may || f.Exported() && e.mayHold(f.Type(), steps+1)
		}
		e.mayHolds[key] = may
	}
	return may
}

// holding is a question to mayHold.
type holding struct {
	typ   types.Type
	steps int
}
