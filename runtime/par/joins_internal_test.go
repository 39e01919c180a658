package par

import (
	"context"
	"runtime"
	"testing"
)

// Who takes the joins of a task out of the list of offers looks once more whether they have become more. The joins belong to the task until then, and not to whoever uses them next, perhaps in another pool.
func TestJoinsAreNotUsedAgainWhileSomebodyLooksAtThem(t *testing.T) {
	p, err := New(Workers(1))
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	st := p.sit(kindRun, nil, &p.base) // has the only token, so nobody comes
	p.mu.Unlock()
	g := &group{pool: p, seat: st}
	g.place.lane = &p.base
	s := &Scope{group: g, seat: st, ctx: context.Background()}
	j := s.open()
	frame, _ := j.push(func(*Scope) {})
	if !j.pop(frame) {
		t.Fatal("somebody has taken the frame")
	}
	p.mu.Lock()
	p.withdraw(j)
	released := make(chan struct{})
	go func() {
		defer close(released)
		s.release()
	}()
	for range 1000 {
		runtime.Gosched()
		select {
		case <-released:
			t.Fatal("released")
		default:
		}
	}
	p.mu.Unlock()
	<-released
	p.leave(st)
	if err := p.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// Chunks of a loop over nearly all integers whose items take no time grow to what is left.
func TestPaceOfNearlyAllIntegers(t *testing.T) {
	for _, most := range []int{defaultMaxLen, 1 << 62, 1000} {
		pc := pace{size: 1, least: 1, most: most}
		for range 100 {
			n, before := pc.next(defaultMaxLen/4), pc.size
			if pc.learn(n, 1); pc.size < before {
				t.Fatalf("after %d items the size goes from %d to %d", n, before, pc.size)
			}
		}
		if pc.size > most || most == 1000 && pc.size != most {
			t.Errorf("size %d, at most %d", pc.size, most)
		}
	}
}
