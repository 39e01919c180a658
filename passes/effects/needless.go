package effects

import (
	"slices"

	"github.com/parvet/parvet/passes/internal/annotation"
)

// problems returns the annotations that do not do what they say: those that
// could be read, but make no difference.
func (e *engine) problems() []annotation.Problem {
	all := e.notes.Problems
	for _, fn := range e.funcs {
		n := e.noteOn(fn)
		if n == nil || n.NonBlocking == nil || len(fn.Blocks) == 0 {
			continue
		}
		e.ensure(fn)
		if !e.notes.excluded[fn] && e.broken[fn] == "" {
			all = append(all, annotation.Problem{Pos: n.NonBlocking.Pos, End: n.NonBlocking.End,
				Message: "//parvet:nonblocking excludes nothing: remove it"})
		}
	}
	for _, c := range e.notes.CPUs {
		if !e.needed(c) {
			all = append(all, annotation.Problem{Pos: c.Pos, End: c.End,
				Message: "//parvet:cpu has no effect, as nothing there is known to become a task: say what does with //parvet:task"})
		}
	}
	return all
}

// needed reports whether something that c is about makes a task.
func (e *engine) needed(c annotation.CPU) bool {
	for obj, n := range e.notes.Notes {
		if len(n.Line.Tasks) > 0 && c.Covers(obj) {
			return true
		}
	}
	for _, fn := range e.funcs {
		if obj := fn.Object(); obj != nil && c.Covers(obj) && e.nodes[fn] != nil {
			e.ensure(fn)
			if slices.ContainsFunc(e.nodes[fn].hands, func(h Hand) bool { return h.outer == nil }) {
				return true
			}
		}
	}
	return false
}
