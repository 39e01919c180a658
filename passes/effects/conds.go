package effects

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// Wait of a sync.Cond unlocks one mutex, its L, and whoever holds others holds them
// until somebody signals.

// freedBy returns the key of the mutex that a sync.Cond unlocks while it waits,
// or "".
func (e *engine) freedBy(cond ssa.Value) string {
	key := ""
	if cond == nil {
		return ""
	}
	for _, l := range e.lockersOf(cond) {
		if rw := e.readSide(l); rw != nil {
			l = rw
		}
		k := e.lockKey(l, 0)
		if k == "" || key != "" && k != key {
			return ""
		}
		key = k
	}
	return key
}

// freesTaken settles which mutex the Wait of a sync.Cond unlocks that an instruction calls, if
// L is not known but is locked in the same function before: whichever it is, others that
// callers hold are not it.
func (e *engine) freesTaken(eff *Effect, in ssa.Instruction) {
	wait, ok := in.(*ssa.Call)
	if !ok || eff.Kind != models.Cond || eff.Frees != "" || eff.Path.Len() != 1 {
		return
	}
	cond := receiver(&wait.Call)
	for _, b := range in.Parent().Blocks {
		for _, op := range b.Instrs {
			lock, ok := op.(*ssa.Call)
			if !ok || !e.precedes(lock, in) {
				continue
			}
			if kind, key := e.lockOp(&lock.Call); kind != models.Lock && kind != models.RLock || key == "" {
				continue
			} else if l := fieldLoaded(receiver(&lock.Call)); l != nil && e.object(l.X) == e.object(cond) {
				eff.Frees = strings.TrimSuffix(key, readSuffix)
			}
		}
	}
}

// lockersOf returns the values that L of a sync.Cond may be: what it was made with, or
// what is assigned by way of the field that the Cond, or the pointer to it, is in.
func (e *engine) lockersOf(cond ssa.Value) []ssa.Value {
	lockers := e.wrapped(cond)
	st, ok := deref(cond.Type()).Underlying().(*types.Struct)
	place := e.placeOf(cond)
	if len(lockers) > 0 || !ok || place == nil {
		return lockers
	}
	for i := range st.NumFields() {
		if m := e.modelOfField(cond.Type(), i); m == nil || !slices.Contains(m.Wraps, models.Receiver) {
			continue
		}
		for _, set := range e.setters[fieldOf(cond.Type(), i)] {
			if e.placeOf(set.Addr.(*ssa.FieldAddr).X) == place {
				lockers = append(lockers, set.Val)
			}
		}
	}
	return lockers
}

// placeOf returns the field or package-level variable that holds what a pointer
// points to, or the pointer, or nil.
func (e *engine) placeOf(ptr ssa.Value) *types.Var {
	if load, ok := ptr.(*ssa.UnOp); ok {
		ptr = load.X
	}
	return e.place(ptr)
}

// A freed is the mutex that a sync.Cond unlocks while it waits, if it is known.
type freed struct {
	key   string // "" for a mutex that has no key
	known bool
}

// by returns what an effect of the section unlocks: of a Cond of which L is not known, f.
func (f freed) by(eff *Effect) freed {
	if eff.Frees != "" {
		return freed{eff.Frees, true}
	}
	return f
}

// isOther reports whether it is known to be another one than that with a key.
func (f freed) isOther(key string) bool { return f.known && f.key != key }

// freedIn returns what a Cond of which L is not known unlocks in a section: the mutex that
// was locked last, if there are several. Only one of them is unlocked, whichever that is, so
// that another is held; and a loop that waits for a Cond locks L right before it.
func (e *engine) freedIn(s section) freed {
	if !slices.ContainsFunc(s.effects, func(eff Effect) bool { return eff.Kind == models.Cond && eff.Frees == "" }) {
		return freed{}
	}
	taken := make(map[string][]ssa.Instruction) // where, or nil if since before
	for k := range s.held {
		taken[strings.TrimSuffix(k, readSuffix)] = nil
	}
	before := s.flow.entry[s.in.Parent().Blocks[0]]
	for in, l := range s.flow.steps {
		for _, k := range slices.Concat(l.acquires, l.tries) {
			name := strings.TrimSuffix(k, readSuffix)
			_, held := taken[name]
			_, earlier := before[k]
			if _, call := in.(*ssa.Call); call && held && !earlier {
				taken[name] = append(taken[name], in)
			}
		}
	}
	for k := range taken {
		if e.takenLast(k, taken) {
			return freed{k, true}
		}
	}
	return freed{}
}

// takenLast reports whether all other mutexes were taken before one, and there are others.
func (e *engine) takenLast(key string, taken map[string][]ssa.Instruction) bool {
	for other, earlier := range taken {
		if other == key {
			continue
		}
		for _, in := range taken[key] {
			if earlier != nil && !slices.ContainsFunc(earlier, func(first ssa.Instruction) bool { return first != in && e.precedes(first, in) }) {
				return false
			}
		}
	}
	return len(taken) > 1 && taken[key] != nil
}
