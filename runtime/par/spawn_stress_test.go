//parvet:ignore sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A random tree of spawned children that take time and then return an error of their own, panic or end well. With a token for
// each, a bubble's clock tells which failure is the first, and the oracle which child starts, what Run returns and when.
// With fewer tokens, or in parallel without a clock, what must hold in any order is checked.

type spawned struct {
	before, after time.Duration // until it spawns its kids, and then until it ends
	kids          []*spawned
	inJoin        bool // the kids are spawned by halves of joins
	stubborn      bool // does not look at the context
	err           error
	panics        bool // with err
	started       atomic.Bool
}

func randomSpawned(r *rand.Rand, depth int) *spawned {
	n := &spawned{before: randomTime(r), after: randomTime(r), inJoin: r.IntN(2) == 0, stubborn: r.IntN(2) == 0}
	if r.IntN(6) == 0 {
		n.err = fmt.Errorf("failure %d", r.Int())
		n.panics = r.IntN(6) == 0
	}
	for i := 0; i < 3 && depth > 0; i++ {
		n.kids = append(n.kids, randomSpawned(r, depth-1))
	}
	return n
}

// randomTime makes it unlikely that two sums are equal.
func randomTime(r *rand.Rand) time.Duration { return time.Duration(1 + r.Int64N(int64(time.Hour))) }

func (n *spawned) each(start time.Duration, f func(n *spawned, start, end time.Duration)) {
	f(n, start, start+n.before+n.after)
	for _, k := range n.kids {
		k.each(start+n.before, f)
	}
}

func (n *spawned) run(s *par.Scope, clock bool) error {
	n.started.Store(true)
	if err := n.pass(s, clock, n.before); err != nil {
		return err
	}
	for _, k := range n.kids {
		spawn := func(s *par.Scope) { s.Spawn(func(s *par.Scope) error { return k.run(s, clock) }) }
		if n.inJoin {
			par.Join(s, func(*par.Scope) {}, spawn)
		} else {
			spawn(s)
		}
	}
	if err := n.pass(s, clock, n.after); err != nil {
		return err
	}
	if n.panics {
		panic(n.err)
	}
	return n.err
}

func (n *spawned) pass(s *par.Scope, clock bool, d time.Duration) error {
	switch {
	case !clock:
		runtime.Gosched()
	case n.stubborn:
		time.Sleep(d)
		return nil
	default:
		select {
		case <-time.After(d):
			return nil
		case <-s.Context().Done():
		}
	}
	if n.stubborn {
		return nil
	}
	return s.Context().Err()
}

// runSpawned runs the tree and checks what holds in any order. It returns what Run returned or panicked with.
func runSpawned(t *testing.T, what string, root *spawned, width int, clock bool) (err, panicked error) {
	p := newPool(t, par.Workers(width))
	var ctx context.Context
	if pe, ok := caught(func() {
		err = p.Run(bg, func(s *par.Scope) error { ctx = s.Context(); return root.run(s, clock) })
	}).(*par.PanicError); ok {
		panicked = pe.Unwrap()
	}
	all, mine, failures := true, err == nil, 0
	root.each(0, func(n *spawned, _, _ time.Duration) {
		all = all && n.started.Load()
		mine = mine || n.err == err && !n.panics && n.started.Load()
		if n.err != nil {
			failures++
		}
	})
	if !mine {
		t.Errorf("%s: error %v is of none that ran", what, err)
	}
	if err != nil && context.Cause(ctx) != err {
		t.Errorf("%s: error %v, but the cause is %v", what, err, context.Cause(ctx))
	}
	if (failures > 0) != (err != nil || panicked != nil) {
		t.Errorf("%s: %d failures planned, error %v, panic %v", what, failures, err, panicked)
	}
	if failures == 0 && !all {
		t.Errorf("%s: not all were run", what)
	}
	return err, panicked
}

func spawnOracle(t *testing.T, what string, root *spawned, err, panicked error, took time.Duration) {
	const never = time.Duration(1 << 62)
	first, wantTook := never, time.Duration(0)
	var wantErr, wantPanic error
	root.each(0, func(n *spawned, _, end time.Duration) {
		if n.err != nil && end < first {
			first, wantErr = end, n.err
		}
	})
	firstPanic := never
	root.each(0, func(n *spawned, start, end time.Duration) {
		if n.started.Load() != (start < first) {
			t.Errorf("%s: started %v at %v, the first failure is at %v", what, n.started.Load(), start, first)
		}
		if start >= first {
			return
		}
		if end > first && !n.stubborn {
			end = first
		} else if n.panics && end < firstPanic { // a panic counts also when it is not the first failure
			firstPanic, wantPanic = end, n.err
		}
		wantTook = max(wantTook, end)
	})
	if wantPanic != nil {
		wantErr = nil
	}
	if err != wantErr || panicked != wantPanic {
		t.Errorf("%s: error %v and panic %v, want %v and %v", what, err, panicked, wantErr, wantPanic)
	}
	if took != wantTook {
		t.Errorf("%s: took %v, want %v", what, took, wantTook)
	}
}

func TestStressSpawnErrors(t *testing.T) {
	seeds := uint64(150)
	switch {
	case testing.Short():
		seeds = 20
	case long():
		seeds = 3000
	}
	base := uint64(time.Now().UnixNano()) // a failure names its seed
	for i := range seeds {
		what := fmt.Sprintf("seed %d", base+i)
		r := rand.New(rand.NewPCG(base+i, 2))
		depth, few, seed := 1+r.IntN(3), 1+r.IntN(4), r.Uint64()
		tree := func() *spawned { return randomSpawned(rand.New(rand.NewPCG(seed, 3)), depth) }
		synctest.Test(t, func(t *testing.T) {
			root, began := tree(), time.Now()
			err, panicked := runSpawned(t, what, root, 64, true)
			spawnOracle(t, what, root, err, panicked, time.Since(began))
			runSpawned(t, what+" with few tokens", tree(), few, true)
		})
		runSpawned(t, what+" in parallel", tree(), few, false)
	}
}
