package par

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A dump stops the world, for some microseconds a goroutine. So dumps get at most a hundredth of the time, and none is made
// of a program with too many goroutines. What is only slow must not use up what there is: on a machine with little time to spare a dump takes longer than
// a hundredth of what is between the two thresholds, and then the event that says why a task has lost its token would be the one without a stack.
const (
	dumpShare      = 100
	dumpBurst      = time.Second      // that much at once
	stalledBurst   = 10 * time.Second // that much when a task is stalled or abandoned
	dumpGoroutines = 10_000
	dumpSize       = 16 << 20
	stackSize      = 16 << 10 // what an event carries at most
)

// burst says how far those who look at found may be ahead of their share. The rule in each event of a checked pool is promised, and tests have the time.
func (p *Pool) burst(found []culprit) time.Duration {
	switch {
	case p.cfg.checked != nil:
		return math.MaxInt64
	case slices.ContainsFunc(found, func(c culprit) bool { return c.event.Kind != EventSlow }):
		return stalledBurst
	}
	return dumpBurst
}

// dump prints the stacks of all goroutines, "" if that would cost too much just now. Only the pass of the watchdog calls it.
func (w *watched) dump(burst time.Duration) string {
	began := time.Now()
	debt := w.dumped.Sub(began)
	if debt < 0 || debt > time.Hour { // the time of another bubble
		w.dumped, debt = began, 0
	}
	if runtime.NumGoroutine() > dumpGoroutines || debt > burst {
		return ""
	}
	stacks := allStacks()
	w.dumped = w.dumped.Add(dumpShare * time.Since(began))
	return stacks
}

// allStacks prints the stacks of all goroutines, as many as fit into dumpSize.
func allStacks() string {
	buf := make([]byte, 1<<18)
	n := runtime.Stack(buf, true)
	for n == len(buf) && len(buf) < dumpSize {
		buf = make([]byte, 4*len(buf))
		n = runtime.Stack(buf, true)
	}
	return string(buf[:n])
}

// stackOf finds the goroutine of st in a dump.
func (st *seat) stackOf(dump string) string {
	for g := range strings.SplitSeq(dump, "\n\n") {
		if slices.ContainsFunc(seatAddresses(g, hostFrames[:]), st.at) {
			return g[:min(len(g), stackSize)]
		}
	}
	return ""
}

// waitReason reads the first line of a stack: "goroutine 7 [chan receive (durable), 3 minutes, synctest bubble 1]:".
func waitReason(stack string) string {
	_, rest, ok := strings.Cut(stack, "[")
	if !ok {
		return ""
	}
	reason, _, _ := strings.Cut(rest, "]")
	reason, _, _ = strings.Cut(reason, ",")
	reason, _, _ = strings.Cut(reason, " (")
	return reason
}

// computing says that the goroutine of a stack waits for nothing but a processor.
func computing(reason string) bool {
	return reason == "running" || reason == "runnable" || reason == "" || strings.HasPrefix(reason, "GC ") || reason == "preempted"
}

// parkFrames are those in which a goroutine waits for a pool. Whoever has kept a token there soon looks at itself.
var parkFrames = [...]string{"/par.(*task).outside(", "/par.(*Pool).await(", "/par.(*wait).parkUntil(", "/par.(*seat).parkAt(", "/par.(*stream[...]).park(", "/par.awaitDrained("}

// parkedIn says whether a stack is that of somebody who waits for the pool.
func parkedIn(stack string) bool {
	return slices.ContainsFunc(parkFrames[:], func(f string) bool { return strings.Contains(stack, f) })
}

// ruleOf names the rule of the linter for what a task waits for.
func ruleOf(reason, stack string) string {
	switch {
	case reason == "":
		return ""
	case strings.HasPrefix(reason, "chan "), strings.HasPrefix(reason, "select"):
		if parkedIn(stack) {
			return "selfwait" // it waits for a task, and has not said so with its own context
		}
		return "channel"
	case strings.HasPrefix(reason, "sync."), strings.HasPrefix(reason, "sema"):
		return "mutex"
	case reason == "sleep":
		return "sleep"
	case reason == "IO wait", reason == "syscall", strings.HasPrefix(reason, "finalizer"):
		return "syncio"
	}
	return "longloop"
}
