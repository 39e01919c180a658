package par

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// EventKind says what a guard of the pool has seen or done.
type EventKind int

const (
	// EventSlow is a task that runs for longer than the soft threshold of [Watchdog].
	EventSlow EventKind = iota
	// EventStalled is a task that runs for longer than the hard threshold of [Watchdog].
	EventStalled
	// EventRecovered is the end, or a sign of life, of a task that was reported as stalled.
	EventRecovered
	// EventTimeout is a task whose time was over before it began, see [TaskTimeout].
	EventTimeout
	// EventAbandoned is a task that was abandoned because its time was over while it ran, see [TaskTimeout].
	EventAbandoned
	// EventReturned is the return of a task that was abandoned; Ran is for how long it was late.
	EventReturned
	// EventSaturated is work that was refused because of [MaxAbandoned].
	EventSaturated
	// EventQuarantined is a call site whose tasks are refused from now on, see [Quarantine].
	EventQuarantined
	// EventReleased is the end of a quarantine.
	EventReleased
	// EventSelfWait is a wait that could never end, refused with [ErrSelfWait].
	EventSelfWait
	// EventForeignWait is a task that has waited for a pool, its own or another one, for ten milliseconds, with a token and a context that is not the task's. Since then it counts as waiting.
	EventForeignWait
	// EventMisuse is a use of the pool that [Checked] found to be wrong.
	EventMisuse
	// EventLeak is a goroutine that a task has left behind, see [Checked].
	EventLeak
	// EventRejected is a task that was refused with [ErrQueueFull]; Err says whether because of [Queue], [Tenant] or [MaxDelayed].
	EventRejected
	// EventDropped is a task that made place for a newer one, see [DropOldest].
	EventDropped
	// EventCapped is a goroutine that blocks or has stalled and keeps its token because of [MaxBlocked] or [MaxStalled]; Err says which.
	EventCapped
	// EventMemory is a task that waits for its [Memory] although it is its turn, or that has begun over the [MemoryQuota]; Err says which.
	EventMemory
	// EventLaneFull is a task that went into the queue while a token was free, because its lane is at its [LaneCap].
	EventLaneFull
	numEventKinds
)

var eventNames = [numEventKinds]string{"slow task", "stalled task", "stalled task recovered", "task timed out in the queue", "abandoned task",
	"abandoned task returned", "refused work", "call site in quarantine", "call site released", "wait for itself",
	"wait with a foreign context", "misuse", "leak", "rejected task", "dropped task", "blocked without a replacement", "short of memory", "lane at its cap"}

// String names the kind in words: "stalled task".
func (k EventKind) String() string {
	if k < 0 || k >= numEventKinds {
		return fmt.Sprintf("EventKind(%d)", int(k))
	}
	return eventNames[k]
}

// Cause says whose fault it is, as far as can be told, that a task takes long.
type Cause int

const (
	// CauseCode is the task itself: it waits for something, or computes although there are processors for it.
	CauseCode Cause = iota
	// CauseGC is the garbage collector, which takes the time that the task needs.
	CauseGC
	// CauseCPU is a machine that has too little time for the program, or a program with too many goroutines that want it.
	CauseCPU
)

var causeNames = [...]string{"code", "GC", "CPU starvation"}

// String names the cause in words.
func (c Cause) String() string {
	if c < 0 || int(c) >= len(causeNames) {
		return fmt.Sprintf("Cause(%d)", int(c))
	}
	return causeNames[c]
}

// Event is what a guard tells [OnEvent] and [Logger]. Fields that do not apply are zero.
type Event struct {
	Kind   EventKind
	Time   time.Time
	Pool   string        // the name that [Name] has given to the pool
	Lane   string        // the lane's name, if it is not that of the pool itself
	Call   string        // the call that made the task: Run, Spawn, Join, For (all loops), Rec, Broadcast, Submit, SubmitAfter or Go
	Tenant string        // that of [Tenant]
	Label  string        // that of [Label], else the name of the function, where it is known
	Ran    time.Duration // since the task last showed a sign of life, see Watchdog; of an abandoned task since it was submitted
	Wait   string        // what the runtime says that the goroutine waits for, such as "chan receive", or "running"
	Rule   string        // the rule of the linter that finds such code before it runs
	Cause  Cause
	Stack  string // of the goroutine that runs the task; empty if it has ended meanwhile, or if a dump would have cost too much
	Site   string // where the task was submitted, with [SubmitSites]
	Err    error  // the error that goes with it

	// Suppressed is how many events of this kind were left out before this one, because there were too many.
	Suppressed int
}

// String is one line: "par: stalled task [channel]: Submit resize.fetch ran 1.2s, chan receive".
func (e Event) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "par: %v", e.Kind)
	if e.Rule != "" {
		fmt.Fprintf(&b, " [%s]", e.Rule)
	}
	sep := ": "
	add := func(format string, args ...any) {
		b.WriteString(sep)
		fmt.Fprintf(&b, format, args...)
		sep = ", "
	}
	if s := strings.TrimSpace(e.Call + " " + e.Label); s != "" {
		add("%s", s)
		sep = " "
	}
	if e.Ran > 0 {
		add("ran %v", e.Ran)
	}
	if sep == " " {
		sep = ", "
	}
	if e.Wait != "" {
		add("%s", e.Wait)
	}
	if e.Cause != CauseCode {
		add("because of %v", e.Cause)
	}
	if e.Pool != "" {
		add("in pool %s", e.Pool)
	}
	if e.Site != "" {
		add("submitted at %s", e.Site)
	}
	if e.Err != nil {
		add("%v", e.Err)
	}
	return b.String()
}

// OnEvent sets a function that is told what the guards of the pool see and do. It is called on a goroutine of its own, one event after the other,
// never under a lock of the pool, so it may be slow: meanwhile up to 64 events wait and further ones are dropped, see
// [Stats]. Of each kind ten events come at once and then one a second; [Event.Suppressed] says how many were left out.
// [Pool.Close] waits for f, so f must not call it. A panic in f crashes the program.
func OnEvent(f func(Event)) Option {
	return Option{func(c *config) error {
		if f == nil {
			return invalid("OnEvent(nil): leave the option out to get no events")
		}
		c.onEvent = f
		return nil
	}}
}

// Logger makes the pool log its events, as often as [OnEvent] says: what stalls, is refused or dropped as a warning, the rest as information.
func Logger(l *slog.Logger) Option {
	return Option{func(c *config) error {
		if l == nil {
			return invalid("Logger(nil): leave the option out to log nothing")
		}
		c.logger = l
		return nil
	}}
}

func (e Event) level() slog.Level {
	switch e.Kind {
	case EventRecovered, EventReturned, EventReleased, EventMemory, EventLaneFull:
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

func (e Event) log(l *slog.Logger) {
	ctx := context.Background()
	if !l.Enabled(ctx, e.level()) {
		return
	}
	attrs := make([]slog.Attr, 0, 12)
	add := func(key, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(key, value))
		}
	}
	add("pool", e.Pool)
	add("lane", e.Lane)
	add("call", e.Call)
	add("label", e.Label)
	add("tenant", e.Tenant)
	if e.Ran > 0 {
		attrs = append(attrs, slog.Duration("ran", e.Ran))
	}
	add("wait", e.Wait)
	add("rule", e.Rule)
	if e.Cause != CauseCode {
		add("cause", e.Cause.String())
	}
	add("site", e.Site)
	if e.Err != nil {
		add("error", e.Err.Error())
	}
	if e.Suppressed > 0 {
		attrs = append(attrs, slog.Int("suppressed", e.Suppressed))
	}
	add("stack", e.Stack)
	l.LogAttrs(ctx, e.level(), "par: "+e.Kind.String(), attrs...)
}
