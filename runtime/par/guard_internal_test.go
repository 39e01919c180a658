package par

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// A task that is slow because of the machine is told of, but neither replaced nor held against its call site; its time begins anew.
func TestMachineIsNotHeldAgainstTheCode(t *testing.T) {
	for _, cause := range []Cause{CauseCode, CauseGC, CauseCPU} {
		synctest.Test(t, func(t *testing.T) {
			var told []Event
			p, err := New(Workers(1), Watchdog(time.Second, time.Minute), WatchdogGrace(0), Quarantine(0.5, 1, time.Hour), OnEvent(func(e Event) { told = append(told, e) }))
			if err != nil {
				t.Fatal(err)
			}
			release := make(chan struct{})
			if err := p.Go(t.Context(), func(context.Context) { <-release }); err != nil { //parvet:ignore channel the task is to stall
				t.Fatal(err)
			}
			synctest.Wait()
			p.mu.Lock()
			st := p.watched.first
			e := st.event(EventStalled)
			e.Cause = cause
			p.convict(st, e)
			p.mu.Unlock()
			synctest.Wait()
			s, code := p.Stats(), cause == CauseCode
			if (s.Stalls == 1) != code || (s.Stalled == 1) != code || (s.Quarantines == 1) != code || (s.Excused == 1) == code {
				t.Errorf("%v: %+v", cause, s)
			}
			if len(told) == 0 || told[len(told)-1].Cause != cause && !code {
				t.Errorf("%v: %v", cause, told)
			}
			close(release)
			if err := p.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A bubble that hangs must end with the deadlock that testing/synctest reports: time does not go on for ever only because a pool looks.
func TestWatchdogComesToAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := New(Workers(1), Watchdog(time.Second, time.Minute), WatchdogGrace(0))
		if err != nil {
			t.Fatal(err)
		}
		release := make(chan struct{})
		for range 3 { // one runs, two are in the queue
			if _, err := Submit(t.Context(), p, func(context.Context) (int, error) { <-release; return 0, nil }); err != nil { //parvet:ignore channel the task is to stall
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		p.mu.Lock()
		if p.watched.planned != 0 {
			t.Errorf("it plans to look again in %v", time.Duration(p.watched.planned-now()))
		}
		p.mu.Unlock()
		close(release)
		if err := p.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// A call site that is kept off is not forgotten, however little is known of it.
func TestForgetSiteSparesTheQuarantined(t *testing.T) {
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	barred := p.siteFor(siteKey{label: "barred"})
	barred.until.Store(now() + int64(time.Hour))
	for i := range uintptr(maxSites - 1) {
		p.siteFor(siteKey{entry: i + 1}).seen = 5
	}
	for i := range uintptr(5 * maxSites) {
		if s := p.siteFor(siteKey{entry: maxSites + i}); s == nil {
			t.Fatal("no place was made")
		}
		if len(p.sites) > maxSites {
			t.Fatalf("%d sites", len(p.sites))
		}
	}
	if p.siteFor(siteKey{label: "barred"}) != barred {
		t.Error("forgotten")
	}
}

// Sites whose quarantine has been over for long, and nobody came to try, do not fill the table for ever.
func TestForgetSiteOfAnEndedQuarantine(t *testing.T) {
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for i := range uintptr(maxSites) {
		s := p.siteFor(siteKey{entry: i + 1})
		s.until.Store(now() - int64(time.Hour))
		s.cooldown = time.Minute
	}
	if p.siteFor(siteKey{label: "new"}) == nil {
		t.Error("no place was made")
	}
}
