package effects

import (
	"cmp"
	"go/types"
	"maps"
	"slices"
)

// exposeDepth is how many packages away a type may be declared that users of a
// package come by: 1 is the result of its own functions, 2 what the methods of
// that result return. Deeper chains, of packages that the user does not import,
// are rare; the facts would grow by a third with each.
const exposeDepth = 2

// exposed returns the exported methods of types of other packages that users of
// pkg come by without importing those packages: as results, in variables, and
// in fields, embedded ones included; and these types, with those of parameters,
// to which users convert what they pass. They are sorted.
func exposed(pkg *types.Package) ([]*types.Func, []*types.TypeName) {
	w := exposure{pkg: pkg, depth: make(map[types.Type]int), found: make(map[*types.Func]bool), named: make(map[*types.TypeName]bool)}
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
	names := slices.SortedFunc(maps.Keys(w.named), func(a, b *types.TypeName) int {
		return cmp.Or(cmp.Compare(a.Pkg().Path(), b.Pkg().Path()), cmp.Compare(a.Name(), b.Name()))
	})
	return methods, names
}

type exposure struct {
	pkg   *types.Package
	depth map[types.Type]int // with which a type was visited
	found map[*types.Func]bool
	named map[*types.TypeName]bool
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
		w.visit(t.Origin(), depth)
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
		for v := range t.Params().Variables() {
			w.param(v.Type())
		}
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

// param notes the type of a parameter, or of what one contains.
func (w *exposure) param(t types.Type) {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		w.mention(t.Obj())
	case *types.Pointer:
		w.param(t.Elem())
	case *types.Slice:
		w.param(t.Elem())
	case *types.Map:
		w.param(t.Elem())
	case *types.Chan:
		w.param(t.Elem())
	}
}

func (w *exposure) mention(t *types.TypeName) {
	if p := t.Pkg(); p != nil && p != w.pkg && !isStd(p.Path()) {
		w.named[t] = true
	}
}

func (w *exposure) visit(t *types.Named, depth int) {
	pkg := t.Obj().Pkg()
	if pkg == nil || isStd(pkg.Path()) {
		return
	}
	if pkg != w.pkg {
		if depth == 0 {
			return
		}
		depth--
		w.mention(t.Obj())
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
