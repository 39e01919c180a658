package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// groupComputes reports whether an effect is the wait for a group of goroutines that
// only compute: all that are in it are known, since the group is a variable of a
// function.
func (e *engine) groupComputes(eff *Effect, in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok || eff.Kind != models.GroupWait || eff.Path.Len() != 1 || e.lending[in] {
		return false
	}
	group := receiver(&call.Call)
	if group == nil || !e.isGroup(group.Type()) {
		return false
	}
	e.lending[in] = true
	defer delete(e.lending, in)
	m := &members{e: e, seen: make(map[use]bool)}
	if f, ok := group.(*ssa.FieldAddr); ok {
		m.field = e.place(f)
		group = f.X
	}
	switch v := e.groupOf(group).(type) {
	case *ssa.Alloc:
		m.of(v, nil)
	case *ssa.Extract: // of errgroup.WithContext
		if made, ok := v.Tuple.(*ssa.Call); !ok || e.modelOfValue(made) == nil {
			return false
		}
		m.of(v, nil)
	default:
		return false
	}
	if m.unknown || len(m.all) == 0 {
		return false
	}
	for _, g := range m.all {
		if e.dawdles(g, new(job), 0) {
			return false
		}
	}
	return true
}

// groupOf returns the variable of a group, or the one value that it is.
func (e *engine) groupOf(v ssa.Value) ssa.Value {
	if a := e.alloc(v); a != nil {
		return a
	}
	return e.single(v)
}

// A use is that of a value by a goroutine, or by who makes it.
type use struct {
	v  ssa.Value
	by ssa.Instruction // what starts the goroutine
}

// members finds the goroutines that a group waits for.
type members struct {
	e       *engine
	seen    map[use]bool
	field   *types.Var // of the object that is followed, if that holds the group
	all     []goroutine
	unknown bool // there may be others
}

// of follows the uses of a group. What they do is done by a goroutine, or by the
// function that makes the group if that is nil.
func (m *members) of(v ssa.Value, by *goroutine) {
	u := use{v: v}
	if by != nil {
		u.by = by.at
	}
	if m.seen[u] || v.Referrers() == nil {
		return
	}
	m.seen[u] = true
	for _, use := range *v.Referrers() {
		switch use := use.(type) {
		case *ssa.DebugRef:
		case *ssa.FieldAddr:
			if m.field == nil {
				m.unknown = true
			} else if m.e.place(use) == m.field {
				m.of(use, by)
			}
		case *ssa.UnOp: // of a variable that holds a pointer to it
			m.of(use, by)
		case *ssa.Store:
			a, ok := use.Addr.(*ssa.Alloc)
			if !ok || use.Val != v {
				m.unknown = m.unknown || use.Val == v
				continue
			}
			m.of(a, by)
		case *ssa.MakeClosure:
			m.literal(v, use, by)
		case ssa.CallInstruction:
			m.call(v, use, by)
		default:
			m.unknown = true
		}
	}
}

// literal follows a group into a literal that captures it.
func (m *members) literal(v ssa.Value, mc *ssa.MakeClosure, by *goroutine) {
	fn := mc.Fn.(*ssa.Function)
	uses := *mc.Referrers()
	if len(uses) != 1 || fn.Synthetic != "" {
		m.unknown = true
		return
	}
	switch use := uses[0].(type) {
	case *ssa.Go:
		by = &goroutine{at: use, fn: fn, args: argsOf(&use.Call, target{fn: fn})}
	case *ssa.Call:
		gs := m.e.startedAt(use, nil, true)
		switch {
		case len(gs) == 1 && gs[0].fn == fn:
			by = &gs[0]
		case use.Call.Value != mc:
			m.unknown = true
			return
		}
	case *ssa.Defer:
		if use.Call.Value != mc {
			m.unknown = true
			return
		}
	default:
		m.unknown = true
		return
	}
	for i, b := range mc.Bindings {
		if b == v && i < len(fn.FreeVars) {
			m.of(fn.FreeVars[i], by)
		}
	}
}

// call adds who is in a group by a call that gets it.
func (m *members) call(v ssa.Value, in ssa.CallInstruction, by *goroutine) {
	c := in.Common()
	if fn := c.StaticCallee(); fn != nil && receiver(c) == v && m.e.isGroup(v.Type()) {
		switch obj, _ := origin(fn).Object().(*types.Func); {
		case len(m.e.groupStarts(c, true)) > 0:
			gs := m.e.startedAt(in, nil, true)
			if len(gs) == 0 {
				m.unknown = true
			}
			m.all = append(m.all, gs...)
		case m.e.waitsForGroup(obj):
		case by != nil: // it is done when it says so
			m.all = append(m.all, *by)
		}
		return
	}
	fn := m.e.callee(c)
	if fn == nil || len(fn.Params) != len(c.Args) {
		m.unknown = true
		return
	}
	if _, ok := in.(*ssa.Go); ok {
		by = &goroutine{at: in, fn: fn, args: argsOf(c, target{fn: fn, obj: objOf(fn)})}
	}
	for i, a := range c.Args {
		if a == v {
			m.of(fn.Params[i], by)
		}
	}
}

// waitsForGroup reports whether a function waits for a group.
func (e *engine) waitsForGroup(obj *types.Func) bool {
	line := e.model(obj)
	if line == nil {
		return false
	}
	for _, me := range line.Effects {
		if me.Kind == models.GroupWait {
			return true
		}
	}
	return false
}
