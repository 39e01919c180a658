package par

import (
	"context"
	"testing"
	"time"
)

func TestWaitReasonsHaveRules(t *testing.T) {
	for head, want := range map[string][2]string{
		"goroutine 7 [chan receive (durable), 3 minutes, synctest bubble 1]:\nx()": {"chan receive", "channel"},
		"goroutine 7 [select (no cases)]:":                                         {"select", "channel"},
		"goroutine 7 [sync.Mutex.Lock, 2 minutes]:":                                {"sync.Mutex.Lock", "mutex"},
		"goroutine 7 [sync.Cond.Wait, locked to thread]:":                          {"sync.Cond.Wait", "mutex"},
		"goroutine 7 [semacquire]:":                                                {"semacquire", "mutex"},
		"goroutine 7 [sleep]:":                                                     {"sleep", "sleep"},
		"goroutine 7 [IO wait]:":                                                   {"IO wait", "syncio"},
		"goroutine 7 [syscall, 5 minutes]:":                                        {"syscall", "syncio"},
		"goroutine 7 [running]:":                                                   {"running", "longloop"},
		"goroutine 7 [runnable]:":                                                  {"runnable", "longloop"},
		"goroutine 7 [select]:\nx/par.(*task).outside(0xc1)":                       {"select", "selfwait"},
		"": {"", ""},
	} {
		reason := waitReason(head)
		if rule := ruleOf(reason, head); reason != want[0] || rule != want[1] {
			t.Errorf("%q: %q, %q", head, reason, rule)
		}
	}
}

// The runtime marks arguments with a question mark that may be out of date, and prints methods of instances like any other.
func TestSeatAddresses(t *testing.T) {
	got := seatAddresses("goroutine 1 [running]:\n"+
		"github.com/parvet/parvet/runtime/par.(*seat).host(0xc0001, 0x2?)\n\t/x/par.(*seat).host(0x99)\n"+
		"github.com/parvet/parvet/runtime/par.(*seat).carry(0xc0002?, {0x1, 0x2})\n"+
		"github.com/parvet/parvet/runtime/par.(*seat).visit(0xc0004, 0x2?)\n"+
		"github.com/parvet/parvet/runtime/par.(*seat).pause(0xc0003)\n", hostFrames[:])
	if len(got) != 2 || got[0] != 0xc0001 || got[1] != 0xc0002 {
		t.Errorf("%x", got)
	}
}

// A timer that comes late, and a collector that takes the processors, excuse tasks that only compute.
func TestLoadExcusesTheCode(t *testing.T) {
	var l load
	l.look(0, time.Second)
	if c := l.look(0, time.Second); c != CauseCode {
		t.Errorf("nothing is the matter: %v", c)
	}
	if c := l.look(time.Second, time.Second); c != CauseCPU {
		t.Errorf("a late timer: %v", c)
	}
	l.gc, l.total = -1e6, -1.0e6-1 // as if all time since had been the collector's
	if c := l.look(0, time.Second); c != CauseGC {
		t.Errorf("a busy collector: %v", c)
	}
}

// The owner of a stack, whatever is between.
func TestHostedHere(t *testing.T) {
	p, err := New(Workers(1))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.hostedHere(); got != nil {
		t.Errorf("nobody is on a seat: %v", got)
	}
	var deep func(n int, f func())
	deep = func(n int, f func()) {
		if n == 0 {
			f()
			return
		}
		deep(n-1, f)
	}
	_ = p.Run(t.Context(), func(s *Scope) error {
		deep(20, func() {
			if got := p.hostedHere(); len(got) != 1 || got[0] != s.seat {
				t.Errorf("the guest: %v", got)
			}
		})
		return nil
	})
	fut, err := Submit(t.Context(), p, func(ctx context.Context) (int, error) {
		if got := p.hostedHere(); len(got) != 1 || got[0] != seatIn(ctx) {
			t.Errorf("the worker: %v", got)
		}
		return 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fut.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// What a dump for a slow task has cost does not keep the stack of a stalled one back, unless it was very much; a checked pool always looks.
func TestDumpsForStalledTasks(t *testing.T) {
	found := func(k EventKind) []culprit {
		return []culprit{{event: Event{Kind: EventSlow}}, {event: Event{Kind: k}}}
	}
	plain := &Pool{}
	checked := &Pool{cfg: config{checked: func(Event) {}}}
	for _, c := range []struct {
		p    *Pool
		kind EventKind
		debt time.Duration
		want bool
	}{
		{plain, EventSlow, 0, true},
		{plain, EventSlow, 3 * time.Second, false},
		{plain, EventStalled, 3 * time.Second, true},
		{plain, EventAbandoned, 3 * time.Second, true},
		{plain, EventStalled, time.Minute, false},
		{checked, EventSlow, time.Minute, true},
		{checked, EventStalled, time.Minute, true},
	} {
		w := watched{dumped: time.Now().Add(c.debt)}
		if got := w.dump(c.p.burst(found(c.kind))) != ""; got != c.want {
			t.Errorf("checked %v, %v, after dumps that have cost a hundredth of %v: a dump %v, want %v", c.p == checked, c.kind, c.debt, got, c.want)
		}
	}
}
