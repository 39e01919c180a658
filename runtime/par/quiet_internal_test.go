//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// expected makes the pool believe that a call takes some microseconds.
func expected[F any](f F) F {
	e := entryOf(f)
	usualOf(e).Store(&usual{entry: e, item: 20_000 << itemScale})
	return f
}

// What a call that should be short waits for may be its own rest, which nobody was told of: the test ends if it is roused.
func TestQuietCallIsRoused(t *testing.T) {
	for name, call := range map[string]func(p *Pool, wait, signal func()) error{
		"Join": func(p *Pool, wait, signal func()) error {
			return p.Run(context.Background(), expected(func(s *Scope) error {
				Join(s, func(*Scope) { wait() }, func(*Scope) { signal() })
				return nil
			}))
		},
		"Join in a Join": func(p *Pool, wait, signal func()) error {
			return p.Run(context.Background(), expected(func(s *Scope) error {
				Join(s, func(s *Scope) { Join(s, func(*Scope) { wait() }, func(*Scope) {}) }, func(*Scope) { signal() })
				return nil
			}))
		},
		"ForEach": func(p *Pool, wait, signal func()) error {
			f := func(_ context.Context, i int, _ *int) error {
				if i == 0 {
					wait()
				} else {
					signal()
				}
				return nil
			}
			e := entryOf(f)
			usualOf(e).Store(&usual{entry: e, item: 10_000 << itemScale})
			return ForEach(context.Background(), make([]int, 2), f, On(p))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := pool(t, Workers(2))
			done := make(chan struct{})
			if err := call(p, func() { <-done }, func() { close(done) }); err != nil {
				t.Error(err)
			}
			if n := p.Stats().Helped; n == 0 {
				t.Error("nobody has helped")
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if n := p.quiets.calls.Len(); n != 0 {
				t.Errorf("%d calls are still quiet", n)
			}
		})
	}
}

// Who waits where the pool knows of it lets others go on at once: here by the only item that ends the wait, long before the timer.
func TestQuietCallWhoseOwnerWaits(t *testing.T) {
	p := pool(t, Workers(2))
	released := make(chan struct{})
	item := func(ctx context.Context, i int, _ *int) error {
		if i > 0 {
			close(released)
			return nil
		}
		return Blocking(ctx, func(context.Context) error {
			p.mu.Lock()
			n := p.quiets.calls.Len()
			p.mu.Unlock()
			if n != 0 {
				t.Error("the call is quiet while its owner waits")
			}
			<-released
			return nil
		})
	}
	e := entryOf(item)
	usualOf(e).Store(&usual{entry: e, item: 10_000 << itemScale})
	if err := ForEach(context.Background(), make([]int, 2), item, On(p)); err != nil {
		t.Error(err)
	}
}

// A quiet call whose owner gets through starts nobody.
func TestQuietCallStartsNobody(t *testing.T) {
	p := pool(t, Workers(2))
	var ran atomic.Int32
	item := func(context.Context, int, *int) error { ran.Add(1); return nil }
	e := entryOf(item)
	join := func(s *Scope) error {
		Join(s, func(*Scope) { ran.Add(1) }, func(*Scope) { ran.Add(1) })
		return nil
	}
	for range 100 {
		usualOf(e).Store(&usual{entry: e, item: 2_000 << itemScale}) // less than what anybody who lingers is worth
		if err := ForEach(context.Background(), make([]int, 2), item, On(p)); err != nil {
			t.Fatal(err)
		}
		usualOf(entryOf(join)).Store(&usual{entry: entryOf(join), item: 4_000 << itemScale})
		if err := p.Run(context.Background(), join); err != nil {
			t.Fatal(err)
		}
	}
	if s := p.Stats(); ran.Load() != 400 || s.Helped > 50 { // some may have been interrupted for so long that they were roused
		t.Errorf("%d parts, %d of them by others", ran.Load(), s.Helped)
	}
}

// In a bubble no call is quiet: its timers would be those of the bubble, and time may stand still.
func TestNoCallIsQuietInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool(t, Workers(2))
		done := make(chan struct{})
		err := p.Run(context.Background(), expected(func(s *Scope) error {
			Join(s, func(*Scope) { <-done }, func(*Scope) { close(done) })
			return nil
		}))
		if err != nil || p.quiets.timer != nil {
			t.Error(err, p.quiets.timer)
		}
	})
}

// What a Run with joins has done is what all have, without the waits for each other.
func TestJoinsLearnWorkWithoutWaits(t *testing.T) {
	f := func(*Scope) error { return nil }
	usualOf(entryOf(f)).Store(nil)
	r := rootJoins{entry: entryOf(f), asked: true, began: now(), waited: int64(2 * time.Minute)}
	r.stolen.Store(int64(3 * time.Minute))
	r.end()
	item := usualOf(r.entry).Load().item >> itemScale
	if d := time.Duration(item); d < time.Minute || d > 90*time.Second { // half a minute is for this test to take
		t.Errorf("%v for three minutes of others, of which the owner has waited two", d)
	}
}
