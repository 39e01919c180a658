package effects

import (
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A section is an instruction that runs with mutexes held.
type section struct {
	in      ssa.Instruction
	held    held
	effects []Effect
	flow    *lockFlow
}

// sections returns the instructions of fn that run with mutexes held. A
// deferred Unlock runs last, so it ends nothing here.
func (e *engine) sections(fn *ssa.Function) []section {
	found, ok := e.critical[fn]
	if ok {
		return found
	}
	e.critical[fn] = nil
	e.safely(fn, func() {
		e.ensure(fn)
		if f := e.lockFlow(fn); f != nil {
			found = e.findSections(fn, f)
		}
	})
	e.critical[fn] = found
	return found
}

func (e *engine) findSections(fn *ssa.Function, f *lockFlow) []section {
	var found []section
	f.during(fn, func(in ssa.Instruction, during held) {
		out := e.instr(fn, in)
		s := section{in: in, held: during, effects: out.effects, flow: f}
		if e.quiet(fn) {
			s.effects = nil
		}
		if len(s.effects) > 0 {
			found = append(found, s)
		}
		e.unders[fn] = e.calledUnder(e.unders[fn], &out, during, f)
	})
	return found
}

// during calls a function for each instruction that runs with mutexes held.
func (f *lockFlow) during(fn *ssa.Function, do func(in ssa.Instruction, during held)) {
	for _, b := range f.e.live(fn) {
		if f.entry[b] == nil {
			continue
		}
		state := maps.Clone(f.entry[b])
		for _, in := range b.Instrs {
			during := maps.Clone(state)
			switch in := in.(type) {
			case *ssa.Call:
				// What the callee releases it may release before it waits.
				during.release(f.steps[in])
			case *ssa.Defer:
				during.release(f.unlockedBefore(in))
				if f.e.freesFirst(&in.Call) {
					during.release(f.steps[in])
				}
			}
			if len(during) > 0 {
				do(in, during)
			}
			f.pass(state, in)
		}
	}
}

// freesFirst reports whether a literal that is deferred unlocks before it waits for
// anything.
func (e *engine) freesFirst(c *ssa.CallCommon) bool {
	mc, ok := c.Value.(*ssa.MakeClosure)
	if !ok {
		return false
	}
	fn := mc.Fn.(*ssa.Function)
	f := e.lockFlow(fn)
	if f == nil {
		return false
	}
	var frees []ssa.Instruction
	for in, l := range f.steps {
		if len(l.frees()) > 0 {
			frees = append(frees, in)
		}
	}
	for _, b := range e.live(fn) {
		for _, in := range b.Instrs {
			waits := slices.ContainsFunc(e.instr(fn, in).effects, func(eff Effect) bool { return eff.Waits() })
			if waits && !slices.ContainsFunc(frees, func(free ssa.Instruction) bool { return e.precedes(free, in) }) {
				return false
			}
		}
	}
	return len(frees) > 0
}
