package par

import (
	"context"
	"iter"
	"maps"
)

// ForSeq calls f once for each element of seq, while the caller reads on in seq. It is the bridge from a sequential source, such as the
// rows of a query, to parallel work. The source runs on the goroutine of the caller, never on two at once.
//
// It is read ahead by a bounded number of elements: a few for each token, and never more than [Limit] callbacks are under way. When all
// places are taken the caller works on the next element itself. [MinLen] hands over that many elements at a time, for cheap f; the default
// is 1. The source counts as blocked in the sense of [Blocking], because it is meant to be the slow part: it gives the token of the caller back.
// A callback that the caller runs itself has the token again.
//
// At the first error, and when ctx ends, reading stops at the next element. A source that may wait for long should wait for the end of a context, too: of one that f cancels when it fails, and not of ctx alone, which an
// error in f does not end. Else the
// rules are those of [ForEach]; a panic or [runtime.Goexit] of the source counts as one of f. A nil seq is an error that wraps [ErrInvalid].
func ForSeq[T any](ctx context.Context, seq iter.Seq[T], f func(context.Context, T) error, opts ...CallOption) error {
	c, err := prepare("ForSeq", seq == nil || f == nil, opts)
	if err != nil {
		return err
	}
	return feed(ctx, &c, seq, func(ctx context.Context, _ int, xs []T) error {
		return items(ctx, 0, len(xs), func(i int) error { return f(ctx, xs[i]) })
	})
}

// MapSeq calls f once for each element of seq and returns the results in the order of seq. It is [ForSeq] for results, with the same
// rules; with an error the result is nil, as it is if seq is empty. To collect an [iter.Seq] without any f, use [slices.Collect].
func MapSeq[T, R any](ctx context.Context, seq iter.Seq[T], f func(context.Context, T) (R, error), opts ...CallOption) ([]R, error) {
	c, err := prepare("MapSeq", seq == nil || f == nil, opts)
	if err != nil {
		return nil, err
	}
	var parts results[R]
	err = feed(ctx, &c, seq, func(ctx context.Context, batch int, xs []T) error {
		out := make([]R, len(xs))
		err := items(ctx, 0, len(xs), func(i int) (err error) {
			out[i], err = f(ctx, xs[i])
			return err
		})
		parts.put(batch, out)
		return err
	})
	if err != nil {
		return nil, err
	}
	return parts.flat(), nil
}

// ForSeq2 is [ForSeq] for pairs.
func ForSeq2[K, V any](ctx context.Context, seq iter.Seq2[K, V], f func(context.Context, K, V) error, opts ...CallOption) error {
	c, err := prepare("ForSeq2", seq == nil || f == nil, opts)
	if err != nil {
		return err
	}
	return feed(ctx, &c, pairs(seq), func(ctx context.Context, _ int, xs []pair[K, V]) error {
		return items(ctx, 0, len(xs), func(i int) error { return f(ctx, xs[i].k, xs[i].v) })
	})
}

// MapSeq2 is [MapSeq] for pairs.
func MapSeq2[K, V, R any](ctx context.Context, seq iter.Seq2[K, V], f func(context.Context, K, V) (R, error), opts ...CallOption) ([]R, error) {
	missing := seq == nil || f == nil
	if missing {
		_, err := prepare("MapSeq2", missing, opts)
		return nil, err
	}
	return MapSeq(ctx, pairs(seq), func(ctx context.Context, p pair[K, V]) (R, error) { return f(ctx, p.k, p.v) }, opts...)
}

// ForMap calls f once for each entry of m, in no order. It copies the entries first, at the caller, and then runs as [ForEach] does. So f may change m
// if it takes care that only one does at a time; it gets what was there at the beginning.
func ForMap[M ~map[K]V, K comparable, V any](ctx context.Context, m M, f func(context.Context, K, V) error, opts ...CallOption) error {
	c, err := prepare("ForMap", f == nil, opts)
	if err != nil || len(m) == 0 {
		return err
	}
	all := make([]pair[K, V], 0, len(m))
	for p := range pairs(maps.All(m)) {
		all = append(all, p)
	}
	c.entry = entryOf(f)
	return forEach(ctx, &c, all, func(ctx context.Context, _ int, p *pair[K, V]) error { return f(ctx, p.k, p.v) })
}

type pair[K, V any] struct {
	k K
	v V
}

func pairs[K, V any](seq iter.Seq2[K, V]) iter.Seq[pair[K, V]] {
	return func(yield func(pair[K, V]) bool) {
		for k, v := range seq {
			if !yield(pair[K, V]{k, v}) {
				return
			}
		}
	}
}
