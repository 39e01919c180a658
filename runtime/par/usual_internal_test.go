//parvet:ignore sleep a test sleeps in a bubble, to see what is learnt of it

package par

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// blocks is a function for For that notes its blocks.
type blocks struct {
	mu  sync.Mutex
	all [][2]int
	end func() error
}

func (b *blocks) f(lo, hi int) error {
	b.mu.Lock()
	b.all = append(b.all, [2]int{lo, hi})
	b.mu.Unlock()
	return b.end()
}

// expect is the function, of which the pool is told how long an item takes, in 1/1024 ns.
func (b *blocks) expect(item int64) func(lo, hi int) error {
	f := b.f
	usualOf(entryOf(f)).Store(&usual{entry: entryOf(f), item: item})
	return f
}

func (b *blocks) run(t *testing.T, item int64, p *Pool, n int, opts ...CallOption) ([][2]int, error) {
	t.Helper()
	b.all = nil
	if b.end == nil {
		b.end = func() error { return nil }
	}
	err := For(context.Background(), n, b.expect(item), append(opts, On(p))...)
	return b.all, err
}

func pool(t *testing.T, opts ...Option) *Pool {
	t.Helper()
	p, err := New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p
}

const cheap, dear = 1 << itemScale, worthAnswer << itemScale // a nanosecond, and as long as a whole call may take

func TestForThatIsExpectedToBeShort(t *testing.T) {
	p, watched := pool(t, Workers(4)), pool(t, Workers(4), Watchdog(time.Second, time.Second))
	for _, c := range []struct {
		name string
		item int64
		p    *Pool
		n    int
		opts []CallOption
		one  bool
	}{
		{"short", cheap, p, 10, nil, true},
		{"dear items", dear, p, 10, nil, false},
		{"many items", cheap, p, int(worthAnswer), nil, false},
		{"MaxLen", cheap, p, 10, []CallOption{MaxLen(9)}, false},
		{"MaxLen as long", cheap, p, 10, []CallOption{MaxLen(10)}, true},
		{"watched", cheap, watched, 10, nil, false},
	} {
		all, err := new(blocks).run(t, c.item, c.p, c.n, c.opts...)
		if err != nil || (len(all) == 1) != c.one {
			t.Errorf("%s: %d blocks, %v", c.name, len(all), err)
		}
	}
}

func TestShortForEnds(t *testing.T) {
	p := pool(t, Workers(4))
	boom := errors.New("boom")
	if _, err := (&blocks{end: func() error { return boom }}).run(t, cheap, p, 10); err != boom {
		t.Error(err)
	}
	func() {
		defer func() {
			if pe, ok := recover().(*PanicError); !ok || !errors.Is(pe, boom) || p.Stats().Panics != 1 {
				t.Errorf("raised %v", pe)
			}
		}()
		_, _ = (&blocks{end: func() error { panic(boom) }}).run(t, cheap, p, 10)
	}()
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = (&blocks{end: func() error { runtime.Goexit(); return nil }}).run(t, cheap, p, 10)
		t.Error("a Goexit was lost")
	})
	wg.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := &blocks{end: func() error { t.Error("called"); return nil }}
	if err := For(ctx, 10, b.expect(cheap), On(p)); err != context.Canceled {
		t.Error(err)
	}
	if err := p.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.run(t, cheap, p, 10); err != ErrClosed {
		t.Error(err)
	}
}

// A function whose items get dear is known for it at once, one whose items get cheap bit by bit.
func TestUsualIsLearnt(t *testing.T) {
	f := func(lo, hi int) error { return nil }
	e := entryOf(f)
	usualOf(e).Store(nil)
	item := func() float64 { return float64(usualOf(e).Load().item) / (1 << itemScale) }
	learnUsual(e, 10, 100)
	if got := item(); got < 10 || got > 10.1 {
		t.Errorf("%v ns an item", got)
	}
	learnUsual(e, 10, 10_000)
	if u := usualOf(e).Load(); item() > 30 || u.short(e, 1) {
		t.Errorf("%+v after one that took much longer", u)
	}
	learnUsual(e, 10, 10_000)
	if got := item(); got < 1000 || got > 1000.1 {
		t.Errorf("%v ns an item", got)
	}
	for range 50 {
		learnUsual(e, 10, 100)
	}
	if got := item(); got > 20 {
		t.Errorf("%v ns an item", got)
	}
	before := item()
	for range 50 {
		learnUsual(e, 100, int64(70*before))
	}
	if got := item(); got > 0.85*before {
		t.Errorf("%v ns an item after many with %v", got, 0.7*before)
	}
	learnUsual(e, 1, 1<<62)
	learnUsual(e, 1, 1<<62)
	if u := usualOf(e).Load(); u.short(e, 1) || u.short(e+1, 1) {
		t.Errorf("%+v is short", u)
	}
}

// What is known of a short For is measured again when a timer has made it old, and not before.
func TestUsualIsOldAfterAWhile(t *testing.T) {
	p := pool(t, Workers(2))
	f := func(lo, hi int) error { return nil }
	place := usualOf(entryOf(f))
	look := func() (before, after *usual, age uint32) {
		before, age = place.Load(), era.now.Load()
		if err := For(context.Background(), 10, f, On(p)); err != nil {
			t.Fatal(err)
		}
		return before, place.Load(), era.now.Load()
	}
	age := era.now.Load()
	learnUsual(entryOf(f), 10, 100)
	for era.now.Load() == age {
		time.Sleep(time.Millisecond)
	}
	before, after, _ := look()
	if after == before || after.era == before.era {
		t.Errorf("old: %+v is still %+v", before, after)
	}
	for range 1000 {
		before, after, age := look()
		if before.era == age && !before.odd && after != before { // an odd one goes another way
			t.Errorf("measured again: %+v is %+v", before, after)
		}
	}
}

func TestEntryIsThatOfReflect(t *testing.T) {
	n := 0
	closure := func(lo, hi int) error { n++; return nil }
	method := new(blocks).f
	for _, c := range []struct {
		got  uintptr
		want any
	}{
		{entryOf(closure), closure},
		{entryOf(method), method},
		{entryOf(cheapLoop), cheapLoop},
		{entryOf(generic[int]), generic[int]},
		{entryOf(strings.ToUpper), strings.ToUpper},
	} {
		if want := reflect.ValueOf(c.want).Pointer(); c.got != want {
			t.Errorf("%T: %#x, want %#x", c.want, c.got, want)
		}
	}
}

func cheapLoop(lo, hi int) error { return nil }

func generic[T any](x T) T { return x }

// The time of a bubble says nothing.
func TestNothingIsLearntInBubbles(t *testing.T) {
	f := func(lo, hi int) error { time.Sleep(time.Duration(hi-lo) * time.Second); return nil }
	usualOf(entryOf(f)).Store(nil)
	synctest.Test(t, func(t *testing.T) {
		p := pool(t, Workers(2))
		began := time.Now()
		for range 10 {
			if err := For(t.Context(), 4, f, On(p)); err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%v for 10 loops of 4 s on two tokens", took)
		}
	})
	if u := usualOf(entryOf(f)).Load(); u != nil && u.entry == entryOf(f) {
		t.Errorf("%+v", u)
	}
}
