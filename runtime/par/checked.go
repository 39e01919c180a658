package par

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// checkedThreshold is that of a watchdog that only Checked asks for.
const checkedThreshold = 2 * time.Second

// Checked is for tests: it makes the pool look closely, and report each fault to f, as the event that it is:
//
//   - stalls, abandoned tasks and waits on the own pool ([EventStalled], [EventAbandoned], [EventSelfWait], [EventForeignWait]);
//   - misuse ([EventMisuse]): a [Scope] or a [Strand] on a goroutine that is not its task's, a fork that is never awaited, [Pool.Close] in a task, a future that failed and that nobody
//     looked at, unless the task never ran because its own context had ended;
//   - leaks ([EventLeak]): goroutines that a task has started, also where it runs at the caller, and those that these have started, if they are there when [Pool.Close] returns. It gives them a
//     second.
//
// It cannot see a Strand that is used elsewhere while [Strand.Fork] only compares, nor a function of [Rec] that awaits the fork of the one who called it: the result is wrong then. In a
// stack of more than a hundred frames it says nothing rather than something wrong. A goroutine is known by its creator, or by a profiler label that it inherits: one whose creator has
// ended and that has put other labels in its place ([pprof.Do]) is not found.
//
// The text of an event names the rule of the linter that finds such code. Without [Watchdog] the thresholds are two seconds, and there is no grace unless
// [WatchdogGrace] says so. f is called as [OnEvent] says, but for every fault, and by Close, on its goroutine, for what it finds. Several Checked options add up. Checked costs tens of microseconds a task. Package partest makes it a
// matter of one line.
//
// It backs up the rules poollife and selfwait of the linter, and those of [Watchdog].
func Checked(f func(Event)) Option {
	return Option{func(c *config) error {
		if f == nil {
			return invalid("Checked(nil): leave the option out to check nothing")
		}
		if g := c.checked; g != nil { // package partest has one of its own
			c.checked = func(e Event) { g(e); f(e) }
			return nil
		}
		c.checked = f
		return nil
	}}
}

// fault says whether an event is one in the eyes of Checked.
func (k EventKind) fault() bool {
	switch k {
	case EventStalled, EventAbandoned, EventSelfWait, EventForeignWait, EventMisuse, EventLeak:
		return true
	}
	return false
}

// checks is what a checked pool notes.
type checks struct {
	mu      sync.Mutex
	workers map[string]bool // numbers of the goroutines that have run its tasks
	failed  []failure       // futures
	marked  bool            // somebody has carried the label
	ending  bool            // finalCheck is under way
}

// failure is a future that has failed.
type failure interface{ unseen() error }

// noteWorker is called by each worker of a checked pool.
func (p *Pool) noteWorker() {
	p.bear(p.tag(context.Background()))
	id := goroutineID()
	c := &p.checks
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.workers == nil {
		c.workers = map[string]bool{}
	}
	c.workers[id] = true
}

func (p *Pool) noteFailure(f failure) {
	p.checks.mu.Lock()
	defer p.checks.mu.Unlock()
	p.checks.failed = append(p.checks.failed, f)
}

// tell is emit for those who do not hold mu.
func (p *Pool) tell(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.emit(e)
}

func misuse(format string, args ...any) Event {
	return Event{Kind: EventMisuse, Rule: "poollife", Err: fmt.Errorf(format, args...)}
}

// check reports a scope that is used on a goroutine which is not its task's. A loop's helper counts as the task of the loop.
func (s *Scope) check(call string) {
	p := s.made(call).seat.pool
	if p.cfg.checked == nil {
		return
	}
	s.seat.checkHere(call + " of a Scope")
}

// checkHere reports, for what, that the calling goroutine is not that of st.
func (st *seat) checkHere(what string) {
	p := st.pool
	here := st.here()
	for _, s := range p.hostedHere() {
		if s == st || s == here {
			return
		}
	}
	stack := ownStack()
	if strings.Contains(stack, elided) {
		return // its frame may be among those that the runtime leaves out
	}
	e := misuse("%s on a goroutine that is not its task's", what)
	e.Call, e.Stack = kindNames[st.kind], stack[:min(len(stack), stackSize)]
	p.tell(e)
}

// finalCheck is the last thing that Close does, once the pool is drained. Of several calls at the same time one does it.
func (p *Pool) finalCheck() {
	c := &p.checks
	c.mu.Lock()
	if c.ending {
		c.mu.Unlock()
		return
	}
	c.ending = true
	failed := c.failed
	c.failed = nil
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.ending = false
	}()
	for _, f := range failed {
		if err := f.unseen(); err != nil {
			p.cfg.checked(misuse("nobody looked at a future that failed: %w", err))
		}
	}
	const pauses = 20
	var left []string
	for i := range pauses {
		if left = p.strays(); len(left) == 0 {
			return
		}
		if i < pauses-1 {
			time.Sleep(time.Second / pauses)
		}
	}
	for _, stack := range left {
		p.cfg.checked(Event{Kind: EventLeak, Rule: "poollife", Wait: waitReason(stack), Stack: stack, Err: errStray})
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.workers, c.marked = nil, false // told once
}

var errStray = errors.New("a task has left a goroutine behind")

// creator reads "created by net/http.(*Server).Serve in goroutine 7".
var creator = regexp.MustCompile(`(?m)^created by .* in goroutine (\d+)$`)

// markLabel is inherited by goroutines that a task starts, and by those that these start.
const markLabel = "par.checked"

// markUsed is set by the first checked pool of the program.
var markUsed atomic.Bool

// tag puts the pool's label into a context, for the goroutine that runs a task with it: so it survives a [pprof.Do] with that context.
func (p *Pool) tag(ctx context.Context) context.Context {
	if p.cfg.checked == nil {
		return ctx
	}
	return pprof.WithLabels(ctx, pprof.Labels(p.markLabel(), "1"))
}

// bear puts the labels of a context with a mark on the goroutine.
func (p *Pool) bear(marked context.Context) {
	c := &p.checks
	c.mu.Lock()
	c.marked = true
	c.mu.Unlock()
	pprof.SetGoroutineLabels(marked)
}

// shedMarks is for goroutines of pools, which inherit the marks of whoever has started them.
func shedMarks() {
	if markUsed.Load() {
		pprof.SetGoroutineLabels(context.Background())
	}
}

func (p *Pool) markLabel() string { return fmt.Sprintf("%s.%p", markLabel, p) }

// markedStacks counts the goroutines with the label of the pool by their stacks. The profile has labels and no numbers of goroutines, a dump has numbers and no labels.
func (p *Pool) markedStacks() map[string]int {
	found := map[string]int{}
	var profile strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		return found
	}
	for g := range strings.SplitSeq(profile.String(), "\n\n") {
		if !strings.Contains(g, fmt.Sprintf("%q", p.markLabel())) {
			continue
		}
		if i := strings.Index(g, " @ "); i > 0 {
			lines := strings.Split(g[:i], "\n")
			n, _ := strconv.Atoi(lines[len(lines)-1])
			found[places(g, "#\t0x")] += n
		}
	}
	return found
}

// place reads "/src/a.go:12", behind which a dump has the offset of the program counter.
var place = regexp.MustCompile(`(\S+\.go:\d+)(?: \+0x[0-9a-f]+)?$`)

// places gives the lines of the code in which a goroutine is, from a stack whose lines with one begin with prefix. The runtime's own are shown by the dump and the profile in
// different ways, and so is the line of the go statement.
func places(stack, prefix string) string {
	var all []string
	created := false
	for line := range strings.Lines(stack) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "created by "):
			created = true
		case strings.HasPrefix(line, prefix) && !created:
			if m := place.FindStringSubmatch(line); m != nil && !strings.Contains(m[1], "/src/runtime/") {
				all = append(all, m[1])
			}
		}
	}
	return strings.Join(all, " ")
}

// strays finds the goroutines that tasks have started, but for those of pools.
func (p *Pool) strays() (left []string) {
	c := &p.checks
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.marked {
		return nil
	}
	marked := p.markedStacks()
	for g := range strings.SplitSeq(allStacks(), "\n\n") {
		by := creator.FindStringSubmatch(g)
		if by == nil || strings.Contains(by[0], "created by "+packageDot+"(*Pool)") {
			continue
		}
		at := places(g, "\t")
		if marked[at] > 0 {
			marked[at]--
		} else if !c.workers[by[1]] {
			continue
		}
		left = append(left, g[:min(len(g), stackSize)])
	}
	return left
}
