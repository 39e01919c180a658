package effects

import (
	"cmp"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Mutexes that share a key are told apart by the object that they belong to,
// where the code shows which one that is. A package-level variable is one object;
// so is what a pointer in an unexported one points to, if only new objects are
// stored in it. And nobody waits for who holds the mutex of an object that is
// new, such as a constructor that locks what it fills. All else may be any object.
// Locks have been told apart by such paths from variables since RacerX (Engler and
// Ashcraft, "RacerX: effective, static detection of race conditions and
// deadlocks", SOSP 2003).

// owner returns the object that a mutex belongs to, or the structs around it, or
// nothing.
func (l *Lock) owner() string { return cmp.Or(l.of, l.In) }

// ownerFor is owner, as far as it matters to an effect of some kind: only of mutexes it is
// known for how long they are held in one object and in another.
func (l *Lock) ownerFor(kind models.Kind) string {
	if l.of == "" && kind != models.Lock && kind != models.RLock {
		return structs(l.In)
	}
	return l.owner()
}

// An ownedCause is what makes the wait for a mutex long if it belongs to that
// object, or to one that is not known, and is held by that function.
type ownedCause struct {
	of    string
	by    *ssa.Function
	cause *Cause
}

// isOf reports whether the mutex may be that of an object.
func (c *ownedCause) isOf(e *engine, of string) bool {
	if c.of == importers {
		return !e.private(of)
	}
	return of == "" || overlap(c.of, of)
}

// heldOf names a mutex, the object that it belongs to, and who holds it.
type heldOf struct {
	key, of string
	by      *ssa.Function
}

// byHarm returns the mutexes that are found to be held long, by what is worst.
func (e *engine) byHarm(found map[heldOf]*Effect) []heldOf {
	return slices.SortedFunc(maps.Keys(found), func(a, b heldOf) int {
		return cmp.Or(found[a].compare(found[b]), cmp.Compare(a.key, b.key), cmp.Compare(a.of, b.of), cmp.Compare(e.order[a.by], e.order[b.by]))
	})
}

// addLong keeps what makes the wait for the mutex of an object long, and reports
// whether that was not known.
func (e *engine) addLong(at heldOf, c *Cause) bool {
	if e.knownLong(at) {
		return false
	}
	e.long[at.key] = append(e.long[at.key], ownedCause{at.of, at.by, c})
	return true
}

// knownLong reports whether it is known that the mutex is held long there.
func (e *engine) knownLong(at heldOf) bool {
	return slices.ContainsFunc(e.long[at.key], func(c ownedCause) bool { return c.of == at.of && c.by == at.by })
}

// owners returns whose mutex it may be that is held in a section under a key: the
// empty string is for one that is not known. If there are none, nobody waits for
// the section.
func (e *engine) owners(s section, key string) []string {
	fn := s.in.Parent()
	if _, ok := s.flow.entry[fn.Blocks[0]][key]; ok {
		return []string{""} // held since before
	}
	var all []string
	for _, in := range s.flow.lockers(key) {
		call, ok := in.(*ssa.Call)
		if !ok {
			return []string{""}
		}
		lock := s.flow.lockedBy(call)
		of, ok := e.ownersOf(lock, s.in, maxShown)
		if !ok {
			of = []string{lock.owner()}
		}
		all = append(all, of...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// holdsOwned reports whether the mutex that is held in a section under a key is that of
// an object which the function has taken out of a pool, see isOwned.
func (e *engine) holdsOwned(s section, key string) bool {
	for _, in := range s.flow.lockers(key) {
		call, ok := in.(*ssa.Call)
		if !ok || len(call.Call.Args) == 0 || !e.isOwned(call.Call.Args[0]) {
			return false
		}
	}
	return len(s.flow.lockers(key)) > 0
}

// lockedParam returns which parameter of its function the mutex belongs to that is
// held under a key, as in Effect.ForArg, or 0 if that is not known; and which part of it
// the mutex is, see enclosing.
func (e *engine) lockedParam(f *lockFlow, key string) (owner int, part string) {
	for _, in := range f.lockers(key) {
		call, ok := in.(*ssa.Call)
		if !ok {
			return 0, ""
		}
		if _, ok := f.entry[call.Parent().Blocks[0]][key]; ok {
			return 0, "" // held since before
		}
		lock := f.lockedBy(call)
		p, ok := lock.value.(*ssa.Parameter)
		if !ok || lock.Root != RootParam || lock.indirect || p.Parent() != call.Parent() {
			return 0, ""
		}
		is := paramIndex(p) + firstArg
		if owner != 0 && (owner != is || part != lock.In) {
			return 0, ""
		}
		owner, part = is, lock.In
	}
	return owner, part
}

// lockers returns the instructions that lock the mutex with a key, in no order.
func (f *lockFlow) lockers(key string) []ssa.Instruction {
	if f.lockedAt == nil {
		f.lockedAt = make(map[string][]ssa.Instruction)
		for in, l := range f.steps {
			for _, k := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(l.acquires, l.tries)))) {
				f.lockedAt[k] = append(f.lockedAt[k], in)
			}
		}
	}
	return f.lockedAt[key]
}

// lockedBy is the method of engine, for a call that is asked about again and again.
func (f *lockFlow) lockedBy(call *ssa.Call) Lock {
	l, ok := f.locked[call]
	if !ok {
		l = f.e.lockedBy(call)
		f.locked[call] = l
	}
	return l
}

// lockedBy returns what is known of the mutex that a call itself locks.
func (e *engine) lockedBy(call *ssa.Call) Lock {
	var l Lock
	switch kind, _ := e.lockOp(&call.Call); kind {
	case models.Lock, models.RLock, models.TryLock, models.TryRLock:
		for _, t := range e.callees(&call.Call) {
			v := argsOf(&call.Call, t)(models.Receiver)
			if v == nil {
				continue
			}
			if rw := e.readSide(v); rw != nil {
				v = rw
			}
			e.root(&l, v)
		}
	}
	return l
}

// ownersOf returns which objects a mutex may belong to that is held while an
// instruction runs, and whether that is known. A new object is left out while
// nobody else knows it.
func (e *engine) ownersOf(l Lock, in ssa.Instruction, depth int) ([]string, bool) {
	switch {
	case l.of != "":
		return []string{l.of}, true
	case inField(l.In):
		return []string{l.In}, true
	case l.indirect || l.value == nil || l.value.Parent() != in.Parent():
		return nil, false
	case l.Root == RootLocal:
		return nil, e.isNew(l.value) && !e.shownDuring(l.value, in)
	case l.Root == RootParam && depth > 0:
		return e.ownersOfParam(l, in, depth-1)
	}
	return nil, false
}

// ownersOfParam returns which objects a parameter may be that its function holds
// the mutex of while an instruction runs, by the calls of the function if these
// are all known.
func (e *engine) ownersOfParam(l Lock, in ssa.Instruction, depth int) ([]string, bool) {
	fn := in.Parent()
	p, ok := l.value.(*ssa.Parameter)
	if !ok || p.Parent() != fn || !e.calledByName(fn) {
		return nil, false
	}
	shown := e.shownDuring(p, in)
	var all []string
	if e.exported(fn) {
		all = append(all, importers)
	}
	for _, site := range e.callSites[fn] {
		args := site.in.Common().Args
		i := slices.Index(fn.Params, p)
		if e.testOnly(site.fn, fn.Pos()) {
			continue
		}
		arg := Lock{In: l.In}
		e.root(&arg, args[i])
		_, isCall := site.in.(*ssa.Call)
		if arg.of == "" && !inField(arg.In) && (shown || !isCall) {
			return nil, false
		}
		of, ok := e.ownersOf(arg, site.in, depth)
		if !ok {
			return nil, false
		}
		all = append(all, of...)
	}
	return all, len(e.callSites[fn])+len(all) > 0
}

// exported reports whether importers may call a function by its name.
func (e *engine) exported(fn *ssa.Function) bool {
	return fn.Object().Exported() && e.pass.Pkg.Name() != "main"
}

// calledHereOnly reports whether the calls of a function that its name stands in
// are all there are, see calledByName, and it has no name outside of the package.
func (e *engine) calledHereOnly(fn *ssa.Function) bool {
	return e.calledByName(fn) && !e.exported(fn)
}

// calledByName reports whether a function is called by its name only: it is no
// value, and no method of that name is called by way of an interface.
func (e *engine) calledByName(fn *ssa.Function) bool {
	if fn.Object() == nil || fn.Parent() != nil {
		return false
	}
	if e.asValue == nil {
		e.indexValues()
	}
	return !e.asValue[fn] && !e.invoked[fn.Name()]
}

// indexValues finds the functions that are used as values, and the names of the
// methods that are called by way of an interface.
func (e *engine) indexValues() {
	e.asValue, e.invoked = make(map[*ssa.Function]bool), make(map[string]bool)
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				var callee *ssa.Value
				if call, ok := in.(ssa.CallInstruction); ok {
					callee = &call.Common().Value
					if call.Common().IsInvoke() {
						e.invoked[call.Common().Method.Name()] = true
					}
				}
				for _, op := range in.Operands(nil) {
					if f, ok := (*op).(*ssa.Function); ok && op != callee {
						e.asValue[e.declared(f)] = true
					}
				}
			}
		}
	}
}

// variable returns the name of a package-level variable if it is an object that no
// other variable is: the variable itself, or what it points to.
func (e *engine) variable(g *ssa.Global, pointer bool) string {
	name := g.Pkg.Pkg.Path() + "." + g.Name()
	if !pointer {
		return name
	}
	only, ok := e.pointers[g]
	if !ok {
		only = e.onlyPointer(g)
		e.pointers[g] = only
	}
	if !only {
		return ""
	}
	return name
}

// onlyPointer reports whether a package-level variable points to new objects only,
// which nothing else pointed to before.
func (e *engine) onlyPointer(g *ssa.Global) bool {
	v := e.place(g)
	if v == nil || v.Pkg() != e.pass.Pkg || v.Exported() && v.Pkg().Name() != "main" || len(e.stores[v]) == 0 {
		return false
	}
	return e.holdsNew(v, func(addr ssa.Value) bool { return addr == g })
}
