package seldom

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Tasks do not queue up for a lock that they take when something has failed.

type failures struct {
	mu  sync.Mutex
	all []error
}

func (f *failures) add(err error) {
	if err == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, err)
}

func parse(x int) error { return nil }

func onFailure(ctx context.Context, xs []int, f *failures) {
	var mu, always, ok sync.Mutex
	var all []error
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		if err := parse(*x); err != nil {
			mu.Lock()
			all = append(all, err)
			mu.Unlock()
		}
		f.add(parse(*x))
		err := parse(*x)
		always.Lock() // want `takes the same lock for each item`
		all = append(all, err)
		always.Unlock()
		if err == nil {
			ok.Lock() // want `takes the same lock for each item`
			all = all[:0]
			ok.Unlock()
		}
		return nil
	})
}

// Nor for that which they take when they are the first to ask.

type registry struct {
	mu   sync.RWMutex
	made map[int]*int
}

func (r *registry) get(x int) *int {
	r.mu.RLock()
	p := r.made[x]
	r.mu.RUnlock()
	if p != nil {
		return p
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if p = r.made[x]; p == nil {
		p = new(int)
		r.made[x] = p
	}
	return p
}

func (r *registry) set(x int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made[x] = nil
}

func firstUse(ctx context.Context, xs []int, r, s *registry) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		r.get(*x)
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		s.get(*x) // want `takes the same lock for each item, .*RLock`
		s.set(*x) // want `takes the same lock for each item, .*Lock`
		return nil
	})
}
