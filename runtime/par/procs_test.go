package par_test

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/parvet/parvet/runtime/par"
)

// The number of processors changes while a pool that follows it is at work of all kinds: nothing is lost, and in the end nothing is left.
func TestStressGOMAXPROCS(t *testing.T) {
	old := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(old)
	rounds := 300
	if testing.Short() {
		rounds = 30
	}
	p := newPool(t)
	rec := fibRec()
	var wg sync.WaitGroup
	for caller := range 3 {
		wg.Go(func() {
			for i := range rounds {
				if caller == 0 {
					runtime.GOMAXPROCS(1 + i%5)
				}
				if n, err := rec.Run(bg, 12, par.On(p)); n != 144 || err != nil {
					t.Errorf("Rec: %d, %v", n, err)
				}
				if n, err := par.Reduce(bg, upTo(500), zero, add, add, par.On(p)); n != 500*499/2 || err != nil {
					t.Errorf("Reduce: %d, %v", n, err)
				}
				var leaves [32]int
				var split func(s *par.Scope, lo, hi int)
				split = func(s *par.Scope, lo, hi int) {
					if hi-lo == 1 {
						leaves[lo]++
						return
					}
					mid := (lo + hi) / 2
					par.Join(s, func(s *par.Scope) { split(s, lo, mid) }, func(s *par.Scope) { split(s, mid, hi) })
				}
				wantErr(t, p.Run(bg, func(s *par.Scope) error { split(s, 0, len(leaves)); return nil }), nil)
				for j, n := range leaves {
					if n != 1 {
						t.Errorf("leaf %d has run %d times", j, n)
					}
				}
				if n, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
					return par.Count(ctx, upTo(20), yes(func(context.Context) error { return nil }))
				}).Wait(bg); n != 20 || err != nil {
					t.Errorf("Submit: %d, %v", n, err)
				}
			}
		})
	}
	wg.Wait()
}

func add(a, b int) int { return a + b }
