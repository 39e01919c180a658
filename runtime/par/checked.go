package par

import (
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"
)

// checkedThreshold is that of a watchdog that only Checked asks for.
const checkedThreshold = 2 * time.Second

// Checked is for tests: it makes the pool look closely, and report each fault to f, as the event that it is:
//
//   - stalls, abandoned tasks and waits on the own pool ([EventStalled], [EventAbandoned], [EventSelfWait], [EventForeignWait]);
//   - misuse ([EventMisuse]): a [Scope] on a goroutine that is not its task's, [Pool.Close] in a task, a future that failed and that nobody looked at;
//   - leaks ([EventLeak]): goroutines that a task has started and that are there when [Pool.Close] returns. It gives them a second.
//
// The text of an event names the rule of the linter that finds such code. Without [Watchdog] the thresholds are two seconds, and there is no grace unless
// [WatchdogGrace] says so. f is called as [OnEvent] says, but for every fault. Checked costs tens of microseconds a task. Package partest makes it a
// matter of one line.
//
// It backs up the rules poollife and selfwait of the linter, and those of [Watchdog].
func Checked(f func(Event)) Option {
	return Option{func(c *config) error {
		if f == nil {
			return invalid("Checked(nil): leave the option out to check nothing")
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
}

// failure is a future that has failed.
type failure interface{ unseen() error }

// noteWorker is called by each worker of a checked pool.
func (p *Pool) noteWorker() {
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
	here := s.seat.here()
	for _, st := range p.hostedHere() {
		if st == s.seat || st == here {
			return
		}
	}
	e := misuse("%s of a Scope on a goroutine that is not its task's", call)
	buf := make([]byte, stackSize)
	e.Call, e.Stack = kindNames[s.seat.kind], string(buf[:runtime.Stack(buf, false)])
	p.tell(e)
}

// finalCheck is the last thing that Close does, once the pool is drained.
func (p *Pool) finalCheck() {
	c := &p.checks
	c.mu.Lock()
	failed := c.failed
	c.failed = nil
	c.mu.Unlock()
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
	c.workers = nil // told once
}

var errStray = errors.New("a task has left a goroutine behind")

// creator reads "created by net/http.(*Server).Serve in goroutine 7".
var creator = regexp.MustCompile(`(?m)^created by .* in goroutine (\d+)$`)

// strays finds the goroutines that tasks have started, but for those of pools.
func (p *Pool) strays() (left []string) {
	c := &p.checks
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.workers) == 0 {
		return nil
	}
	for g := range strings.SplitSeq(allStacks(), "\n\n") {
		by := creator.FindStringSubmatch(g)
		if by != nil && c.workers[by[1]] && !strings.Contains(by[0], "created by "+packageDot+"(*Pool)") {
			left = append(left, g[:min(len(g), stackSize)])
		}
	}
	return left
}
