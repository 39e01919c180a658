package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A function may open a session: it makes objects, starts a goroutine that calls the
// callback which it was passed, and waits for it. What that finds held long in these objects,
// others of the same session hold: not those who are passed to other calls, which have
// objects of their own, nor the goroutine itself, which does one thing after the other. Calls
// for one owner do not overlap, since each puts its objects into fields of that without a lock.

// A session is one call of a function that does so, as who waits in its callback sees it.
type session struct {
	opener   *ssa.Function                     // that makes the objects, and waits
	runner   *ssa.Function                     // its goroutine that calls the callback
	callback *ssa.Function                     // who waits
	run      *ssa.Call                         // of the callback
	started  ssa.Instruction                   // the start of the runner
	does     map[*ssa.Function]bool            // what the call may run, with this callback
	callers  map[*ssa.Function]bool            // what leads to the call
	invokers map[*ssa.Function][]*ssa.Function // who calls which methods of what the callback gets
}

type sessionKey struct {
	in       ssa.Instruction
	callback *ssa.Function
	mutex    string
}

// sessionOf returns the session that somebody waits for a mutex in, whose objects that is
// part of, or nil.
func (e *engine) sessionOf(w *waiter, mutex string) *session {
	if w == nil || w.fn == nil || w.handOver == nil {
		return nil
	}
	key := sessionKey{w.handOver, w.fn, mutex}
	s, ok := e.sessions[key]
	if !ok {
		if s = e.opensSession(w); s != nil && !e.madeInCallsOf(s, mutex) {
			s = nil
		}
		e.sessions[key] = s
	}
	return s
}

// opensSession returns the session that a hand-over opens, or nil.
func (e *engine) opensSession(w *waiter) *session {
	call, ok := w.handOver.(*ssa.Call)
	if !ok {
		return nil
	}
	opener := call.Call.StaticCallee()
	if opener == nil {
		return nil
	}
	if opener = origin(opener); e.nodes[opener] == nil || opener.Parent() != nil {
		return nil
	}
	i := slices.IndexFunc(call.Call.Args, func(a ssa.Value) bool {
		ts := e.functions(a)
		return len(ts) == 1 && ts[0].fn == w.fn
	})
	if i < 0 || i >= len(opener.Params) {
		return nil
	}
	s := &session{opener: opener, callback: w.fn}
	run := e.onlyCall(opener.Params[i])
	if run == nil || run.Parent().Parent() != opener || e.inLoop(run.Block(), nil) {
		return nil
	}
	s.run, s.runner = run, run.Parent()
	if s.started = e.onlyStart(s.runner); s.started == nil {
		return nil
	}
	index := e.startIndex()
	s.does = make(map[*ssa.Function]bool)
	s.invokers = e.invokersOf(run)
	visit := []*ssa.Function{w.fn, opener}
	for i := 0; i < len(visit); i++ {
		fn := visit[i]
		if s.does[fn] {
			continue
		}
		s.does[fn] = true
		for m, by := range s.invokers {
			if slices.Contains(by, fn) {
				visit = append(visit, m)
			}
		}
		if fn != s.runner {
			visit = append(visit, index.uses[fn]...)
			continue
		}
		for _, b := range e.live(fn) { // of all callbacks, it calls the one at hand
			for _, in := range b.Instrs {
				if in != run {
					visit = append(visit, e.usedBy(in)...)
				}
			}
		}
	}
	for m, by := range s.invokers { // others have an object of their own
		s.invokers[m] = slices.DeleteFunc(by, func(fn *ssa.Function) bool { return !s.does[fn] })
	}
	s.callers = index.leadingTo(w.handOver.Parent())
	if slices.ContainsFunc(run.Call.Args, func(a ssa.Value) bool { return e.givesAway(s, a) }) {
		return nil
	}
	return s
}

// invokersOf returns the methods of objects that a callback gets as interfaces, and which
// functions may call these as such.
func (e *engine) invokersOf(run *ssa.Call) map[*ssa.Function][]*ssa.Function {
	invokers := make(map[*ssa.Function][]*ssa.Function)
	for _, a := range run.Call.Args {
		mi, ok := a.(*ssa.MakeInterface)
		if !ok {
			continue
		}
		for _, fn := range e.funcs {
			if e.inTest(fn.Pos()) {
				continue
			}
			for _, b := range e.live(fn) {
				for _, in := range b.Instrs {
					call, ok := in.(ssa.CallInstruction)
					if !ok || !call.Common().IsInvoke() || !satisfies(mi.X.Type(), call.Common().Value.Type()) {
						continue
					}
					for _, t := range e.methodOf(mi.X.Type(), call.Common().Method.Name(), nil, Interface) {
						if t.fn != nil {
							invokers[t.fn] = append(invokers[t.fn], fn)
						}
					}
				}
			}
		}
	}
	return invokers
}

// givesAway reports whether the functions of a session may put an object that the callback gets
// as an interface where others may find it.
func (e *engine) givesAway(s *session, arg ssa.Value) bool {
	if _, ok := arg.(*ssa.MakeInterface); !ok {
		return false
	}
	isIt := func(v ssa.Value) bool { return types.Identical(v.Type(), arg.Type()) }
	for fn := range s.does {
		for _, b := range e.live(fn) {
			for _, in := range b.Instrs {
				if in == s.run || !slices.ContainsFunc(in.Operands(nil), func(op *ssa.Value) bool { return *op != nil && isIt(*op) }) {
					continue
				}
				switch in := in.(type) {
				case *ssa.DebugRef, *ssa.UnOp, *ssa.Phi, *ssa.Extract:
				case *ssa.ChangeInterface:
					for _, ref := range referrers(in) {
						if call, ok := ref.(*ssa.Call); !ok || e.keeps(&call.Call, in) {
							return true
						}
					}
				case *ssa.Store:
					if _, ok := in.Addr.(*ssa.Alloc); !ok {
						return true
					}
				case *ssa.Call:
					if slices.ContainsFunc(in.Call.Args, func(a ssa.Value) bool { return isIt(a) && e.keeps(&in.Call, a) }) {
						return true
					}
				default:
					return true
				}
			}
		}
	}
	return false
}

// onlyCall returns the one call of a function parameter, if nothing else is done with it.
func (e *engine) onlyCall(p *ssa.Parameter) *ssa.Call {
	var only *ssa.Call
	for _, v := range e.aliases(p) {
		for _, ref := range referrers(v) {
			if e.passesOn(ref, v) {
				continue
			}
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == v {
					continue // that is the same
				}
			case *ssa.Call:
				if ref.Call.Value == v && only == nil && !slices.Contains(ref.Call.Args, v) {
					only = ref
					continue
				}
			}
			return nil
		}
	}
	return only
}

// onlyStart returns the instruction that starts a literal as a goroutine of a group, if that is
// all that is done with it, and its function makes one of it and waits for that.
func (e *engine) onlyStart(lit *ssa.Function) ssa.Instruction {
	made := e.closures[lit]
	if len(made) != 1 || made[0].Parent() != lit.Parent() {
		return nil
	}
	var start ssa.Instruction
	for _, ref := range referrers(made[0]) {
		if _, ok := ref.(*ssa.DebugRef); ok {
			continue
		}
		if start != nil || !e.mayHandOver(ref) || !e.joinsStart(ref) || e.inLoop(ref.Block(), nil) {
			return nil
		}
		start = ref
	}
	return start
}

// holdsBeside reports whether a function may run in a session while its callback does.
func (e *engine) holdsBeside(s *session, holder *ssa.Function) bool {
	index := e.startIndex()
	leads := s.leadingTo(index, holder)
	for _, st := range index.starts {
		if !leads[st.fn] || st.fn == s.callback || st.fn == s.runner || st.at == s.run || !e.surelyStarts(st) {
			continue
		}
		switch {
		case st.inGroupOf != nil: // of this session if that starts it, or comes to who waits
			if s.does[st.at.Parent()] || st.inGroupOf != s.opener && (s.does[st.inGroupOf] || s.callers[st.inGroupOf]) {
				return true
			}
		case st.by == nil || s.does[st.by] || s.callers[st.by]:
			return true
		}
	}
	for _, b := range e.live(s.opener) {
		for _, in := range b.Instrs {
			if in != s.started && !e.precedes(in, s.started) && slices.ContainsFunc(e.usedBy(in), func(fn *ssa.Function) bool { return leads[fn] }) {
				return true
			}
		}
	}
	return false
}

// surelyStarts reports whether what may start something does, if it is a call of a function of
// this package that may hand over what it is passed.
func (e *engine) surelyStarts(st start) bool {
	call, ok := st.at.(*ssa.Call)
	if !ok || slices.ContainsFunc(e.callees(&call.Call), func(t target) bool { return t.fn == nil }) {
		return true
	}
	out := e.instr(call.Parent(), call)
	return slices.ContainsFunc(out.tasks, func(h handOver) bool { return h.task.fn == st.fn })
}

// leadingTo returns what leads to a function, but for what does so by opening sessions: these
// are others.
func (s *session) leadingTo(index *startedIndex, fn *ssa.Function) map[*ssa.Function]bool {
	leads := make(map[*ssa.Function]bool)
	visit := []*ssa.Function{fn}
	for i := 0; i < len(visit); i++ {
		if fn := visit[i]; fn != s.opener && !leads[fn] {
			leads[fn] = true
			visit = append(append(visit, index.users[fn]...), s.invokers[fn]...)
		}
	}
	return leads
}
