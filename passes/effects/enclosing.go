package effects

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Where it is not known which object a mutex belongs to, it is known which fields of
// which structs it is a part of. No object is a part of structs of two types that have
// nothing to do with each other, nor is it two fields of one type.

// anyInstance stands for the arguments of a generic type in its own methods.
const anyInstance = "[?]"

// enclosing names the fields that what an address leads to is a part of, each with its
// struct in parentheses, the outermost first. A field with a pointer counts as if it held
// the object, if it points to new objects only.
func (e *engine) enclosing(addr ssa.Value) string {
	names := ""
	for range maxKey {
		mark := ""
		if load, ok := addr.(*ssa.UnOp); ok && load.Op == token.MUL {
			f, ok := load.X.(*ssa.FieldAddr)
			if !ok || !e.pointsToNew(fieldOf(f.X.Type(), f.Field)) {
				return names
			}
			addr, mark = f, "*"
		}
		f, ok := addr.(*ssa.FieldAddr)
		if !ok {
			return names
		}
		field := fieldOf(f.X.Type(), f.Field)
		name := structName(f.X.Type())
		if name == "" || field == nil {
			return names
		}
		names = "(" + name + "." + field.Name() + mark + ")" + names
		addr = f.X
	}
	return names
}

// structName returns the name of a type, or of what it points to, with the arguments if it
// is an instance; or "" if it has none.
func structName(t types.Type) string {
	n := namedType(t)
	if n == nil || n.Pkg() == nil {
		return ""
	}
	name := n.Pkg().Path() + "." + n.Name()
	named, ok := types.Unalias(deref(t)).(*types.Named)
	switch {
	case !ok || named.TypeParams().Len() == 0:
		return name
	case named.TypeArgs().Len() == 0 || parameterized(named):
		return name + anyInstance
	}
	var args []string
	for t := range named.TypeArgs().Types() {
		args = append(args, types.TypeString(t, nil))
	}
	return name + "[" + strings.Join(args, ",") + "]"
}

// ofInstance says of the parts that a method of a generic type knows which instance the
// receiver is.
func ofInstance(parts string, t types.Type) string {
	name := structName(t)
	generic, _, ok := strings.Cut(name, "[")
	rest, found := strings.CutPrefix(parts, "("+generic+anyInstance)
	if !ok || !found {
		return parts
	}
	return "(" + name + rest
}

// covers reports whether an effect is the wait for a mutex of which less is known where it
// is than of that of another effect, and else the same: who waits for the one may wait for
// the other.
func (e *Effect) covers(f *Effect) bool {
	if e.Lock.Key == "" || e.Lock.of != "" || f.Lock.of != "" || len(e.Lock.In) >= len(f.Lock.In) ||
		e.Lock.In == "" || !strings.HasSuffix(f.Lock.In, e.Lock.In) {
		return false
	}
	k, l := e.key(), f.key()
	k.of, l.of = "", ""
	return k == l
}

// coarsen makes one of two effects of a class that differ only in the fields which a mutex
// is in, and reports whether there were such.
func (s *summary) coarsen(c class) bool {
	for i := range s.effects {
		if classOf(s.effects[i].Kind) != c || !inField(s.effects[i].Lock.In) {
			continue
		}
		one := s.effects[i]
		one.Lock.In = innermost(one.Lock.In)
		for j := range s.effects {
			if j == i || !one.covers(&s.effects[j]) {
				continue
			}
			other := s.effects[j]
			other.Lock.In = one.Lock.In
			if other.compare(&one) < 0 {
				one = other
			}
			s.effects[i] = one
			s.effects = slices.Delete(s.effects, j, j+1)
			return true
		}
	}
	return false
}

// innermost returns the last of some parts.
func innermost(parts string) string {
	return parts[strings.LastIndex(parts, ")(")+1:]
}

// structs returns the structs of parts, up to the first pointer from inside.
func structs(parts string) string {
	if i := strings.LastIndex(parts, "*)"); i >= 0 {
		parts = parts[i+len("*)"):]
	}
	var names []string
	for part := range strings.SplitSeq(parts, ")(") {
		names = append(names, part[:max(0, strings.LastIndexByte(part, '.'))])
	}
	return strings.Join(names, ")(")
}

// inField reports whether parts begin with a field that holds the struct with the mutex.
func inField(parts string) bool { return strings.Contains(parts, ")(") }

// overlap reports whether one of two objects, as Lock.owner returns it, may be the
// other one or a part of it.
func overlap(a, b string) bool {
	if strings.HasPrefix(a, "(") || strings.HasPrefix(b, "(") {
		return a == "" || b == "" || a[0] != b[0] || sameParts(a, b)
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	rest, ok := strings.CutPrefix(b, a)
	return ok && (a == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}

// sameParts reports whether two lists of parts are the same, as far as the shorter one
// goes from the innermost.
func sameParts(a, b string) bool {
	x, y := strings.Split(a, ")("), strings.Split(b, ")(")
	for i := 1; i <= min(len(x), len(y)); i++ {
		p, q := strings.Trim(x[len(x)-i], "()"), strings.Trim(y[len(y)-i], "()")
		if p != q && !sameInstance(p, q) && !sameInstance(q, p) {
			return false
		}
	}
	return true
}

// sameInstance reports whether a part of any instance may be that of another one.
func sameInstance(anyone, one string) bool {
	generic, field, ok := strings.Cut(anyone, anyInstance)
	return ok && strings.HasPrefix(one, generic+"[") && strings.HasSuffix(one, "]"+field)
}

// pointsToNew reports whether a field points to new objects only, which nothing else
// pointed to before, as onlyPointer does of a variable.
func (e *engine) pointsToNew(f *types.Var) bool {
	if !e.stored(f) {
		return false
	}
	only, ok := e.fieldsNew[f]
	if !ok {
		e.fieldsNew[f] = false // recursion ends here
		only = e.holdsNew(f, func(addr ssa.Value) bool { return e.place(addr) == f })
		e.fieldsNew[f] = only
	}
	return only
}

// holdsNew reports whether all that is stored in a variable or field is new, and nothing
// pointed to it before; is tells its addresses.
func (e *engine) holdsNew(v *types.Var, is func(addr ssa.Value) bool) bool {
	for _, val := range e.stores[v] {
		if isNil(val) {
			continue
		}
		if !e.isNew(val) || val.Referrers() == nil {
			return false
		}
		for _, use := range *val.Referrers() {
			if st, ok := use.(*ssa.Store); ok && is(st.Addr) && e.shownBefore(val, st, 0) {
				return false
			}
		}
	}
	return true
}
