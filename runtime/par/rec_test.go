//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func fibFork(s *par.Strand[int, int], n int) int {
	if n < 2 {
		return n
	}
	if s.Fork(n - 2) {
		a := fibFork(s, n-1)
		return a + s.Await()
	}
	return fibFork(s, n-1) + fibFork(s, n-2)
}

func fibJoin(s *par.Strand[int, int], n int) int {
	if n < 2 {
		return n
	}
	a, b := s.Join(n-1, n-2)
	return a + b
}

func fibRec() *par.Rec[int, int] { return par.NewRec(fibFork) }

func fibSeq(n int) int {
	if n < 2 {
		return n
	}
	return fibSeq(n-1) + fibSeq(n-2)
}

func TestRecFib(t *testing.T) {
	p := newPool(t, par.Workers(4))
	r := fibRec()
	for n := range 28 {
		got, err := r.Run(bg, n, par.On(p))
		if err != nil || got != fibSeq(n) {
			t.Fatalf("fib(%d) = %d, %v, want %d", n, got, err, fibSeq(n))
		}
	}
}

func TestRecJoin(t *testing.T) {
	p := newPool(t, par.Workers(4))
	r := par.NewRec(func(s *par.Strand[[2]int, int], a [2]int) int {
		lo, hi := a[0], a[1]
		if hi-lo < 4 {
			sum := 0
			for i := lo; i < hi; i++ {
				sum += i
			}
			return sum
		}
		m := (lo + hi) / 2
		x, y := s.Join([2]int{lo, m}, [2]int{m, hi})
		return x + y
	})
	const n = 1 << 20
	if got, err := r.Run(bg, [2]int{0, n}, par.On(p)); err != nil || got != n*(n-1)/2 {
		t.Errorf("got %d, %v", got, err)
	}
}

// A random tree: some nodes fork several children before they await them, some panic, some end in Goexit.
type recNode struct {
	depth, seed int
}

func recTree(s *par.Strand[recNode, int], n recNode) int {
	rng := rand.New(rand.NewPCG(uint64(n.seed), uint64(n.depth)))
	if n.depth == 0 {
		return n.seed & 7
	}
	kids := make([]recNode, rng.IntN(4))
	for i := range kids {
		kids[i] = recNode{n.depth - 1 - rng.IntN(2)*min(1, n.depth-1), rng.Int() & 0xffff}
	}
	if s == nil {
		sum := n.seed & 3
		for _, k := range kids {
			sum += recTree(nil, k)
		}
		return sum
	}
	sum, forked := n.seed&3, 0
	for i, k := range kids {
		if i < len(kids)-1 && s.Fork(k) {
			forked++
		} else {
			sum += recTree(s, k)
		}
	}
	for range forked {
		sum += s.Await()
	}
	return sum
}

func TestRecRandomTrees(t *testing.T) {
	p := newPool(t, par.Workers(8))
	r := par.NewRec(recTree)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 60 {
				n := recNode{6 + i%7, g*1000 + i}
				if got, err := r.Run(bg, n, par.On(p)); err != nil || got != recTree(nil, n) {
					t.Errorf("%v: got %d, %v, want %d", n, got, err, recTree(nil, n))
					return
				}
			}
		})
	}
	wg.Wait()
}

// eager forks everything and makes each call long enough for thieves.
func eager(p *par.Pool, depth int, leaf func(n int)) func() (int, error) {
	r := par.NewRec(func(s *par.Strand[int, int], n int) int {
		if n >= 1<<depth {
			leaf(n - 1<<depth)
			return 1
		}
		a, b := s.Join(2*n, 2*n+1)
		return a + b
	})
	return func() (int, error) { return r.Run(bg, 1, par.On(p)) }
}

func busy(d time.Duration) {
	for t := time.Now(); time.Since(t) < d; {
	}
}

func TestRecPanic(t *testing.T) {
	p := newPool(t, par.Workers(4))
	for at := range 16 {
		var began, ended atomic.Int32
		run := eager(p, 4, func(n int) {
			began.Add(1)
			defer ended.Add(1)
			busy(50 * time.Microsecond)
			if n == at {
				panic(errBoom)
			}
		})
		for range 10 {
			v := caught(func() { _, _ = run() })
			pe, ok := v.(*par.PanicError)
			if !ok || !errors.Is(pe, errBoom) || !strings.Contains(string(pe.Stack), "TestRecPanic") {
				t.Fatalf("leaf %d: panicked with %v", at, v)
			}
			if b, e := began.Load(), ended.Load(); b != e {
				t.Fatalf("leaf %d: %d calls run after the panic was raised", at, b-e)
			}
		}
	}
}

func TestRecGoexit(t *testing.T) {
	p := newPool(t, par.Workers(4))
	for at := range 16 {
		run := eager(p, 4, func(n int) {
			busy(50 * time.Microsecond)
			if n == at {
				runtime.Goexit()
			}
		})
		for range 5 {
			if !exits(func() { _, _ = run() }) {
				t.Fatalf("leaf %d: the caller went on", at)
			}
		}
	}
}

func TestRecMisuse(t *testing.T) {
	p := newPool(t, par.Workers(4))
	if v := caught(func() { par.NewRec[int, int](nil) }); v != "par: NewRec of a nil function" {
		t.Errorf("NewRec(nil): %v", v)
	}
	forgets := par.NewRec(func(s *par.Strand[int, int], n int) int {
		if n > 0 {
			s.Fork(n - 1)
		}
		return n
	})
	if v := caught(func() { _, _ = forgets.Run(bg, 1, par.On(p)) }); v == nil || !strings.Contains(v.(string), "before it awaited") {
		t.Errorf("a fork that nobody awaited: %v", v)
	}
	twice := par.NewRec(func(s *par.Strand[int, int], n int) int { return s.Await() })
	v := caught(func() { _, _ = twice.Run(bg, 1, par.On(p)) })
	if pe, ok := v.(*par.PanicError); !ok || pe.Value != "par: Await without a Fork" {
		t.Errorf("Await without Fork: %v", v)
	}
	r := fibRec()
	for _, o := range []par.CallOption{par.MinLen(2), par.MaxLen(2), par.Timeout(time.Second), {}} {
		_, err := r.Run(bg, 3, par.On(p), o)
		wantErr(t, err, par.ErrInvalid)
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	_, err := r.Run(ctx, 3, par.On(p))
	wantErr(t, err, context.Canceled)
	q := newPool(t)
	if err := q.Close(bg); err != nil {
		t.Fatal(err)
	}
	_, err = r.Run(bg, 3, par.On(q))
	wantErr(t, err, par.ErrClosed)
}

func TestRecIn(t *testing.T) {
	p := newPool(t, par.Workers(3))
	r := fibRec()
	err := par.ForEach(bg, make([]int, 20), func(ctx context.Context, i int, x *int) error {
		var err error
		*x, err = r.Run(ctx, 15+i%6)
		if *x != fibSeq(15+i%6) {
			t.Errorf("wrong result in a task")
		}
		return err
	}, par.On(p))
	if err != nil {
		t.Error(err)
	}
}

func TestRecContext(t *testing.T) {
	p := newPool(t, par.Workers(4))
	r := par.NewRec(func(s *par.Strand[int, int], n int) int {
		if n == 0 {
			if err := par.Blocking(s.Context(), func(context.Context) error { return nil }); err != nil {
				t.Error(err)
			}
			if err := s.Blocking(func() error { return errBoom }); err != errBoom {
				t.Error(err)
			}
			return 1
		}
		a, b := s.Join(n-1, n-1)
		return a + b
	})
	for range 20 {
		if got, err := r.Run(bg, 8, par.On(p)); got != 256 || err != nil {
			t.Errorf("got %d, %v", got, err)
		}
	}
}

func TestRecInBubble(t *testing.T) {
	for range 10 {
		synctest.Test(t, func(t *testing.T) {
			p := newPool(t, par.Workers(4))
			c := make(chan int, 1<<10)
			r := par.NewRec(func(s *par.Strand[int, int], n int) int {
				if n == 0 {
					c <- 1 // a channel of the bubble
					return 1
				}
				a, b := s.Join(n-1, n-1)
				return a + b
			})
			for range 3 {
				if got, err := r.Run(bg, 8, par.On(p)); got != 256 || err != nil {
					t.Errorf("got %d, %v", got, err)
				}
			}
			if len(c) != 3*256 {
				t.Errorf("%d leaves", len(c))
			}
		})
	}
}

func BenchmarkRec(b *testing.B) {
	p := newPool(b)
	r := fibRec()
	rj := par.NewRec(fibJoin)
	pair := func(b *testing.B, n int, forks float64, opts ...par.CallOption) {
		best := func(f func()) float64 {
			m := 1e18
			for range 20 {
				t := time.Now()
				f()
				m = min(m, float64(time.Since(t)))
			}
			return m
		}
		for b.Loop() {
			seq := best(func() { fibSeq(n) })
			rec := best(func() { _, _ = r.Run(bg, n, opts...) })
			join := best(func() { _, _ = rj.Run(bg, n, opts...) })
			b.ReportMetric((rec-seq)/forks, "Fork-ns")
			b.ReportMetric((join-seq)/forks, "Join-ns")
			b.ReportMetric(rec/seq, "Fork/seq")
			b.ReportMetric(join/seq, "Join/seq")
		}
		b.ReportMetric(0, "ns/op")
	}
	b.Run("one", func(b *testing.B) { pair(b, 27, 832040/2, par.Limit(1)) })
	b.Run("two", func(b *testing.B) { pair(b, 32, 3524578, par.On(p)) })
	b.Run("tiny", func(b *testing.B) { pair(b, 14, 609, par.On(p)) })
}
