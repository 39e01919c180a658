package stdscan

import (
	"cmp"
	"go/types"
	"slices"
)

// A Func is an exported function or method, named as in the tables: a method is
// named after the type that declares it, which may be unexported and may be in
// another package than the type that it is promoted to.
type Func struct {
	Path, Name string
	Interface  bool // a method of an interface: it has no body
	obj        *types.Func
}

func (f Func) compare(g Func) int {
	return cmp.Or(cmp.Compare(f.Path, g.Path), cmp.Compare(f.Name, g.Name))
}

// API returns the exported functions and methods that a program can call, in
// the order of their names: all of the public packages, with the methods of
// unexported types that they return, embed, or keep in exported variables.
func (p *Program) API() []Func {
	a := api{funcs: make(map[*types.Func]bool), types: make(map[types.Type]bool)}
	asked := make(map[*types.Package]bool)
	for _, pkg := range p.pkgs {
		asked[pkg] = true
	}
	for _, pkg := range p.pkgs {
		if !public(pkg.Path()) {
			continue
		}
		for _, name := range pkg.Scope().Names() {
			obj := pkg.Scope().Lookup(name)
			if !obj.Exported() {
				continue
			}
			switch obj := obj.(type) {
			case *types.Func:
				a.addFunc(obj)
			case *types.Var, *types.TypeName:
				a.addType(obj.Type())
			}
		}
	}
	var all []Func
	for obj := range a.funcs {
		if !asked[obj.Pkg()] {
			continue
		}
		path, name, isInterface := tableName(obj)
		all = append(all, Func{path, name, isInterface, obj})
	}
	slices.SortFunc(all, Func.compare)
	return all
}

type api struct {
	funcs map[*types.Func]bool
	types map[types.Type]bool
}

func (a *api) addFunc(fn *types.Func) {
	fn = fn.Origin()
	if a.funcs[fn] || fn.Pkg() == nil { // error.Error
		return
	}
	a.funcs[fn] = true
	for v := range fn.Signature().Results().Variables() {
		a.addType(v.Type())
	}
}

// addType adds the exported methods of t, and of what can be had from it.
func (a *api) addType(t types.Type) {
	t = types.Unalias(t)
	switch u := t.(type) {
	case *types.Pointer:
		a.addType(u.Elem())
		return
	case *types.Slice:
		a.addType(u.Elem())
		return
	case *types.Array:
		a.addType(u.Elem())
		return
	case *types.Map:
		a.addType(u.Elem())
		return
	case *types.Chan:
		a.addType(u.Elem())
		return
	case *types.Signature:
		return
	case *types.Named:
		t = u.Origin()
	}
	if a.types[t] {
		return
	}
	a.types[t] = true
	set := types.NewMethodSet(t)
	if !types.IsInterface(t) {
		set = types.NewMethodSet(types.NewPointer(t))
	}
	for sel := range set.Methods() {
		if m := sel.Obj().(*types.Func); m.Exported() {
			a.addFunc(m)
		}
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		for f := range s.Fields() {
			if f.Exported() {
				a.addType(f.Type())
			}
		}
	}
}

// tableName returns the name of a function in the tables, and whether it is a
// method of an interface.
func tableName(fn *types.Func) (path, name string, isInterface bool) {
	fn = fn.Origin()
	path, name = "builtin", fn.Name()
	if fn.Pkg() != nil {
		path = fn.Pkg().Path()
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return path, name, false
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		name = n.Obj().Name() + "." + name
	} else {
		name = "interface." + name // of an interface without a name
	}
	return path, name, types.IsInterface(t)
}
