package par

import (
	"context"
	"iter"
	"sync"
)

// FoldSeq folds the elements of seq into one value while it reads on: each batch of [MinLen] neighbours, one element by default, is folded from the left, starting with identity(), and
// the results are merged from left to right. It is to [ForSeq] what [Fold] is to [ForEach]: bounded read-ahead, the source at the caller, and the same rules.
//
// merge must be associative and identity() neutral to it; it need not be commutative. It is called as the results come in, by one goroutine at a time and whichever it is, so no more results are kept than a
// slow batch holds up. An empty seq gives identity(). The first error stops reading and is returned with the zero A. A nil seq is an error that wraps [ErrInvalid].
func FoldSeq[T, A any](ctx context.Context, seq iter.Seq[T], identity func() A, fold func(context.Context, A, T) (A, error), merge func(A, A) (A, error), opts ...CallOption) (A, error) {
	var zero A
	c, err := prepare("FoldSeq", seq == nil || identity == nil || fold == nil || merge == nil, opts)
	if err != nil {
		return zero, err
	}
	all := inOrder[A]{merge: merge, early: map[int]A{}}
	err = feed(ctx, &c, seq, func(ctx context.Context, batch int, xs []T) error {
		acc := identity()
		err := items(ctx, 0, len(xs), func(i int) (err error) {
			acc, err = fold(ctx, acc, xs[i])
			return err
		})
		if err != nil {
			return err
		}
		return all.add(batch, acc)
	})
	switch {
	case err != nil:
		return zero, err
	case all.next == 0:
		return raised(c.poolFor(ctx), identity), nil
	}
	return all.acc, nil
}

// inOrder merges results from left to right that come in any order.
type inOrder[A any] struct {
	merge func(A, A) (A, error)
	acc   A // belongs to who is merging
	next  int

	mu      sync.Mutex
	early   map[int]A // those that are there and not merged yet, by their numbers
	merging bool
}

// add takes result number i. Nobody waits here for a merge: who finds that somebody is merging leaves his result to him.
func (o *inOrder[A]) add(i int, a A) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.early[i] = a
	if o.merging {
		return nil
	}
	for {
		a, ok := o.early[o.next]
		if !ok {
			return nil
		}
		delete(o.early, o.next)
		o.merging = true // for ever, if merge panics or fails: then nobody wants the result
		if err := o.put(a); err != nil {
			return err
		}
		o.merging = false
	}
}

// put is called with mu held, and lets go of it while it merges.
func (o *inOrder[A]) put(a A) (err error) {
	o.mu.Unlock()
	defer o.mu.Lock()
	if o.next == 0 {
		o.acc = a
	} else if o.acc, err = o.merge(o.acc, a); err != nil {
		return err
	}
	o.next++
	return nil
}
