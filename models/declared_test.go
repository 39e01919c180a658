package models_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/parvet/parvet/models"
)

// checkPackage returns what is wrong with the lines of p when they are held
// against the declarations of pkg, which is nil if only other platforms have it.
// What is declared elsewhere, for those, is not checked.
func checkPackage(p *models.Package, pkg *types.Package, elsewhere ...string) []string {
	var problems []string
	for _, name := range p.Names() {
		f := p.Func(name)
		d := find(pkg, name)
		if d == nil && slices.Contains(elsewhere, name) {
			continue
		}
		if d == nil {
			problems = append(problems, fmt.Sprintf("%s:%d: there is no %s.%s", f.File, f.Line, p.Path, name))
			continue
		}
		for _, problem := range d.check(f) {
			problems = append(problems, fmt.Sprintf("%s:%d: %s.%s %s: %s", f.File, f.Line, p.Path, name, f, problem))
		}
	}
	return problems
}

// A declared is the declaration that a line is about.
type declared struct {
	typ types.Type       // of the variable or field, or the function
	sig *types.Signature // nil for a variable or field
}

// find returns the declaration of a function, method, variable or field of pkg.
// It does not look at what is promoted, since lines are for what is declared.
func find(pkg *types.Package, name string) *declared {
	if pkg == nil {
		return nil
	}
	first, second, dotted := strings.Cut(name, ".")
	obj := pkg.Scope().Lookup(first)
	switch obj := obj.(type) {
	case *types.Func, *types.Var:
		if dotted {
			return nil
		}
		return declare(obj)
	case *types.TypeName:
		if !dotted {
			return nil
		}
		return member(obj.Type(), second)
	}
	return nil
}

func member(t types.Type, name string) *declared {
	if named, ok := t.(*types.Named); ok {
		for m := range named.Methods() {
			if m.Name() == name {
				return declare(m)
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		for m := range u.ExplicitMethods() {
			if m.Name() == name {
				return declare(m)
			}
		}
	case *types.Struct:
		for v := range u.Fields() {
			if v.Name() == name {
				return declare(v)
			}
		}
	}
	return nil
}

func declare(obj types.Object) *declared {
	d := &declared{typ: obj.Type()}
	if _, ok := obj.(*types.Func); ok {
		d.sig = obj.Type().(*types.Signature)
	}
	return d
}

// check returns what is wrong with f.
func (d *declared) check(f *models.Func) (problems []string) {
	want := func(n int, what string, is func(types.Type) bool) {
		if n == models.NoParam {
			return
		}
		t := d.param(n)
		if t == nil {
			problems = append(problems, fmt.Sprintf("want %s, there is no parameter %d", what, n))
		} else if !is(t) {
			problems = append(problems, fmt.Sprintf("want %s, parameter %d is %s", what, n, t))
		}
	}
	for _, e := range f.Effects {
		want(e.Param, "a function", isFunc)
		want(e.For, "a time.Duration", isNamed("time", "Duration"))
		want(e.Addr, "a string", isString)
		if e.Max != "" && !d.hasDuration(e.Max) {
			problems = append(problems, fmt.Sprintf("want a receiver with a time.Duration in the field %s", e.Max))
		}
		want(e.Ctx, "a context or what carries one", carriesContext)
	}
	for _, c := range f.Calls {
		want(c.Param, "a function", isFunc)
	}
	for _, i := range f.Invokes {
		if i.Param != models.Receiver { // else it is a method of what is wrapped
			want(i.Param, "what has a method "+i.Method, hasMethod(i.Method))
		} else {
			want(i.Param, "a receiver", isAny)
		}
	}
	for _, n := range f.Offloads {
		want(n, "a function", isFunc)
	}
	for _, t := range f.Tasks {
		want(t.Param, "a function", isFunc)
	}
	for _, n := range f.Wraps {
		if d.sig == nil && n == models.Receiver {
			continue // a field: its type is that of the result
		}
		want(n, "what can be wrapped", canBeWrapped)
	}
	for _, n := range f.ReturnsFunc {
		want(n, "a function", isFunc)
	}
	for _, n := range f.After {
		want(n, "a time.Duration", isNamed("time", "Duration"))
		want(models.Receiver, "a time.Time", isNamed("time", "Time"))
	}
	if l := f.Limits; l != nil {
		want(l.Time, "a time.Time", isNamed("time", "Time"))
		for _, m := range l.Methods {
			want(models.Receiver, "what has a method "+m, hasMethod(m))
		}
	}
	for _, n := range f.Reads {
		want(n, "what has a method RLock", hasMethod("RLock"))
	}
	if f.Timer != nil {
		want(f.Timer.For, "a time.Duration", isNamed("time", "Duration"))
	}
	if c := f.Context; c != nil {
		want(c.Parent, "a context or what carries one", carriesContext)
		want(c.Deadline, "a time.Time", isNamed("time", "Time"))
		want(c.Timeout, "a time.Duration", isNamed("time", "Duration"))
	}
	return append(problems, d.checkResult(f)...)
}

// checkResult returns what is wrong with what f says of the result, or of the
// variable or field.
func (d *declared) checkResult(f *models.Func) (problems []string) {
	want := func(stated bool, what string, is func(types.Type) bool) {
		if stated && !slices.ContainsFunc(d.results(), is) {
			problems = append(problems, fmt.Sprintf("want %s as a result, have %s", what, d.typ))
		}
	}
	want(f.Timer != nil, "a channel", holdsChan)
	want(f.Clock || f.After != nil, "a time.Time", isNamed("time", "Time"))
	want(f.Done, "a channel", holdsChan)
	want(f.Context != nil, "a context or what carries one", carriesContext)
	want(f.Gives != models.None, "a value", isAny)
	want(f.Wraps != nil, "a value with methods", canBeWrapped)
	want(f.ReturnsFunc != nil, "a value", isAny)
	if d.sig == nil && (f.Effects != nil || f.Context != nil) {
		problems = append(problems, "want a function, have a variable or field")
	}
	return problems
}

func (d *declared) results() []types.Type {
	if d.sig == nil {
		return []types.Type{d.typ}
	}
	var all []types.Type
	for v := range d.sig.Results().Variables() {
		all = append(all, v.Type())
	}
	return all
}

// param returns the type of a parameter, or the receiver; nil if there is none.
// Of a variadic parameter it is the type of one argument.
func (d *declared) param(n int) types.Type {
	switch {
	case d.sig == nil:
		return nil
	case n == models.Receiver:
		if d.sig.Recv() == nil {
			return nil
		}
		return d.sig.Recv().Type()
	case n >= d.sig.Params().Len():
		return nil
	}
	t := d.sig.Params().At(n).Type()
	if d.sig.Variadic() && n == d.sig.Params().Len()-1 {
		return t.(*types.Slice).Elem()
	}
	return t
}

func isString(t types.Type) bool { return t == types.Typ[types.String] }

// hasDuration reports whether the receiver has a time.Duration in a field.
func (d *declared) hasDuration(field string) bool {
	if d.sig == nil || d.sig.Recv() == nil {
		return false
	}
	t := d.sig.Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	f := member(t, field)
	return f != nil && isNamed("time", "Duration")(f.typ)
}

func isAny(types.Type) bool { return true }

// isFunc holds for an iterator, too.
func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

func isNamed(path, name string) func(types.Type) bool {
	return func(t types.Type) bool {
		named, ok := types.Unalias(t).(*types.Named)
		return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path
	}
}

func hasMethod(name string) func(types.Type) bool {
	return func(t types.Type) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		_, ok := obj.(*types.Func)
		return ok
	}
}

// carriesContext holds for a context, and for a pointer to a struct with one.
func carriesContext(t types.Type) bool {
	isContext := isNamed("context", "Context")
	if isContext(t) {
		return true
	}
	p, ok := t.(*types.Pointer)
	if !ok {
		return false
	}
	s, ok := p.Elem().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for v := range s.Fields() {
		if isContext(v.Type()) {
			return true
		}
	}
	return false
}

// canBeWrapped holds for what has methods, and a slice of it.
func canBeWrapped(t types.Type) bool {
	return types.NewMethodSet(t).Len() > 0
}

// holdsChan holds for a channel, and for a pointer to a struct with one that is
// named C.
func holdsChan(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		if d := member(p.Elem(), "C"); d != nil {
			t = d.typ
		}
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}
