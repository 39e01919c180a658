package effects

import (
	"cmp"
	"go/types"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A function may set a deadline for its caller: on a parameter, or on a field of one
// that holds the connection.

// An Armed says that whenever a function returns, a deadline has been set on a
// parameter.
type Armed struct {
	Param   int
	Field   string        // if not empty: on this field of it
	Methods []string      // that return by then; all if there are none
	For     time.Duration // from then on, 0 if that is not known
	ForArg  int           // if not 0: for as long as this parameter says, counted as in Effect.ForArg,
	Until   bool          // or until the time that it is
	Zero    bool          // the deadline has been taken away instead
}

// armed returns the deadlines that a function leaves on its parameters: those that
// are set before every return, with none that may be set afterwards.
func (e *engine) armed(fn *ssa.Function) []Armed {
	if found, ok := e.arming[fn]; ok {
		return found
	}
	if len(fn.Blocks) == 0 || !slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return e.canArm(p.Type()) }) {
		return nil
	}
	var all []Armed
	ds := e.deadlines(fn)
	for _, d := range ds {
		p, ok := d.end.base.(*ssa.Parameter)
		if !ok || p.Parent() != fn || d.end.path != "" || !e.beforeReturns(d.call, fn.Blocks[0].Instrs[0]) || slices.ContainsFunc(ds, func(other deadline) bool { return e.replaces(&other, &d) }) {
			continue
		}
		a := Armed{Param: paramIndex(p), Methods: d.limit.Methods, For: d.after, Zero: d.zero}
		if d.said != nil && d.said.Parent() == fn {
			a.ForArg, a.Until = paramIndex(d.said)+firstArg, d.until
		}
		if d.end.field != nil {
			a.Field = d.end.field.Name()
		}
		if !slices.ContainsFunc(all, func(b Armed) bool { return a.compare(b) == 0 }) {
			all = append(all, a)
		}
	}
	if len(all) > 0 && e.defersLimit(fn) {
		all = nil
	}
	slices.SortFunc(all, Armed.compare)
	e.arming[fn] = all
	return all
}

func (a Armed) compare(b Armed) int {
	return cmp.Or(cmp.Compare(a.Param, b.Param), cmp.Compare(a.Field, b.Field), slices.Compare(a.Methods, b.Methods),
		cmp.Compare(a.For, b.For), cmp.Compare(a.ForArg, b.ForArg), compareBool(a.Until, b.Until), compareBool(a.Zero, b.Zero))
}

// replaces reports whether a deadline may be set after another one, on the same
// connection.
func (e *engine) replaces(later, d *deadline) bool {
	if !later.end.is(d.end) {
		return false
	}
	if later.call == d.call {
		return e.inLoop(d.call.Block(), nil) && later.zero != d.zero
	}
	return e.precedes(d.call, later.call) || e.leads(d.call.Block(), later.call.Block(), nil)
}

// defersLimit reports whether a function may set a deadline when it returns, or on
// another goroutine.
func (e *engine) defersLimit(fn *ssa.Function) bool {
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			var c *ssa.CallCommon
			switch in := in.(type) {
			case *ssa.Defer:
				c = &in.Call
			case *ssa.Go:
				c = &in.Call
			default:
				continue
			}
			for _, t := range e.callees(c) {
				if m := e.model(t.obj); m != nil && m.Limits != nil || m == nil && t.fn != nil && len(e.deadlines(t.fn)) > 0 || len(e.armedBy(t)) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// armedBy returns the deadlines that a callee leaves on its parameters.
func (e *engine) armedBy(t target) []Armed {
	if t.fn != nil && e.model(t.obj) == nil {
		return e.armed(t.fn)
	}
	if f := e.elsewhere(t.obj); f != nil {
		return f.Summary.Armed
	}
	return nil
}

// deadlinesBy returns the deadlines that a call sets by way of its only callee.
func (e *engine) deadlinesBy(call *ssa.Call) []deadline {
	if !slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool { return e.canArm(a.Type()) }) {
		return nil
	}
	targets := e.callees(&call.Call)
	if len(targets) != 1 {
		return nil
	}
	t := targets[0]
	if t.fn != nil {
		part, ok := e.graph.parts[t.fn]
		own, done := e.graph.parts[call.Parent()]
		if !ok || done && part == own {
			return nil // functions that call one another do not wait for each other's result
		}
	}
	args := argsOf(&call.Call, t)
	var found []deadline
	for _, a := range e.armedBy(t) {
		v := argFor(a.Param, t, args)
		if v == nil {
			continue
		}
		end := e.endpointOf(v)
		if a.Field != "" {
			f, _ := fieldNamed(v.Type(), a.Field)
			if f == nil {
				continue
			}
			end = endpoint{base: e.single(v), field: f}
		}
		d := deadline{call: call, end: end, limit: &models.Limit{Methods: a.Methods}, zero: a.Zero, after: a.For}
		if a.ForArg != 0 {
			e.setTime(&d, argFor(a.ForArg-firstArg, t, args), a.Until)
		}
		found = append(found, d)
	}
	return found
}

// canArm reports whether a deadline can be set on a value of a type, or on a field
// of it.
func (e *engine) canArm(t types.Type) bool {
	if e.hasDeadline(t) {
		return true
	}
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if e.hasDeadline(f.Type()) {
			return true
		}
	}
	return false
}

// hasDeadline reports whether a type has a method that sets a deadline.
func (e *engine) hasDeadline(t types.Type) bool {
	has, ok := e.armable[t]
	if ok {
		return has
	}
	set := e.prog.MethodSets.MethodSet(t)
	for i := range set.Len() {
		if m, ok := set.At(i).Obj().(*types.Func); ok {
			line := e.model(m)
			has = has || line != nil && line.Limits != nil
		}
	}
	e.armable[t] = has
	return has
}

// fieldNamed returns the field of a struct, or of what t points to, and its number;
// or nil.
func fieldNamed(t types.Type, name string) (*types.Var, int) {
	if st, ok := deref(t).Underlying().(*types.Struct); ok {
		for i := range st.NumFields() {
			if f := st.Field(i); f.Name() == name {
				return f.Origin(), i
			}
		}
	}
	return nil, 0
}
