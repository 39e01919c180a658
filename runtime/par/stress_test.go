package par_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
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
	p      *par.Pool
	lanes  []*par.Lane
	cancel context.CancelFunc
}

func (t *tree) sum(ctx context.Context, n *node) (int, error) {
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
	default:
		err = each()
	}
	return int(total.Load()), err
}

func stress(t *testing.T, seed uint64, fails bool) {
	r := rand.New(rand.NewPCG(seed, 1))
	policy := policies[r.IntN(len(policies))]
	capacity, width, blocked := 1+r.IntN(3), 1+r.IntN(4), r.IntN(3)
	what := fmt.Sprintf("seed %d: Workers(%d), Queue(%d, %v), MaxBlocked(%d)", seed, width, capacity, policy, blocked)
	p, err := par.New(par.Workers(width), par.Queue(capacity, policy), par.MaxBlocked(blocked), par.MemoryQuota(50))
	if err != nil {
		t.Fatal(err)
	}
	lanes := []*par.Lane{newLane(t, p, "narrow", par.LaneCap(1)), newLane(t, p, "heavy", par.LaneCap(1+r.IntN(3)), par.LaneWeight(3))}
	var wg sync.WaitGroup
	for range 2 { // two callers at the same time
		root := randomTree(r, 5, fails)
		var planned [5]int
		want := root.oracle(&planned)
		wg.Go(func() {
			ctx, cancel := context.WithCancel(bg)
			defer cancel()
			tr := &tree{p, lanes, cancel}
			var got int
			var err error
			var raised any
			gone := exits(func() {
				defer func() { raised = recover() }()
				err = p.Run(ctx, func(s *par.Scope) (err error) { got, err = tr.sum(s.Context(), root); return err })
			})
			pe, _ := raised.(*par.PanicError)
			anyPlanned := planned != [5]int{planned[noFailure]}
			cancelled := anyPlanned && (errors.Is(err, context.Canceled) || pe != nil && errors.Is(pe, context.Canceled))
			boom := planned[failError] > 0 && (errors.Is(err, errBoom) || pe != nil && errors.Is(pe, errBoom)) ||
				planned[failPanic] > 0 && pe != nil && errors.Is(pe, errBoom)
			switch {
			case raised != nil:
				if !boom && !cancelled { // a fold in a Reduce turns errors into panics
					t.Errorf("%s: unplanned panic %v", what, raised)
				}
			case gone:
				if planned[failGoexit] == 0 {
					t.Errorf("%s: unplanned Goexit", what)
				}
			case err != nil:
				if !boom && !cancelled {
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
	if err := p.Close(bg); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if s := p.Stats(); s.Busy+s.Blocked+s.Waiting+s.Goroutines+s.Queued+s.Submitters != 0 || s.Memory != 0 {
		t.Errorf("%s: not empty: %+v", what, s)
	}
}

func TestStress(t *testing.T) {
	seeds := uint64(150)
	if testing.Short() {
		seeds = 20
	}
	base := uint64(time.Now().UnixNano()) // a failure names its seed
	for _, fails := range []bool{false, true} {
		t.Run(fmt.Sprintf("bubble/fails=%v", fails), func(t *testing.T) {
			for i := range seeds {
				synctest.Test(t, func(t *testing.T) { stress(t, base+i, fails) })
			}
		})
		t.Run(fmt.Sprintf("parallel/fails=%v", fails), func(t *testing.T) {
			for i := range seeds {
				stress(t, base+i, fails)
			}
			checkNoWorkers(t)
		})
	}
}
