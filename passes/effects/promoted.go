package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// promoted resolves a method that a struct has from an interface which it embeds: what
// runs is the method of what is in that field. It reports whether it is such a method.
func (e *engine) promoted(t types.Type, name string, recv ssa.Value, edge Edge) ([]target, bool) {
	var pkg *types.Package
	if n := namedType(t); n != nil {
		pkg = n.Pkg()
	}
	obj, path, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	m, ok := obj.(*types.Func)
	if !ok || len(path) < 2 || e.model(m) != nil {
		return nil, false
	}
	key := promotion{t, recv, name}
	if e.promoting[key] {
		return nil, true // it holds itself
	}
	e.promoting[key] = true
	defer delete(e.promoting, key)
	part, exported := Part(""), true
	var f *types.Var
	for _, i := range path[:len(path)-1] {
		if f = fieldOf(t, i); f == nil {
			return nil, false
		}
		part += Part("." + f.Name())
		exported = exported && f.Exported()
		t = f.Type()
	}
	var ts []target
	if recv != nil && exported {
		if field := e.pieceOf(pieces{{recv, part}}); field != nil {
			ts = e.methods(field, name, m)
		}
	} else if e.stored(f) {
		for _, v := range e.stores[f] {
			for _, target := range e.methods(v, name, nil) {
				if target.param == nil {
					target.edge = Field
					ts = append(ts, target)
				}
			}
		}
	}
	ts = slices.Clone(ts)
	for i := range ts {
		ts[i].edge = max(ts[i].edge, edge)
	}
	return ts, true
}

// A promotion is a question to promoted.
type promotion struct {
	typ  types.Type
	recv ssa.Value
	name string
}
