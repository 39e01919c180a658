package models

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// A Misfit is a line that does not fit what it is about.
type Misfit struct {
	Line    *Func
	Problem string // such as "Run: want a function as parameter 0, have int"
	Unknown bool   // nothing of that name is seen, which may be declared for another platform
}

// String returns the problem with the place of the line.
func (m Misfit) String() string { return fmt.Sprintf("%s:%d: %s", m.Line.File, m.Line.Line, m.Problem) }

// Check holds the lines of p against the declarations of pkg, in the order of
// their names. What somebody could mean fits: a parameter of a type parameter's
// type, say, or an interface whose values may have a method.
func (p *Package) Check(pkg *types.Package) []Misfit {
	var all []Misfit
	for _, name := range p.Names() {
		f := p.Func(name)
		d := find(pkg, name)
		if d == nil {
			why := elsewhere(pkg, name)
			all = append(all, Misfit{f, nothingOf(name, p.Path) + why, why == ""})
			continue
		}
		for _, problem := range d.check(f) {
			all = append(all, Misfit{f, name + ": " + problem, false})
		}
	}
	return all
}

func nothingOf(name, path string) string {
	return fmt.Sprintf("there is no %s in package %s", name, path)
}

// A declared is the declaration that a line is about.
type declared struct {
	pkg      *types.Package
	typ      types.Type
	sig      *types.Signature // nil for a variable or field that is no function
	variable bool             // or field
}

// find returns the declaration of a function, method, variable or field of pkg,
// or nil. It does not look at what is promoted, since lines are for what is
// declared, nor at other names of a type.
func find(pkg *types.Package, name string) *declared {
	first, second, dotted := strings.Cut(name, ".")
	switch obj := pkg.Scope().Lookup(first).(type) {
	case *types.Func, *types.Var:
		if !dotted {
			return declare(pkg, obj)
		}
	case *types.TypeName:
		if m := member(obj.Type(), second); dotted && m != nil && !obj.IsAlias() {
			return declare(pkg, m)
		}
	}
	return nil
}

// member returns the method or field that a type declares itself, or nil.
func member(t types.Type, name string) types.Object {
	if named, ok := t.(*types.Named); ok {
		for m := range named.Methods() {
			if m.Name() == name {
				return m
			}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		for m := range u.ExplicitMethods() {
			if m.Name() == name {
				return m
			}
		}
	case *types.Struct:
		for v := range u.Fields() {
			if v.Name() == name {
				return v
			}
		}
	}
	return nil
}

// elsewhere says where a method or field is declared that a type of pkg has but
// does not declare, or is empty.
func elsewhere(pkg *types.Package, name string) string {
	first, second, dotted := strings.Cut(name, ".")
	t, ok := pkg.Scope().Lookup(first).(*types.TypeName)
	if !ok || !dotted {
		return ""
	}
	if t.IsAlias() {
		if _, named := types.Unalias(t.Type()).(*types.Named); named {
			return fmt.Sprintf(": %s is another name of %s", first, types.Unalias(t.Type()))
		}
		return ""
	}
	m, _, _ := types.LookupFieldOrMethod(t.Type(), true, pkg, second)
	if fn, ok := m.(*types.Func); ok && fn.Signature().Recv() != nil {
		return fmt.Sprintf(": it is declared by %s", deref(fn.Signature().Recv().Type()))
	}
	return ""
}

func declare(pkg *types.Package, obj types.Object) *declared {
	d := &declared{pkg: pkg, typ: obj.Type()}
	d.sig, _ = obj.Type().Underlying().(*types.Signature)
	_, isFunc := obj.(*types.Func)
	d.variable = !isFunc
	return d
}

// check returns what is wrong with f.
func (d *declared) check(f *Func) []string {
	if d.variable {
		if problems := d.checkVariable(f); problems != nil {
			return problems
		}
	}
	return append(d.checkParams(f), d.checkResult(f)...)
}

// checkVariable returns what is said of a variable or field though it can only be
// said of a function: either of all, or of one that is declared.
func (d *declared) checkVariable(f *Func) []string {
	locks := slices.ContainsFunc(f.Effects, func(e Effect) bool { return e.Kind == Once || e.Kind.locks() })
	switch {
	case d.sig == nil && (f.Effects != nil || f.Calls != nil || f.Invokes != nil || f.Tasks != nil):
		return []string{"want a function, have a variable or field of type " + d.name(d.typ)}
	case locks || f.Offloads != nil || f.Contains != nil || f.ReturnsFunc != nil || f.Reads != nil || f.Context != nil || f.Clock || f.Asks || f.Latch != nil || f.Ended != nil || f.After != nil ||
		f.Limits != nil || f.Pipe != nil || f.Exits || f.Fails || f.Logs || f.Address || f.Setting || slices.ContainsFunc(f.Wraps, func(n int) bool { return n != Receiver }):
		return []string{"want a declared function, have a variable or field of type " + d.name(d.typ)}
	}
	return nil
}

// checkParams returns what is wrong with the parameters that f names.
func (d *declared) checkParams(f *Func) (problems []string) {
	want := func(n int, what string, is func(types.Type) bool) {
		if n == NoParam {
			return
		}
		t, have := d.param(n)
		if t != nil {
			if isTypeParam(t) || is(t) {
				return
			}
			have = d.name(t)
		}
		problem := fmt.Sprintf("want %s as parameter %d, have %s", what, n, have)
		if n == Receiver {
			problem = fmt.Sprintf("want %s as recv, have %s", what, have)
		}
		if !slices.Contains(problems, problem) {
			problems = append(problems, problem)
		}
	}
	for _, e := range f.Effects {
		want(e.Param, "a function", isFunc)
		want(e.For, "a time.Duration", isDuration)
		want(e.Ctx, "a context or what carries one", carriesContext)
		if e.Max != "" {
			want(Receiver, "a struct with a time.Duration in the field "+e.Max, hasDuration(e.Max))
		}
		want(e.Addr, "a string", isString)
		want(e.Nil, "what may be nil", mayBeNil)
	}
	for _, c := range f.Calls {
		if c.Field == "" {
			want(c.Param, "a function", hasFuncs)
		} else {
			want(c.Param, "a struct with a function in the field "+c.Field, hasFunc(c.Field))
		}
		want(c.Of, "a container", isContainer)
	}
	for _, i := range f.Invokes {
		if i.Param == Receiver {
			want(i.Param, "what wraps something", isAny) // that has the method
		} else {
			want(i.Param, "what has a method "+i.Method, mayHaveMethod(d.pkg, i.Method))
		}
	}
	for _, n := range f.Offloads {
		want(n, "a function", isFunc)
	}
	for _, t := range f.Tasks {
		if t.Parts {
			want(t.Param, "a function that is told its part", takesPart)
		} else {
			want(t.Param, "a function", mayBeTask)
		}
		want(t.Of, "a container", isContainer)
	}
	for _, n := range f.Wraps {
		if !d.variable || n != Receiver { // else its type is that of the result
			want(n, "what has methods", canBeWrapped)
		}
	}
	for _, n := range f.Contains {
		want(n, "a container or an iterator", contains)
	}
	for _, n := range f.ReturnsFunc {
		want(n, "a function", isFunc)
	}
	for _, n := range f.Latch {
		want(n, "what can end", isAny)
	}
	for _, e := range f.Ended {
		want(e.Param, "what can end", isAny)
	}
	for _, n := range f.After {
		want(n, "a time.Duration", isDuration)
		want(Receiver, "a time.Time", isTime)
	}
	if l := f.Limits; l != nil {
		want(l.Time, "a time.Time", isTime)
		want(Receiver, "what has a deadline", isAny)
		for _, m := range l.Methods {
			want(Receiver, "what has a method "+m, hasMethod(d.pkg, m))
		}
	}
	for _, n := range f.Reads {
		want(n, "what has a method RLock", hasMethod(d.pkg, "RLock"))
	}
	if f.Timer != nil {
		want(f.Timer.For, "a time.Duration", isDuration)
	}
	if c := f.Context; c != nil {
		want(c.Parent, "a context or what carries one", carriesContext)
		want(c.Deadline, "a time.Time", isTime)
		want(c.Timeout, "a time.Duration", isDuration)
	}
	return problems
}

// checkResult returns what is wrong with what f says of the result, or of the
// variable or field.
func (d *declared) checkResult(f *Func) (problems []string) {
	want := func(stated bool, what string, is func(types.Type) bool) {
		fits := func(t types.Type) bool { return isTypeParam(t) || is(t) }
		switch {
		case !stated || slices.ContainsFunc(d.results(), fits):
		case d.variable:
			problems = append(problems, fmt.Sprintf("want %s, have a variable or field of type %s", what, d.name(d.typ)))
		default:
			problems = append(problems, fmt.Sprintf("want %s as a result, have %s", what, d.name(d.typ)))
		}
	}
	want(f.Timer != nil, "a channel", holdsChan)
	want(f.Clock || f.After != nil, "a time.Time", isTime)
	want(f.Asks, "a value", isAny)
	want(f.Fails, "an error", isError)
	want(f.Latch != nil, "a channel", isChan)
	for _, e := range f.Ended {
		if problem := d.checkCondition(e); problem != "" {
			problems = append(problems, problem)
		}
	}
	want(f.Done, "a channel", holdsChan)
	want(f.Address || f.Setting, "a string", isString)
	for _, m := range f.Pipe {
		want(true, "what has a method "+m, hasMethod(d.pkg, m))
	}
	want(f.Context != nil, "a context or what carries one", carriesContext)
	want(f.Gives != None, "a value", isAny)
	want(f.Wraps != nil, "what has methods", canBeWrapped)
	want(f.Contains != nil, "a container or an iterator", contains)
	want(f.ReturnsFunc != nil, "a function", isAny) // or what is one by reflection
	return problems
}

// checkCondition returns what is wrong with the result that says whether a parameter has
// ended, or "".
func (d *declared) checkCondition(e Ended) string {
	if e.If == NoParam {
		return ""
	}
	have := "no such result"
	if results := d.results(); e.If < len(results) {
		t := results[e.If]
		if isTypeParam(t) || isCondition(t) {
			return ""
		}
		have = d.name(t)
	}
	return fmt.Sprintf("want a bool or an error as result %d, have %s", e.If, have)
}

func (d *declared) results() []types.Type {
	if d.variable {
		return []types.Type{d.typ}
	}
	var all []types.Type
	for v := range d.sig.Results().Variables() {
		all = append(all, v.Type())
	}
	return all
}

// param returns the type of a parameter or of the receiver, or nil and what there
// is instead.
func (d *declared) param(n int) (t types.Type, have string) {
	if d.sig == nil {
		return nil, "no function"
	}
	params := d.sig.Params()
	switch count := params.Len(); {
	case n == Receiver && (d.variable || d.sig.Recv() == nil):
		return nil, "no receiver"
	case n == Receiver:
		return d.sig.Recv().Type(), ""
	case n < count:
		return params.At(n).Type(), ""
	case count == 0:
		return nil, "no parameters"
	case count == 1:
		return nil, "1 parameter, 0"
	default:
		return nil, fmt.Sprintf("%d parameters, 0 to %d", count, count-1)
	}
}

// name returns how a type is written in the package.
func (d *declared) name(t types.Type) string { return types.TypeString(t, types.RelativeTo(d.pkg)) }
