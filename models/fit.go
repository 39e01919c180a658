package models

import "go/types"

// What types fit what a line says. Variadic parameters are slices here.

func isAny(types.Type) bool { return true }

// isTypeParam holds for type parameters, which may stand for what is meant.
func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// each returns a predicate for what is, and for a slice of it: which of several
// arguments is meant does not matter.
func each(is func(types.Type) bool) func(types.Type) bool {
	return func(t types.Type) bool {
		s, ok := t.Underlying().(*types.Slice)
		return is(t) || ok && (isTypeParam(s.Elem()) || is(s.Elem()))
	}
}

// isFunc holds for an iterator, too.
func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// hasFuncs holds for a function and for what contains functions.
func hasFuncs(t types.Type) bool { return isFunc(element(t)) || isTypeParam(element(t)) }

// mayBeTask holds for what can be handed over: functions, what contains them, and
// values with a single method.
func mayBeTask(t types.Type) bool {
	u, ok := element(t).Underlying().(*types.Interface)
	return hasFuncs(t) || ok && u.NumMethods() == 1
}

// takesPart holds for functions that can be told which part of the items is
// theirs.
func takesPart(t types.Type) bool {
	sig, ok := element(t).Underlying().(*types.Signature)
	return isTypeParam(element(t)) || ok && sig.Params().Len() > 0
}

// isContainer holds for what contains things of one type.
func isContainer(t types.Type) bool { return element(t) != t }

// contains holds for iterators, too.
func contains(t types.Type) bool { return isContainer(t) || isFunc(t) }

// element returns the type of what a container contains, else t.
func element(t types.Type) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Chan:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	}
	return t
}

func isChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// isCondition holds for what says yes or no: a bool, or an error that is nil or not.
func isCondition(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0 || isError(t)
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

var isDuration = each(func(t types.Type) bool { return isNamed(t, "time", "Duration") })

// isTime holds for structs of other libraries that stand for a time, too.
func isTime(t types.Type) bool {
	_, ok := deref(t).Underlying().(*types.Struct)
	return ok
}

// mayBeNil reports whether nil is a value of a type.
var mayBeNil = each(func(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Interface, *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature:
		return true
	}
	return false
})

var isString = each(func(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
})

func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path
}

// hasDuration holds for structs with a time.Duration in a field of their own.
func hasDuration(field string) func(types.Type) bool {
	return func(t types.Type) bool {
		s, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return false
		}
		for f := range s.Fields() {
			if f.Name() == field {
				return isNamed(f.Type(), "time", "Duration") || isTypeParam(f.Type())
			}
		}
		return false
	}
}

// hasFunc holds for structs with a function in a field of their own.
func hasFunc(field string) func(types.Type) bool {
	return func(t types.Type) bool {
		s, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return false
		}
		for f := range s.Fields() {
			if f.Name() == field {
				return isFunc(f.Type()) || isTypeParam(f.Type())
			}
		}
		return false
	}
}

func hasMethod(pkg *types.Package, name string) func(types.Type) bool {
	return func(t types.Type) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
		_, ok := obj.(*types.Func)
		return ok
	}
}

// mayHaveMethod holds for all interfaces, too: io.Copy calls the ReadFrom of an
// io.Writer that has it.
func mayHaveMethod(pkg *types.Package, name string) func(types.Type) bool {
	return each(func(t types.Type) bool { return types.IsInterface(t) || hasMethod(pkg, name)(t) })
}

// carriesContext holds for a context, for what one can be got out of, and for a
// channel, which may be that of a context's end.
func carriesContext(t types.Type) bool { return carries(t, make(map[types.Type]bool)) }

// carries is carriesContext for types that have not been seen on the way.
func carries(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if isNamed(t, "context", "Context") || isTypeParam(t) {
		return true
	}
	const maxSeen = 100 // of types that have nothing to do with contexts
	if seen[t] || len(seen) == maxSeen {
		return false
	}
	seen[t] = true
	// *http.Request has a method Context, and so have streams; others have one
	// that returns a request.
	for m := range types.NewMethodSet(t).Methods() {
		sig := m.Type().(*types.Signature)
		if sig.Params().Len() == 0 && sig.Results().Len() == 1 && carries(sig.Results().At(0).Type(), seen) {
			return true
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Interface:
		return u.NumMethods() == 0
	case *types.Pointer:
		return carries(u.Elem(), seen)
	case *types.Slice:
		return carries(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if carries(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}

// canBeWrapped holds for what has methods or may have some.
var canBeWrapped = each(func(t types.Type) bool {
	return types.IsInterface(t) || types.NewMethodSet(t).Len() > 0 || types.NewMethodSet(types.NewPointer(t)).Len() > 0
})

// holdsChan holds for a channel, for a struct with one, and for an interface that
// may lead to one.
func holdsChan(t types.Type) bool {
	switch u := deref(t).Underlying().(type) {
	case *types.Chan, *types.Interface:
		return true
	case *types.Struct:
		for f := range u.Fields() {
			if _, ok := f.Type().Underlying().(*types.Chan); ok {
				return true
			}
		}
	}
	return false
}

// deref returns what a pointer points to, else t.
func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}
