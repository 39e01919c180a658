package par

import (
	"context"
	"iter"
)

// Batch is many results that come from one [SubmitBatch]. Any number of goroutines may wait for it. The zero Batch has none, and to wait for it gives an error that wraps [ErrInvalid].
type Batch[R any] struct {
	fut   *Future[struct{}]
	items []batchItem[R]
}

type batchItem[R any] struct {
	value R
	err   error
	ended bool
}

// SubmitBatch is [Submit] for many small tasks: it hands over f for each element of xs, and returns at once. To submit and await one costs some nanoseconds, where a [Future] of its own costs a
// microsecond. In the queue, and for the options of Submit, the batch is one task; workers share it among them as they do a loop.
//
// The elements have nothing to do with each other: an error or a panic in one is its own result and stops no other. If ctx ends, elements that have not begun never do, and have the
// error of ctx. A [runtime.Goexit] in one, or a [Timeout] of the batch, is the end of the whole: those that have not ended have [ErrGoexit] or [ErrTaskTimeout]. xs must not be changed before the
// batch has ended, and after a timeout not before the pool is closed. The errors of SubmitBatch are those of Submit.
func SubmitBatch[T, R any](ctx context.Context, p *Pool, xs []T, f func(context.Context, T) (R, error), opts ...CallOption) (*Batch[R], error) {
	if f == nil {
		return nil, invalid("SubmitBatch: the function is nil")
	}
	b := &Batch[R]{items: make([]batchItem[R], len(xs))}
	fut, err := submit("SubmitBatch", false, ctx, p, func(ctx context.Context) (struct{}, error) {
		if len(xs) == 0 {
			return struct{}{}, nil
		}
		c := callConfig{pool: p, limit: len(xs), minLen: 1, maxLen: defaultMaxLen}
		return struct{}{}, runLoop(ctx, len(xs), &c, func(ctx context.Context, lo, hi int) error {
			for at := lo; at < hi; {
				if ctx.Err() != nil {
					return errUnstarted
				}
				at = runBatch(ctx, p, b.items, xs, at, hi, f)
			}
			return nil
		})
	}, f, opts)
	if err != nil {
		return nil, err
	}
	b.fut = fut
	return b, nil
}

// runBatch runs the elements from lo on until one panics or the context ends, and returns the index after the last one that has ended.
func runBatch[T, R any](ctx context.Context, p *Pool, items []batchItem[R], xs []T, lo, hi int, f func(context.Context, T) (R, error)) (next int) {
	i, out := lo, lookOut(ctx)
	normal := false
	defer func() {
		if normal {
			return
		}
		if v := recover(); v != nil {
			items[i].err, items[i].ended = p.panicError(v), true
			next = i + 1
		}
	}()
	for ; i < hi && (i == lo || !out.ended()); i++ { // who calls this looks before the first one, and again if some are left
		it := &items[i]
		it.value, it.err = f(ctx, xs[i])
		it.ended = true
	}
	normal = true
	return i
}

// Len is the number of elements.
func (b *Batch[R]) Len() int {
	if b == nil {
		return 0
	}
	return len(b.items)
}

// handed says whether SubmitBatch has made b.
func (b *Batch[R]) handed() bool { return b != nil && b.fut != nil }

// Done returns a channel that is closed when all have ended or will never run.
func (b *Batch[R]) Done() <-chan struct{} {
	if !b.handed() {
		return nil
	}
	return b.fut.Done()
}

// Wait waits until all have ended or will never run, and returns the first error in the order of the elements, else why some never ran; [Batch.Result] has the others. If ctx ends first it returns the error of
// ctx, and may be called again. The first panic is raised at each caller as [*PanicError], and a Goexit ends its goroutine, as in [Future.Wait].
func (b *Batch[R]) Wait(ctx context.Context) error {
	if !b.handed() {
		return invalid("Batch.Wait: the batch was not made by SubmitBatch")
	}
	if !b.fut.ended.closed() {
		if err := b.fut.await(ctx); err != nil {
			return err
		}
	}
	if b.fut.exited {
		_, err := b.fut.Wait(ctx) // ends the goroutine
		return err
	}
	b.fut.look()
	if b.fut.abandoned() { // f may still run, and write
		return b.fut.err
	}
	var first error
	for i := range b.items {
		err := b.items[i].err
		if err == nil {
			continue
		}
		if pe, ok := err.(*PanicError); ok {
			panic(pe)
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = b.fut.err // of those that never ran
	}
	return first
}

// Result returns what element i has given. Before the batch has ended the error is [ErrNotDone]. It never raises: a panic is the error [*PanicError], and an i that is none of 0 up to Len()-1 gives one that wraps
// [ErrInvalid].
func (b *Batch[R]) Result(i int) (R, error) {
	var zero R
	if !b.handed() {
		return zero, invalid("Batch.Result: the batch was not made by SubmitBatch")
	}
	if i < 0 || i >= len(b.items) {
		return zero, invalid("Batch.Result(%d): the batch has %d elements", i, len(b.items))
	}
	_, err, ok := b.fut.Result()
	switch {
	case !ok:
		return zero, ErrNotDone
	case b.fut.abandoned(): // f may still run, and write
		return zero, err
	case !b.items[i].ended:
		return zero, err
	}
	return b.items[i].value, b.items[i].err
}

// All gives the results in the order of the elements, as [Batch.Result] does.
func (b *Batch[R]) All() iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for i := range b.Len() {
			if !yield(b.Result(i)) {
				return
			}
		}
	}
}

// abandoned says whether the pool has given up on the task of a future that is resolved.
func (f *Future[R]) abandoned() bool { return f.err == ErrTaskTimeout }
