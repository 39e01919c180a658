package stdscan

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// funcName returns the full name of a function, as in the tables.
func funcName(fn *ssa.Function) string {
	if obj, ok := fn.Object().(*types.Func); ok && fn.Synthetic == "" {
		path, name, _ := tableName(obj)
		return path + "." + name
	}
	return fn.String()
}

func qualify(pkg *types.Package) string { return pkg.Path() }

func pkgOf(t types.Type) *types.Package {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Pkg()
	}
	return nil
}

// interfaceMethodOf returns the method of an interface, also of one that
// constrains a type parameter.
func interfaceMethodOf(t types.Type, name string) *types.Func {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	for m := range iface.Methods() {
		if m.Name() == name {
			return m
		}
	}
	return nil
}
