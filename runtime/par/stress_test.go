package par_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A random tree of tasks, run by the pool and by a sequential oracle. In a bubble a lost wake-up or a deadlock
// fails at once; outside of it goroutines run in parallel, under the race detector.

type nodeKind int

const (
	leafNode nodeKind = iota
	joinNode
	forEachNode
	mapNode
	reduceNode
	forNode
	spawnNode
	submitNode
	blockingNode
	yieldNode
	sleepNode
	recursionNode
	batchNode
	seqNode
	poolNode // on another pool
	numNodeKinds
)

type failure int

const (
	noFailure failure = iota
	failError
	failPanic
	failGoexit
	failCancel // the whole tree, from inside
)

type node struct {
	kind  nodeKind
	value int
	kids  []*node
	fail  failure
	opts  []par.CallOption
}

func randomTree(r *rand.Rand, depth int, fails bool) *node {
	n := &node{kind: nodeKind(r.IntN(int(numNodeKinds))), value: r.IntN(100)}
	if depth == 0 {
		n.kind = leafNode
	}
	if fails && r.IntN(60) == 0 {
		n.fail = failure(1 + r.IntN(4))
	}
	if n.kind == leafNode {
		return n
	}
	kids := 1 + r.IntN(4)
	if n.kind == joinNode {
		kids = 2
	}
	for range kids {
		n.kids = append(n.kids, randomTree(r, depth-1, fails))
	}
	if r.IntN(3) == 0 {
		n.opts = append(n.opts, par.Limit(1+r.IntN(3)))
	}
	if r.IntN(3) == 0 {
		n.opts = append(n.opts, par.MaxLen(1+r.IntN(2)))
	}
	return n
}

// oracle is the sum of the tree, and which failures are in it.
func (n *node) oracle(fails *[5]int) int {
	sum := n.value
	fails[n.fail]++
	for _, k := range n.kids {
		sum += k.oracle(fails)
	}
	return sum
}

// tree runs a tree on a pool.
type tree struct {
	p, other *par.Pool
	lanes    []*par.Lane
	cancel   context.CancelFunc
	steps    *atomic.Int64
	submits  bool // to the other pool: for its tasks the own one is foreign, so its policy must refuse nothing
}

func (t *tree) sum(ctx context.Context, n *node) (int, error) {
	t.steps.Add(1)
	switch n.fail {
	case failError:
		return 0, errBoom
	case failPanic:
		panic(errBoom)
	case failGoexit:
		goexit()
	case failCancel:
		t.cancel()
		return 0, context.Canceled
	}
	s, err := t.kids(ctx, n)
	return s + n.value, err
}

func (t *tree) kids(ctx context.Context, n *node) (sum int, err error) {
	var total atomic.Int64
	add := func(ctx context.Context, k *node) error {
		s, err := t.sum(ctx, k)
		total.Add(int64(s))
		return err
	}
	each := func() error {
		for _, k := range n.kids {
			if err := add(ctx, k); err != nil {
				return err
			}
		}
		return nil
	}
	switch n.kind {
	case joinNode:
		err = t.p.Run(ctx, func(s *par.Scope) error {
			a, b := par.Join2(s, func(s *par.Scope) error { return add(s.Context(), n.kids[0]) },
				func(s *par.Scope) error { return add(s.Context(), n.kids[1]) })
			return errors.Join(a, b)
		})
	case forEachNode:
		err = par.ForEach(ctx, n.kids, func(ctx context.Context, _ int, k **node) error { return add(ctx, *k) }, n.opts...)
	case mapNode:
		var sums []int
		sums, err = par.Map(ctx, n.kids, t.sum, n.opts...)
		for _, s := range sums {
			total.Add(int64(s))
		}
	case reduceNode:
		// The callbacks have neither context nor error: they use the outer task's, on several goroutines.
		var s int
		s, err = par.Reduce(ctx, n.kids, func() int { return 0 }, func(acc int, k *node) int {
			s, err := t.sum(ctx, k)
			if err != nil {
				panic(err)
			}
			return acc + s
		}, func(a, b int) int { return a + b }, n.opts...)
		total.Add(int64(s))
	case forNode:
		err = par.For(ctx, len(n.kids), func(lo, hi int) error {
			for _, k := range n.kids[lo:hi] {
				if err := add(ctx, k); err != nil { // the outer task's context on several goroutines
					return err
				}
			}
			return nil
		}, n.opts...)
	case spawnNode:
		run := t.p.Run
		if n.value%2 == 0 {
			run = t.lanes[n.value/2%len(t.lanes)].Run
		}
		err = run(ctx, func(s *par.Scope) error {
			for i, k := range n.kids {
				child := func(s *par.Scope) error { return add(s.Context(), k) }
				if i%2 == 0 {
					s.Spawn(child)
				} else {
					s.Spawn(func(s *par.Scope) error { s.Spawn(child); return nil })
				}
			}
			return nil
		})
	case submitNode:
		var futs []*par.Future[int]
		for _, k := range n.kids {
			f := func(ctx context.Context) (int, error) { return t.sum(ctx, k) }
			var o opts
			if k.value%2 == 0 {
				o = append(o, par.In(t.lanes[k.value/2%len(t.lanes)]))
			}
			if k.value%3 == 0 {
				o = append(o, par.Tenant("x"), par.Memory(1+int64(k.value)%50))
			}
			var fut *par.Future[int]
			if n.value%4 == 0 {
				fut, err = par.SubmitAfter(ctx, t.p, time.Duration(n.value)*time.Microsecond, f, o...)
			} else {
				fut, err = par.Submit(ctx, t.p, f, o...)
			}
			if err != nil {
				return 0, err
			}
			futs = append(futs, fut)
		}
		for _, f := range futs {
			s, ferr := f.Wait(ctx)
			total.Add(int64(s))
			err = errors.Join(err, ferr)
		}
	case blockingNode:
		err = par.Blocking(ctx, func(context.Context) error { runtime.Gosched(); return nil })
		err = errors.Join(err, each())
	case sleepNode:
		err = errors.Join(par.Sleep(ctx, time.Microsecond), each())
	case yieldNode:
		if err := t.p.Resize(1 + n.value%4); err != nil {
			return 0, err
		}
		err = t.p.Run(ctx, func(s *par.Scope) error {
			err := s.Yield()
			ctx = s.Context()
			return errors.Join(err, each())
		})
	case recursionNode:
		err = t.rec(ctx, n, add)
	case batchNode:
		var b *par.Batch[int]
		b, err = par.SubmitBatch(ctx, t.p, n.kids, t.sum)
		if err != nil {
			return 0, err
		}
		err = b.Wait(ctx)
		for s, err := range b.All() {
			if err == nil {
				total.Add(int64(s))
			}
		}
	case seqNode:
		err = par.ForSeq(ctx, slices.Values(n.kids), add, n.opts...)
	case poolNode:
		if n.value%2 == 0 || !t.submits {
			err = t.other.Run(ctx, func(s *par.Scope) error {
				for _, k := range n.kids {
					s.Spawn(func(s *par.Scope) error { return add(s.Context(), k) })
				}
				return nil
			})
			break
		}
		var fut *par.Future[int]
		fut, err = par.Submit(ctx, t.other, func(ctx context.Context) (int, error) {
			for _, k := range n.kids {
				if err := add(ctx, k); err != nil {
					return 0, err
				}
			}
			return 0, nil
		})
		if err == nil {
			_, err = fut.Wait(ctx)
		}
	default:
		err = each()
	}
	return int(total.Load()), err
}

// rec visits the kids by a recursion over their indices, which has no errors: they become panics.
func (t *tree) rec(ctx context.Context, n *node, add func(context.Context, *node) error) error {
	_, err := par.NewRec(func(s *par.Strand[[2]int, int], a [2]int) int {
		lo, hi := a[0], a[1]
		if hi-lo == 1 {
			if err := add(s.Context(), n.kids[lo]); err != nil {
				panic(err)
			}
			return 1
		}
		mid := (lo + hi) / 2
		l, r := s.Join([2]int{lo, mid}, [2]int{mid, hi})
		return l + r
	}).Run(ctx, [2]int{0, len(n.kids)}, par.On(t.p))
	return err
}

// stress runs two trees at the same time on one pool, which may be closed meanwhile, and says how many nodes it has visited.
func stress(t *testing.T, seed uint64, fails, closes bool) (steps int64) {
	r := rand.New(rand.NewPCG(seed, 1))
	policy := policies[r.IntN(len(policies))]
	capacity, width, blocked := 1+r.IntN(3), 1+r.IntN(4), r.IntN(3)
	what := fmt.Sprintf("seed %d: Workers(%d), Queue(%d, %v), MaxBlocked(%d), fails %v, closes %v", seed, width, capacity, policy, blocked, fails, closes)
	p, err := par.New(par.Workers(width), par.Queue(capacity, policy), par.MaxBlocked(blocked), par.MemoryQuota(50))
	if err != nil {
		t.Fatal(err)
	}
	other, err := par.New(par.Workers(1+r.IntN(2)), par.Queue(1, par.Block))
	if err != nil {
		t.Fatal(err)
	}
	lanes := []*par.Lane{newLane(t, p, "narrow", par.LaneCap(1)), newLane(t, p, "heavy", par.LaneCap(1+r.IntN(3)), par.LaneWeight(3))}
	var visited atomic.Int64
	var wg sync.WaitGroup
	if patience := r.IntN(200); closes {
		wg.Go(func() {
			for range patience {
				runtime.Gosched()
			}
			wantErr(t, p.Close(bg), nil)
		})
	}
	for range 2 { // two callers at the same time
		root := randomTree(r, 5, fails)
		var planned [5]int
		want := root.oracle(&planned)
		wg.Go(func() {
			ctx, cancel := context.WithCancel(bg)
			defer cancel()
			tr := &tree{p, other, lanes, cancel, &visited, policy == par.Block || policy == par.CallerRuns}
			var got int
			var err error
			var raised any
			gone := exits(func() {
				defer func() { raised = recover() }()
				err = p.Run(ctx, func(s *par.Scope) (err error) { got, err = tr.sum(s.Context(), root); return err })
			})
			pe, _ := raised.(*par.PanicError)
			is := func(want error) bool { return errors.Is(err, want) || pe != nil && errors.Is(pe, want) }
			anyPlanned := planned != [5]int{planned[noFailure]}
			cancelled := (anyPlanned || closes) && is(context.Canceled)
			refused := closes && is(par.ErrClosed)
			boom := planned[failError] > 0 && is(errBoom) || planned[failPanic] > 0 && pe != nil && is(errBoom)
			switch {
			case raised != nil:
				if !boom && !cancelled && !refused { // a fold in a Reduce turns errors into panics
					t.Errorf("%s: unplanned panic %v", what, raised)
				}
			case gone:
				if planned[failGoexit] == 0 {
					t.Errorf("%s: unplanned Goexit", what)
				}
			case err != nil:
				if !boom && !cancelled && !refused {
					t.Errorf("%s: unplanned error %v", what, err)
				}
			default:
				if anyPlanned {
					t.Errorf("%s: a planned failure was swallowed: %v", what, planned)
				}
				if got != want {
					t.Errorf("%s: sum %d, want %d", what, got, want)
				}
			}
		})
	}
	wg.Wait()
	for _, p := range []*par.Pool{p, other} {
		if err := p.Close(bg); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if s := p.Stats(); s.Busy+s.Blocked+s.Waiting+s.Goroutines+s.Queued+s.Submitters != 0 || s.Memory != 0 {
			t.Errorf("%s: not empty: %+v", what, s)
		}
	}
	return visited.Load()
}

// TestStress visits some ten thousand nodes, and with PAR_LONG a million: in bubbles, where a deadlock shows at once, in parallel, and in parallel while the number of processors changes
// and the garbage collector has much to do.
func TestStress(t *testing.T) {
	seeds, goal := uint64(40), int64(0)
	switch {
	case testing.Short():
		seeds = 15
	case long():
		goal = 1_000_000 / 12
	}
	base := uint64(time.Now().UnixNano()) // a failure names its seed
	all := int64(0)
	defer func() { t.Logf("%d nodes visited, from seed %d on", all, base) }()
	each := func(name string, run func(t *testing.T, seed uint64, fails, closes bool) int64) {
		for i, c := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
			t.Run(fmt.Sprintf("%s/fails=%v/closes=%v", name, c[0], c[1]), func(t *testing.T) {
				steps := int64(0)
				for seed := base + uint64(i)<<32; seed < base+uint64(i)<<32+seeds || steps < goal; seed++ {
					steps += run(t, seed, c[0], c[1])
					if t.Failed() {
						break
					}
				}
				all += steps
			})
		}
	}
	each("bubble", func(t *testing.T, seed uint64, fails, closes bool) (steps int64) {
		synctest.Test(t, func(t *testing.T) { steps = stress(t, seed, fails, closes) })
		return steps
	})
	parallel := func(t *testing.T, seed uint64, fails, closes bool) int64 {
		steps := stress(t, seed, fails, closes)
		checkNoWorkers(t)
		return steps
	}
	each("parallel", parallel)
	stop := underPressure()
	defer stop()
	each("pressure", parallel)
}

// underPressure changes the number of processors and keeps the garbage collector at work until stop is called.
func underPressure() (stop func()) {
	processors, percent := runtime.GOMAXPROCS(0), debug.SetGCPercent(1)
	done := make(gate)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
				runtime.GOMAXPROCS(1 + i%5)
				runtime.GC()
				time.Sleep(100 * time.Microsecond)
			}
		}
	})
	return func() {
		done.open()
		wg.Wait()
		runtime.GOMAXPROCS(processors)
		debug.SetGCPercent(percent)
	}
}
