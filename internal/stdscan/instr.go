package stdscan

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// instr adds to n what an instruction of it may wait for. What a go statement
// starts waits elsewhere.
func (d *Derivation) instr(n *node, in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Send:
		d.because(n, "sends to a channel", nil)
	case *ssa.UnOp:
		if in.Op == token.ARROW {
			d.because(n, "receives from a channel", nil)
		}
	case *ssa.Select:
		if in.Blocking {
			d.because(n, "selects", nil)
		}
	case *ssa.Call:
		d.call(n, &in.Call)
	case *ssa.Defer:
		d.call(n, &in.Call)
	}
}

func (d *Derivation) call(n *node, c *ssa.CallCommon) {
	if c.IsInvoke() {
		d.invoke(n, c.Value, c.Method)
		return
	}
	switch v := c.Value.(type) {
	case *ssa.Builtin:
	case *ssa.Function:
		if lock, ok := lockOf(v); ok {
			d.lock(n, lock, c.Args[0])
			return
		}
		d.callee(n, v, c.Args)
	default:
		d.value(n, v, c.Args)
	}
}

// callee adds to n what a call of fn may wait for. The arguments are nil if
// they are not known.
func (d *Derivation) callee(n *node, fn *ssa.Function, args []ssa.Value) {
	m := d.node(fn)
	if m == nil {
		d.because(n, "calls "+fn.String()+", which is not known", nil)
		return
	}
	m.callers[n] = true
	if m.waits() {
		d.because(n, m.name, m)
	}
	for _, x := range m.sortedNeeds() {
		d.satisfy(n, m, x, args)
	}
}

// satisfy adds to n what the need x of its callee m means to it.
func (d *Derivation) satisfy(n, m *node, x need, args []ssa.Value) {
	if x.param.Parent() != m.fn {
		if encloses(x.param.Parent(), n.fn) {
			d.need(n, x)
		} else {
			d.because(n, m.name+" calls a parameter of "+funcName(x.param.Parent()), nil)
		}
		return
	}
	for i, p := range m.fn.Params {
		switch {
		case p != x.param:
		case i >= len(args):
			d.because(n, m.name+" calls what it is given", nil)
		case x.method == "":
			d.value(n, args[i], nil)
		default:
			d.method(n, args[i], x.method)
		}
	}
}

// encloses reports whether outer is inner or a function around it.
func encloses(outer, inner *ssa.Function) bool {
	for ; inner != nil; inner = inner.Parent() {
		if inner == outer {
			return true
		}
	}
	return false
}

// value adds to n what a call of a function value may wait for.
func (d *Derivation) value(n *node, v ssa.Value, args []ssa.Value) {
	for _, o := range d.origins(v) {
		switch o := o.(type) {
		case *ssa.Function:
			d.callee(n, o, args)
		case *ssa.MakeClosure:
			fn := o.Fn.(*ssa.Function)
			if bound := boundMethod(fn); bound != nil {
				d.bound(n, o.Bindings[0], bound, args)
				continue
			}
			d.callee(n, fn, args)
		case *ssa.Builtin:
		case *ssa.Const: // nil
		case *ssa.Parameter:
			if encloses(o.Parent(), n.fn) {
				d.need(n, need{param: o})
				continue
			}
			d.because(n, "calls a function that it was given", nil)
		default:
			if fns, ok := d.closed.funcs(o.Type()); ok {
				for _, fn := range fns {
					d.callee(n, fn, nil)
				}
				continue
			}
			d.because(n, "calls a function value: "+types.TypeString(o.Type(), qualify), nil)
		}
	}
}

// bound adds to n what a call of a method may wait for that is bound to recv.
func (d *Derivation) bound(n *node, recv ssa.Value, m *types.Func, args []ssa.Value) {
	if types.IsInterface(recv.Type()) {
		d.invoke(n, recv, m)
		return
	}
	if fn := d.program.prog.FuncValue(m.Origin()); fn != nil {
		var all []ssa.Value
		if args != nil {
			all = append([]ssa.Value{recv}, args...)
		}
		d.callee(n, fn, all)
		return
	}
	d.because(n, "calls "+m.FullName()+", which is not known", nil)
}

// invoke adds to n what a call of an interface's method may wait for.
func (d *Derivation) invoke(n *node, v ssa.Value, m *types.Func) {
	if !d.settled(n, v.Type(), m) {
		d.method(n, v, m.Name())
	}
}

// method adds to n what a call of a method of v may wait for.
func (d *Derivation) method(n *node, v ssa.Value, name string) {
	for _, o := range d.origins(v) {
		t := o.Type()
		switch x := o.(type) {
		case *ssa.Const: // nil
			continue
		case *ssa.MakeInterface:
			t = x.X.Type()
		case *ssa.Parameter:
			if types.IsInterface(t) && encloses(x.Parent(), n.fn) {
				d.interfaceParam(n, x, name)
				continue
			}
		}
		if !types.IsInterface(t) {
			d.methodOf(n, t, name)
			continue
		}
		d.interfaceMethod(n, t, name)
	}
}

// interfaceParam adds that n calls a method of a parameter that is an
// interface: it depends on the caller, unless it is known of all.
func (d *Derivation) interfaceParam(n *node, p *ssa.Parameter, name string) {
	if m := interfaceMethodOf(p.Type(), name); m != nil {
		if d.settled(n, p.Type(), m) {
			return
		}
		if impls, ok := d.closed.implementers(p.Type(), m); ok {
			for _, t := range impls {
				d.methodOf(n, t, name)
			}
			return
		}
	}
	d.need(n, need{p, name})
}

func (d *Derivation) interfaceMethod(n *node, t types.Type, name string) {
	m := interfaceMethodOf(t, name)
	if m == nil {
		d.because(n, "calls "+name+" of "+types.TypeString(t, qualify), nil)
		return
	}
	if d.settled(n, t, m) {
		return
	}
	if impls, ok := d.closed.implementers(t, m); ok {
		for _, impl := range impls {
			d.methodOf(n, impl, name)
		}
		return
	}
	path, full, _ := tableName(m)
	d.because(n, "calls "+path+"."+full, nil)
}

// settled reports whether it is known what a method of the interface t does
// that is declared as m: a hash.Hash is written to, but nobody waits for it.
func (d *Derivation) settled(n *node, t types.Type, m *types.Func) bool {
	path, name, _ := tableName(m)
	e := d.assumed.lookup(path, name)
	if named, ok := types.Unalias(t).(*types.Named); ok && e == nil && named.Obj().Pkg() != nil {
		e = d.assumed.lookup(named.Obj().Pkg().Path(), named.Obj().Name()+"."+m.Name())
	}
	if e != nil {
		e.users[n] = true
		return true
	}
	f := d.table.Func(path, name)
	if f != nil && len(f.Effects) > 0 {
		d.because(n, path+"."+name+", says the table", nil)
	}
	return f != nil
}

// methodOf adds to n what the method of a concrete type may wait for.
func (d *Derivation) methodOf(n *node, t types.Type, name string) {
	sel := types.NewMethodSet(t).Lookup(pkgOf(t), name)
	if sel == nil {
		d.because(n, "calls "+name+" of "+types.TypeString(t, qualify), nil)
		return
	}
	m := sel.Obj().(*types.Func)
	if types.IsInterface(m.Signature().Recv().Type()) {
		d.interfaceMethod(n, m.Signature().Recv().Type(), name) // of an embedded interface
		return
	}
	fn := d.program.prog.FuncValue(m.Origin())
	if fn == nil {
		d.because(n, "calls "+m.FullName()+", which is not known", nil)
		return
	}
	d.callee(n, fn, nil)
}

func (d *Derivation) node(fn *ssa.Function) *node {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if obj, ok := fn.Object().(*types.Func); ok && d.nodes[fn] == nil {
		fn = d.program.prog.FuncValue(obj.Origin())
	}
	return d.nodes[fn]
}
