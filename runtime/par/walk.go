package par

import (
	"context"
	"hash/maphash"
	"sync"
	"time"
)

// WalkTree calls visit for root and for each node that visit returns as a child of another, in parallel. A parent is visited before its children;
// otherwise there is no order. Nodes that can be reached on two ways are visited twice, and in a circle for ever: see [WalkGraph].
//
// A worker goes down depth-first with a stack of its own, and gives the older half of that away when another worker could use it, or a task
// for each node if visits are slow. So depth costs no stack of goroutines, a tree of less than 20 µs is walked at the caller, and at any time there are a few stacks for each token. The slices that visit
// returns are copied. [Limit] caps the calls of visit under way; there are no chunks, so [MinLen] and [MaxLen] have nothing to bound.
//
// The context that visit gets carries the worker. The first error stops the walk: nodes that have not been visited never are. The
// end of ctx, panics, [runtime.Goexit] and invalid arguments are as in [ForEach].
func WalkTree[N any](ctx context.Context, root N, visit func(ctx context.Context, node N) (children []N, err error), opts ...CallOption) error {
	c, err := prepare("WalkTree", visit == nil, opts)
	if err != nil {
		return err
	}
	return walk(ctx, &c, func() []N { return []N{root} }, visit)
}

// WalkGraph is [WalkTree] from several roots, for nodes that can be reached on more than one way: each is visited once. Nodes are the same if
// they are equal, and all that were found are kept until the end. Of two nodes neither need be visited before the other, but each
// is found by the visit of a neighbour or is a root.
func WalkGraph[N comparable](ctx context.Context, roots []N, visit func(ctx context.Context, node N) (neighbours []N, err error), opts ...CallOption) error {
	c, err := prepare("WalkGraph", visit == nil, opts)
	if err != nil || len(roots) == 0 {
		return err
	}
	met := newMet[N]()
	return walk(ctx, &c, func() []N { return met.fresh(roots) }, func(ctx context.Context, n N) ([]N, error) {
		ns, err := visit(ctx, n)
		if err != nil {
			return nil, err
		}
		return met.fresh(ns), nil
	})
}

// shareAfter is how long a walker must have had its stack before it gives some away: less work is not worth the hand-over.
const shareAfter = chunkTime

func walk[N any](ctx context.Context, c *callConfig, roots func() []N, visit func(context.Context, N) ([]N, error)) error {
	return c.run(ctx, func(s *Scope) error {
		crew := newCrew(s, c)
		var down func(s *Scope, stack []N) error
		down = func(s *Scope, stack []N) error {
			since, visits := time.Now(), time.Duration(0)
			for len(stack) > 0 {
				if err := s.Context().Err(); err != nil {
					return err
				}
				s.seat.beat()
				last := len(stack) - 1
				n := stack[last]
				clear(stack[last:]) // or the garbage collector keeps it as long as the stack
				more, err := visit(s.Context(), n)
				if err != nil {
					return err
				}
				visits++
				stack = append(stack[:last], more...)
				if len(stack) < 2 || !crew.vacant() {
					continue
				}
				took := time.Since(since)
				if took < shareAfter {
					continue
				}
				// The older half is nearer to the root: it is likely the larger part of what is left. Nodes that are worth a task each get one, because
				// what stays on a stack waits for the visit that is under way there.
				give, times := len(stack)/2, 1
				if took/visits >= shareAfter {
					give, times = 1, len(stack)-1
				}
				given := 0
				for ; times > 0; times-- {
					older := append([]N(nil), stack[given:given+give]...)
					if !crew.spawn(func(s *Scope) error { return down(s, older) }) {
						break
					}
					given += give
				}
				kept := copy(stack, stack[given:])
				clear(stack[kept:])
				stack = stack[:kept]
				since, visits = time.Now(), 0
			}
			return nil
		}
		return down(s, roots())
	})
}

// met is the set of nodes that a walk has found. It has many locks so that workers seldom want the same one.
type met[N comparable] struct {
	seed   maphash.Seed
	shards [64]struct {
		mu   sync.Mutex
		seen map[N]struct{}
		_    [48]byte // a cache line for each lock
	}
}

func newMet[N comparable]() *met[N] {
	m := &met[N]{seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].seen = make(map[N]struct{})
	}
	return m
}

// fresh returns those of ns that were not met before, and meets them.
func (m *met[N]) fresh(ns []N) []N {
	var out []N
	for _, n := range ns {
		if m.add(n) {
			out = append(out, n)
		}
	}
	return out
}

func (m *met[N]) add(n N) bool {
	s := &m.shards[maphash.Comparable(m.seed, n)%uint64(len(m.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.seen)
	s.seen[n] = struct{}{}
	return len(s.seen) > before
}
