package par

import (
	"context"
	"iter"
	"slices"
	"sync"
)

// feed reads seq at the caller and hands batches to others, or works on them itself. Batches are numbered in the order of seq.
func feed[T any](ctx context.Context, c *callConfig, seq iter.Seq[T], work func(ctx context.Context, batch int, xs []T) error) error {
	return c.run(ctx, func(s *Scope) error {
		crew := newCrew(s, c)
		batches := 0
		hand := func(xs []T) error {
			b := batches
			batches++
			if crew.spawn(func(s *Scope) error { return started(work(s.Context(), b, xs), s) }) {
				return nil
			}
			return s.unblocked(func() error { return started(work(s.Context(), b, xs), s) })
		}
		// All of the loop, not each step of the source: the token changes hands twice in a call, and not twice for each element.
		return s.Blocking(func() error {
			var xs []T
			for x := range seq {
				if err := s.Context().Err(); err != nil {
					return err
				}
				if xs = append(xs, x); len(xs) < c.minLen {
					continue
				}
				if err := hand(xs); err != nil {
					return err
				}
				xs = nil
			}
			if len(xs) == 0 {
				return nil
			}
			return hand(xs)
		})
	})
}

// unblocked runs a callback at a caller that is in Blocking: it works then, with a token, and the watchdog looks after it.
func (s *Scope) unblocked(f func() error) error {
	s.seat.resume(stateBlocked)
	defer s.seat.pause(stateBlocked)
	return f()
}

// started turns the sign of a chunk that was left early into the error of the context that made it leave.
func started(err error, s *Scope) error {
	if err == errUnstarted {
		return s.Context().Err()
	}
	return err
}

// results gathers slices that come in any order.
type results[R any] struct {
	mu    sync.Mutex
	parts [][]R
}

func (r *results[R]) put(i int, part []R) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.parts) <= i {
		r.parts = append(r.parts, nil)
	}
	r.parts[i] = part
}

func (r *results[R]) flat() []R { return slices.Concat(r.parts...) }
