package par

import (
	"context"
	"runtime"
)

// Scope is what a task holds to fork further tasks, and the proof in a signature that a function runs on a worker. [Pool.Run]
// makes the first one; each task gets the one to use. It may be used by its own task only, and only until that task ends. A function of Spawn or Join that uses the Scope around it
// instead of the one that it gets is on another goroutine when a worker has taken it. Two tasks then use one Scope
// at the same time: Join panics if a half of a Join of that Scope does so, and otherwise if it notices, else the program may hang or crash. A [Checked] pool always finds it, unless the stack is very deep.
// Only a Scope that a pool has handed out can be used, not the zero one.
type Scope struct {
	group *group
	seat  *seat
	ctx   context.Context
	joins *joins // of this task, nil before the first one
}

// Context returns the context of this task. It carries the worker, so that calls of this package find it, and it is cancelled when the scope's
// first error, panic or Goexit occurs, when the caller's context ends, and when [Pool.Run] returns.
func (s *Scope) Context() context.Context { return s.made("Context").ctx }

// made returns s, or says in a panic that no pool has handed it out.
func (s *Scope) made(call string) *Scope {
	if s == nil || s.group == nil {
		panic("par: " + call + " of a Scope that is nil or was not handed out by a pool")
	}
	return s
}

// Spawn lets f run at some time before the [Pool.Run] of this scope returns: on another worker, or at the caller of Run once its own
// function is done. It neither blocks nor runs f itself. An error of f cancels the scope, see [Pool.Run], and so does at once a nil f,
// with an error that wraps [ErrInvalid]. If the scope is cancelled before f starts, f does not run and Run returns an
// error. Spawn panics if Run has returned already.
func (s *Scope) Spawn(f func(*Scope) error) {
	if f == nil {
		s.made("Spawn").group.refuse(invalid("Spawn: the function is nil"))
		return
	}
	s.check("Spawn")
	s.group.spawn(f)
}

// Yield is a point where a long task lets others go on: when work waits for a token, a worker may start on it in this task's
// place. Yield does not wait for that worker, so the pool is over by one for a while, for each task that has yielded. It returns the
// error of the scope's context, for the task to stop when it is not nil.
func (s *Scope) Yield() error {
	s.check("Yield")
	if s.seat.pool.backlog.Load() > 0 {
		st := s.seat.here()
		st.pause(stateWaiting)
		runtime.Gosched()
		st.resume(stateWaiting)
	}
	return s.ctx.Err()
}

// Blocking runs f, which may wait for something outside of the pool, and gives the task's token back meanwhile. It is
// [Blocking] for a task that has a Scope at hand.
func (s *Scope) Blocking(f func() error) error {
	if f == nil {
		return invalid("Blocking: the function is nil")
	}
	s.check("Blocking")
	st := s.seat.here()
	st.pause(stateBlocked)
	defer st.resume(stateBlocked)
	defer blockedRegion(s.ctx)()
	return f()
}

// Run calls f at the caller, which takes part as a worker meanwhile, and returns when f and all that was spawned in the scope have ended.
//
// The first error of f or of a child, a panic or a Goexit cancels the scope's context and is its [context.Cause]; children that
// have not started then never do, and those that run are waited for. Run returns the error that came first in time, whether f's
// or a child's, else the context's error if that kept children from starting, else nil. A panic in f or in a child is raised
// again at the caller as [*PanicError], after all others have ended; [runtime.Goexit] ends the caller's goroutine likewise. If ctx
// has ended already f does not run. After [Pool.Close] the error is [ErrClosed], unless the caller is a task of the pool.
func (p *Pool) Run(ctx context.Context, f func(*Scope) error) error {
	return p.run(ctx, runCall{name: "Run"}, f)
}

// RunFIFO is [Pool.Run] for work whose order matters: children begin in the order in which they were spawned, also at the caller, which otherwise takes the newest one first. Several still
// run at the same time, so one may overtake another once both have begun. With nested spawns the caller's way is breadth-first, which needs more memory than depth-first.
func (p *Pool) RunFIFO(ctx context.Context, f func(*Scope) error) error {
	return p.run(ctx, runCall{name: "RunFIFO", fifo: true}, f)
}

// runCall is how Run was called.
type runCall struct {
	name  string
	fifo  bool
	lane  *Lane  // nil without
	label string // "" without
}

func (p *Pool) run(ctx context.Context, c runCall, f func(*Scope) error) error {
	if f == nil {
		return invalid("%s: the function is nil", c.name)
	}
	st, inner, leave, err := p.enter(ctx, kindRun, c.lane)
	if err != nil {
		return err
	}
	defer leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	from := labelled(c.label)
	if seatOf(ctx) != st {
		st.rename(from)
	}
	g := &group{pool: p, seat: st, fifo: c.fifo, origin: from, out: outcome{pool: p}}
	g.ctx.init(inner)
	defer g.ctx.end(nil)
	g.out.stops = &g.ctx
	g.place.lane = p.laneFor(c.lane, st)
	g.root.entry = entryOf(f)
	defer func() {
		if !g.isClosed() { // a Goexit on this goroutine
			g.join(st)
			g.out.raisePanic()
		}
	}()
	st.hostFor(ctx, func() {
		g.call(f, st, &g.ctx)
		g.join(st)
	})
	g.out.raise()
	if g.out.err != nil {
		return g.out.err
	}
	if g.skipped {
		return ctx.Err()
	}
	g.root.end()
	return nil
}
