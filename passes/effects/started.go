package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A start makes a function run beside the one that starts it: as a goroutine or a task, or
// by passing it to a function of another package that keeps it.
type start struct {
	fn *ssa.Function
	by *ssa.Function // who waits for it before it returns, so that it runs meanwhile only; nil if nobody does

	inGroupOf *ssa.Function   // who waits for the group in a field that it is added to
	at        ssa.Instruction // what starts it, nil for a handler of requests
}

// startedIndex has what runs by itself: goroutines, tasks, what other packages keep, and
// handlers of requests, and which functions use which, and are used by which. Tests are left
// out.
type startedIndex struct {
	starts  []start
	uses    map[*ssa.Function][]*ssa.Function
	users   map[*ssa.Function][]*ssa.Function
	reached map[*ssa.Function]bool // from all starts
	leading map[*ssa.Function]map[*ssa.Function]bool
}

func (e *engine) startIndex() *startedIndex {
	if e.started == nil {
		e.started = e.indexStarted()
	}
	return e.started
}

// runsByItself reports whether a function is reached from what may run at any time, by
// calls and by mentions.
func (e *engine) runsByItself(fn *ssa.Function) bool { return e.startIndex().reached[fn] }

// runsBeside reports whether a function is reached from what may run at the same time as
// somebody waits. Who starts something and waits for it makes it run only while he runs
// himself. So it may do so as somebody waits only if that is by his doing, too: if he comes
// to where that task is handed over, or to the function that waits. Other runs of who waits do
// not count if each has a mutex of its own.
func (e *engine) runsBeside(w *waiter, fn *ssa.Function) bool {
	s := e.startIndex()
	if !s.reached[fn] {
		return false
	}
	leads := s.leadingTo(fn)
	return slices.ContainsFunc(s.starts, func(st start) bool {
		return leads[st.fn] && !(w.item && st.fn == w.fn) && (st.by == nil || w.handOver != nil && s.leadingTo(w.handOver.Parent())[st.by] || w.fn != nil && s.leadingTo(w.fn)[st.by])
	})
}

// leadingTo returns the functions that use a function, or one that does, and it.
func (s *startedIndex) leadingTo(fn *ssa.Function) map[*ssa.Function]bool {
	leads, ok := s.leading[fn]
	if !ok {
		leads = closure(s.users, fn)
		s.leading[fn] = leads
	}
	return leads
}

func (e *engine) indexStarted() *startedIndex {
	s := &startedIndex{
		uses:    make(map[*ssa.Function][]*ssa.Function),
		users:   make(map[*ssa.Function][]*ssa.Function),
		leading: make(map[*ssa.Function]map[*ssa.Function]bool),
	}
	for _, fn := range e.funcs {
		if e.inTest(fn.Pos()) {
			continue
		}
		if servesRequests(fn) {
			s.starts = append(s.starts, start{fn: fn})
		}
		e.safely(fn, func() {
			for _, b := range e.live(fn) {
				for _, in := range b.Instrs {
					s.starts = append(s.starts, e.startedBy(in)...)
					for _, used := range e.usedBy(in) {
						s.uses[fn] = append(s.uses[fn], used)
						s.users[used] = append(s.users[used], fn)
					}
				}
			}
		})
	}
	var fns []*ssa.Function
	for _, st := range s.starts {
		fns = append(fns, st.fn)
	}
	s.reached = closure(s.uses, fns...)
	return s
}

// closure returns some functions and what is reached from them.
func closure(edges map[*ssa.Function][]*ssa.Function, fns ...*ssa.Function) map[*ssa.Function]bool {
	reached := make(map[*ssa.Function]bool)
	for i := 0; i < len(fns); i++ {
		if fn := fns[i]; !reached[fn] {
			reached[fn] = true
			fns = append(fns, edges[fn]...)
		}
	}
	return reached
}

// usedBy returns the functions of the package that an instruction calls, but for those
// that it starts as goroutines, and those that it mentions.
func (e *engine) usedBy(in ssa.Instruction) []*ssa.Function {
	var used []*ssa.Function
	if _, ok := in.(*ssa.Go); ok {
		return nil
	}
	if call, ok := in.(ssa.CallInstruction); ok {
		for _, t := range e.callees(call.Common()) {
			if t.fn != nil {
				used = append(used, t.fn)
			}
		}
	}
	for _, op := range in.Operands(nil) {
		if f, ok := (*op).(*ssa.Function); ok {
			if t, ok := e.named(f); ok && t.fn != nil {
				used = append(used, t.fn)
			}
		}
	}
	return used
}

// startedBy returns what an instruction makes run by itself: goroutines or tasks, or what is
// passed to a function of another package that does not call it before it returns, or has
// what is passed as methods.
func (e *engine) startedBy(in ssa.Instruction) []start {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	var started []start
	add := func(ts []target, by ...*ssa.Function) {
		for _, t := range ts {
			if t.fn == nil {
				continue
			}
			if len(by) == 0 {
				started = append(started, start{fn: t.fn, inGroupOf: e.groupInField(in), at: in})
			}
			for _, fn := range by {
				started = append(started, start{fn: t.fn, by: fn, at: in})
			}
		}
	}
	c := call.Common()
	g, goes := in.(*ssa.Go)
	var consumers []*ssa.Function
	if goes {
		consumers = e.consumersOf(g)
		add(e.callees(c), consumers...)
	}
	for _, a := range c.Args {
		switch typ := a.Type().Underlying().(type) {
		case *types.Signature:
			switch {
			case e.mayHandOver(call) && e.joinsStart(in):
				add(e.functions(a), in.Parent())
			case e.mayHandOver(call) || e.keeps(c, a):
				add(e.functions(a))
			case goes: // what it is passed to runs by itself
				add(e.functions(a), consumers...)
			}
		case *types.Interface:
			if mi, ok := a.(*ssa.MakeInterface); ok && typ.NumMethods() > 0 && e.keeps(c, a) {
				for m := range typ.Methods() {
					add(e.methodOf(mi.X.Type(), m.Name(), nil, Interface))
				}
			}
		}
	}
	return started
}

// joinsStart reports whether the function that hands over a task waits for it before it
// returns: the call does, or the task is one of a group for which the function waits then.
func (e *engine) joinsStart(in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok {
		return false
	}
	if e.joinsItself(in.Parent(), in) {
		return true
	}
	recv := receiver(&call.Call)
	if recv == nil || !e.isGroup(recv.Type()) {
		return false
	}
	return e.waitsAfter(in, e.groupOf(recv))
}

// waitsAfter reports whether a function waits for a group after an instruction, before it
// returns.
func (e *engine) waitsAfter(in ssa.Instruction, group ssa.Value) bool {
	waits := func(next ssa.Instruction) bool {
		wait, ok := next.(*ssa.Call)
		if !ok {
			return false
		}
		fn := wait.Call.StaticCallee()
		if fn == nil || receiver(&wait.Call) == nil || e.groupOf(receiver(&wait.Call)) != group {
			return false
		}
		obj, ok := origin(fn).Object().(*types.Func)
		return ok && e.waitsForGroup(obj)
	}
	return !e.mayPass(in, func(next ssa.Instruction) bool { _, ok := next.(*ssa.Return); return ok }, waits)
}

// consumersOf returns the functions for which a goroutine makes what they ask for: it sends
// that to a channel, which the function that starts it returns to them, and closes the
// channel in the end. It runs while they receive.
func (e *engine) consumersOf(g *ssa.Go) []*ssa.Function {
	maker := g.Parent()
	gs := e.startedAt(g, nil, false)
	if len(gs) != 1 || maker.Parent() != nil {
		return nil
	}
	for _, b := range maker.Blocks {
		for _, in := range b.Instrs {
			mc, ok := in.(*ssa.MakeChan)
			if !ok {
				continue
			}
			u := e.allUses(mc)
			j := &job{goals: u.ends(), holders: u.holders}
			if u.returned && !u.escapes && len(u.sends) > 0 && len(j.goals) > 0 && j.mayDo(g, gs[0].fn) && e.does(gs[0].fn, j, 0) {
				return e.askersOf(maker, 0)
			}
		}
	}
	return nil
}

// askersOf returns who calls a function for the channel that it returns, but for those who
// return it in turn; or the function itself if only importers do.
func (e *engine) askersOf(maker *ssa.Function, depth int) []*ssa.Function {
	var found []*ssa.Function
	for _, site := range e.callSites[maker] {
		call, ok := site.in.(*ssa.Call)
		if ok && depth < maxShown && slices.ContainsFunc(referrers(call), func(use ssa.Instruction) bool { _, ok := use.(*ssa.Return); return ok }) {
			found = append(found, e.askersOf(site.fn, depth+1)...)
			continue
		}
		found = append(found, site.fn)
	}
	if len(found) == 0 {
		return []*ssa.Function{maker}
	}
	return found
}

// keeps reports whether an argument is passed to a function of another package that
// keeps it, rather than call it, or a method of it.
func (e *engine) keeps(c *ssa.CallCommon, arg ssa.Value) bool {
	targets := e.callees(c)
	for _, t := range targets {
		if t.fn != nil {
			return false
		}
		if m := e.model(t.obj); m != nil && slices.ContainsFunc(m.Effects, func(eff models.Effect) bool { return eff.Kind == models.Once }) {
			return false
		}
		s, args := e.summaryOf(t), argsOf(c, t)
		if s != nil && (slices.ContainsFunc(s.calls, func(pc ParamCall) bool { return args(pc.Param) == arg }) ||
			slices.ContainsFunc(s.invokes, func(pi ParamInvoke) bool { return args(pi.Param) == arg })) {
			return false
		}
	}
	return len(targets) > 0
}

// servesRequests reports whether a function is a handler of net/http.
func servesRequests(fn *ssa.Function) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
			n := namedType(p.Type())
			return n != nil && n.Name() == name && n.Pkg() != nil && n.Pkg().Path() == "net/http"
		})
	}
	return has("Request") && has("ResponseWriter")
}
