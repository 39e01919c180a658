package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// An endpoint is what a method reads from, writes to or dials with, as far as
// one function knows it: a value, a variable, or what is found in one.
type endpoint struct {
	base   ssa.Value
	field  *types.Var
	path   string // instead: see chanPlace
	method string // that is called
}

// is reports whether two endpoints are the same one, if it does not change meanwhile.
func (a endpoint) is(b endpoint) bool {
	return a.base == b.base && a.field == b.field && a.path == b.path
}

// endpointOf returns the endpoint that a receiver is. What is made elsewhere is known by
// the way to it: one place may make many.
func (e *engine) endpointOf(v ssa.Value) endpoint {
	for range maxKey {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
			continue
		case *ssa.ChangeInterface:
			v = x.X
			continue
		case *ssa.TypeAssert:
			v = x.X
			continue
		case *ssa.FieldAddr: // of an embedded part
			if !e.isModelled(deref(x.X.Type())) {
				return endpoint{base: e.single(x.X), field: fieldOf(x.X.Type(), x.Field)}
			}
			v = x.X
			continue
		case *ssa.UnOp:
			if f, ok := x.X.(*ssa.FieldAddr); ok && x.Op == token.MUL {
				return endpoint{base: e.single(f.X), field: fieldOf(f.X.Type(), f.Field)}
			}
			if p, ok := x.X.(*ssa.Parameter); ok && x.Op == token.MUL && !assigns(p) {
				return endpoint{base: p} // an item of a slice of connections
			}
			if a := e.alloc(x.X); a != nil && x.Op == token.MUL && len(e.allocStores(a)) > 1 {
				return endpoint{base: a}
			}
		}
		break
	}
	made := e.single(v)
	in, ok := made.(ssa.Instruction)
	if _, asked := made.(*ssa.Call); asked || ok && v.Parent() != nil && !within(v.Parent(), in.Parent()) {
		if p := e.chanPlaceOf(v); p.root != nil {
			return endpoint{base: p.root, path: p.path}
		}
		return endpoint{base: v}
	}
	return endpoint{base: made}
}

// isModelled reports whether a type is of a package that has models.
func (e *engine) isModelled(t types.Type) bool {
	n := namedType(t)
	return n != nil && n.Pkg() != nil && e.table.Package(n.Pkg().Path()) != nil
}

// assigns reports whether a function assigns to what its parameter points to.
func assigns(p *ssa.Parameter) bool {
	return slices.ContainsFunc(*p.Referrers(), func(use ssa.Instruction) bool {
		store, ok := use.(*ssa.Store)
		return ok && store.Addr == p
	})
}

// bindEndpoint settles what the endpoint of a callee's effect is at a call.
func (e *engine) bindEndpoint(eff *Effect, t target, args args) {
	p, ok := eff.end.base.(*ssa.Parameter)
	if !ok || p.Parent() != t.fn {
		return
	}
	v := argFor(paramIndex(p), t, args)
	switch {
	case v == nil:
		eff.end = endpoint{}
	case eff.end.field == nil && eff.end.path == "":
		method := eff.end.method
		eff.end = e.endpointOf(v)
		eff.end.method = method
	default:
		eff.end.base = e.single(v)
	}
}

// changes reports whether another value may be assigned to where an endpoint is found,
// between two instructions of a function.
func (e *engine) changes(end endpoint, from, to ssa.Instruction) bool {
	variable, _ := end.base.(*ssa.Alloc)
	if variable == nil && end.field == nil {
		return false
	}
	var on []any
	if end.field != nil {
		on = append(on, end.field)
	}
	seen := make(map[*ssa.Function]bool)
	for _, b := range from.Parent().Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Store:
				f, isField := in.Addr.(*ssa.FieldAddr)
				set := isField && end.field != nil && fieldOf(f.X.Type(), f.Field) == end.field
				if (set || variable != nil && e.alloc(in.Addr) == variable) && e.isBetween(from, in, to) {
					return true
				}
			case *ssa.Call:
				if len(on) > 0 && e.isBetween(from, in, to) && e.sets(in, on, seen) {
					return true
				}
			}
		}
	}
	return false
}
