package effects

import (
	"cmp"
	"go/types"
	"slices"
)

// exposeDepth is how many packages away a type may be declared that users of a
// package come by: 1 is the result of its own functions, 2 what the methods of
// that result return. Deeper chains, of packages that the user does not import,
// are rare; the facts would grow by a third with each.
const exposeDepth = 2

// exposed returns the exported methods of types of other packages that users of
// pkg come by without importing those packages: as results, in variables, and
// in fields, embedded ones included. They are sorted.
func exposed(pkg *types.Package) []*types.Func {
	w := exposure{pkg: pkg, depth: make(map[types.Type]int), found: make(map[*types.Func]bool)}
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() {
			w.walk(obj.Type(), exposeDepth)
		}
	}
	var methods []*types.Func
	for m := range w.found {
		methods = append(methods, m)
	}
	slices.SortFunc(methods, func(a, b *types.Func) int {
		ap, an := modelName(a)
		bp, bn := modelName(b)
		return cmp.Or(cmp.Compare(ap, bp), cmp.Compare(an, bn))
	})
	return methods
}

type exposure struct {
	pkg   *types.Package
	depth map[types.Type]int // with which a type was visited
	found map[*types.Func]bool
}

func (w *exposure) walk(t types.Type, depth int) {
	if old, ok := w.depth[t]; ok && old >= depth {
		return
	}
	w.depth[t] = depth
	switch t := t.(type) {
	case *types.Alias:
		w.walk(types.Unalias(t), depth)
	case *types.Named:
		w.named(t.Origin(), depth)
		for arg := range t.TypeArgs().Types() {
			w.walk(arg, depth)
		}
	case *types.Pointer:
		w.walk(t.Elem(), depth)
	case *types.Slice:
		w.walk(t.Elem(), depth)
	case *types.Array:
		w.walk(t.Elem(), depth)
	case *types.Chan:
		w.walk(t.Elem(), depth)
	case *types.Map:
		w.walk(t.Key(), depth)
		w.walk(t.Elem(), depth)
	case *types.Signature:
		for v := range t.Results().Variables() {
			w.walk(v.Type(), depth)
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() {
				w.walk(f.Type(), depth)
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			w.walk(m.Type(), depth)
		}
	}
}

func (w *exposure) named(t *types.Named, depth int) {
	pkg := t.Obj().Pkg()
	if pkg == nil || isStd(pkg.Path()) {
		return
	}
	if pkg != w.pkg {
		if depth == 0 {
			return
		}
		depth--
	}
	for m := range t.Methods() {
		if !m.Exported() {
			continue
		}
		if pkg != w.pkg {
			w.found[m] = true
		}
		w.walk(m.Type(), depth)
	}
	w.walk(t.Underlying(), depth)
}
