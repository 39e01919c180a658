package stdscan

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// A closed knows what can stand behind the interfaces and function types that
// nobody outside of the program can supply: those that mention what is not
// exported. An interface with an unexported method can be embedded elsewhere,
// but that is not what they are for.
type closed struct {
	concrete []types.Type
	taken    typeutil.Map // a signature -> the functions of that type used as values
	impls    typeutil.Map // an interface -> the types that implement it
}

func findClosed(all []*node) closed {
	var c closed
	seen := make(map[*types.Package]bool)
	var pkgs []*types.Package
	for _, n := range all {
		if n.fn.Pkg != nil && !seen[n.fn.Pkg.Pkg] {
			seen[n.fn.Pkg.Pkg] = true
			pkgs = append(pkgs, n.fn.Pkg.Pkg)
		}
		for _, b := range n.fn.Blocks {
			for _, in := range b.Instrs {
				c.takes(in)
			}
		}
	}
	slices.SortFunc(pkgs, func(a, b *types.Package) int { return strings.Compare(a.Path(), b.Path()) })
	for _, pkg := range pkgs {
		for _, name := range pkg.Scope().Names() {
			tn, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
				continue
			}
			if n, ok := tn.Type().(*types.Named); ok && n.TypeParams() == nil {
				c.concrete = append(c.concrete, n)
			}
		}
	}
	return c
}

// takes notes the functions that an instruction uses as values.
func (c *closed) takes(in ssa.Instruction) {
	var operands [8]*ssa.Value
	for i, op := range in.Operands(operands[:0]) {
		fn, ok := (*op).(*ssa.Function)
		if !ok {
			continue
		}
		if call, ok := in.(ssa.CallInstruction); ok && i == 0 && !call.Common().IsInvoke() {
			continue
		}
		fns, _ := c.taken.At(fn.Signature).([]*ssa.Function)
		if !slices.Contains(fns, fn) {
			c.taken.Set(fn.Signature, append(fns, fn))
		}
	}
}

// funcs returns what a function value of a closed type can be.
func (c *closed) funcs(t types.Type) ([]*ssa.Function, bool) {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || !hidden(t) && !hidden(sig) {
		return nil, false
	}
	fns, ok := c.taken.At(sig).([]*ssa.Function)
	return fns, ok
}

// implementers returns the types that implement the interface t, if it is
// closed, or its method m is.
func (c *closed) implementers(t types.Type, m *types.Func) ([]types.Type, bool) {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok || !hidden(m.Signature()) && !hasUnexported(iface) {
		return nil, false
	}
	impls, ok := c.impls.At(iface).([]types.Type)
	if !ok {
		for _, x := range c.concrete {
			if types.Implements(x, iface) {
				impls = append(impls, x)
			} else if p := types.NewPointer(x); types.Implements(p, iface) {
				impls = append(impls, p)
			}
		}
		c.impls.Set(iface, impls)
	}
	return impls, len(impls) > 0
}

func hasUnexported(iface *types.Interface) bool {
	for m := range iface.Methods() {
		if !m.Exported() {
			return true
		}
	}
	return false
}

// hidden reports whether a type mentions one that other programs cannot name.
func hidden(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		obj := t.Obj()
		return obj.Pkg() != nil && (!obj.Exported() || !public(obj.Pkg().Path()))
	case *types.Pointer:
		return hidden(t.Elem())
	case *types.Slice:
		return hidden(t.Elem())
	case *types.Array:
		return hidden(t.Elem())
	case *types.Map:
		return hidden(t.Key()) || hidden(t.Elem())
	case *types.Chan:
		return hidden(t.Elem())
	case *types.Signature:
		for _, tuple := range []*types.Tuple{t.Params(), t.Results()} {
			for v := range tuple.Variables() {
				if hidden(v.Type()) {
					return true
				}
			}
		}
	}
	return false
}
