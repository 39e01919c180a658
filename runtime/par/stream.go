package par

import (
	"context"
	"errors"
	"iter"
	"sync"
)

// Stream calls f for the elements of seq in parallel and gives the results in the order in which they are ready: none need wait for the result of an element that came before it. For results in order see
// [MapSeq]. It is given between two steps of seq, so what is ready waits while seq waits for its next element, and a seq that waits for what the body does with a result waits for ever: let such a loop
// read from a channel and spawn in a [Scope], or walk with [WalkTree] what yields further work.
//
//	for page, err := range par.Stream(ctx, urls, fetch, par.Limit(8)) {
//		if err != nil {
//			return err // the last thing that comes
//		}
//		...
//	}
//
// Both seq and the body of the loop run at the caller, never at the same time, and count as blocked in the sense of [Blocking]: the token of the caller is given back. It is read ahead by a bounded
// number of elements, as in [ForSeq], and as many results at most wait for the body. When the body ends the loop early, what has not begun never does and what runs is waited for.
//
// The first error of f stops reading; it comes last, without a result, as do the error of ctx and those about the call: a nil function, options that are out of range, a closed pool. A panic in f, seq or the
// body is raised at the caller as [*PanicError] once all have ended, and [runtime.Goexit] ends its goroutine. There are no chunks, so [MinLen] and [MaxLen] have nothing to bound. Each range over the result begins anew.
func Stream[T, R any](ctx context.Context, seq iter.Seq[T], f func(context.Context, T) (R, error), opts ...CallOption) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		st := stream[T, R]{f: f, yield: yield, ready: make(chan struct{}, 1)}
		c, err := prepare("Stream", seq == nil || f == nil, opts)
		if err == nil {
			err = c.run(ctx, func(s *Scope) error { return st.run(s, newCrew(s, &c), seq) })
		}
		if err != nil && !st.left {
			var zero R
			yield(zero, err)
		}
	}
}

var errStreamLeft = errors.New("par: the loop over a stream was left")

// stream is one range over a Stream.
type stream[T, R any] struct {
	f     func(context.Context, T) (R, error)
	yield func(R, error) bool

	left  bool          // the body wants no more; the caller's
	given int           // to others; the caller's
	had   int           // results of these
	ready chan struct{} // has one when results is not empty; made by the caller, so it is of its bubble

	mu      sync.Mutex
	results []R
}

func (st *stream[T, R]) run(s *Scope, crew *crew, seq iter.Seq[T]) error {
	err := s.Blocking(func() error {
		for x := range seq {
			if err := s.Context().Err(); err != nil {
				return err
			}
			if crew.spawn(func(s *Scope) error { return st.work(s, x) }) {
				st.given++
			} else {
				var r R
				err := s.unblocked(func() (err error) {
					r, err = st.f(s.Context(), x)
					return err
				})
				if err != nil {
					return err
				}
				if err := st.give(r); err != nil {
					return err
				}
			}
			if err := st.drain(); err != nil {
				return err
			}
		}
		return nil
	})
	for err == nil && st.had < st.given {
		err = st.await(s)
	}
	return err
}

// work calls f on a worker.
func (st *stream[T, R]) work(s *Scope, x T) error {
	r, err := st.f(s.Context(), x)
	if err != nil {
		return err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.results = append(st.results, r)
	select {
	case st.ready <- struct{}{}:
	default:
	}
	return nil
}

// drain hands what is there to the body of the loop.
func (st *stream[T, R]) drain() error {
	st.mu.Lock()
	rs := st.results
	st.results = nil
	st.mu.Unlock()
	st.had += len(rs)
	for _, r := range rs {
		if err := st.give(r); err != nil {
			return err
		}
	}
	return nil
}

func (st *stream[T, R]) give(r R) error {
	if !st.yield(r, nil) {
		st.left = true
		return errStreamLeft
	}
	return nil
}

// park waits until there are results, or the scope has ended.
func (st *stream[T, R]) park(s *Scope) {
	s.seat.pause(stateWaiting)
	defer s.seat.resume(stateWaiting)
	timer := newForeignTimer()
	defer timer.release()
	for {
		select {
		case <-st.ready:
			return
		case <-s.Context().Done():
			return
		case <-timer.C:
			defer pauseFurther(s.seat)()
		}
	}
}

// await waits for further results. As in any join, the caller first takes what nobody has begun, so there is nothing that it could wait for in vain.
func (st *stream[T, R]) await(s *Scope) error {
	if !s.group.runOne(s.seat) {
		st.park(s)
	}
	if err := s.Context().Err(); err != nil {
		return err
	}
	return s.Blocking(st.drain)
}
