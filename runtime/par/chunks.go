package par

import "context"

// Chunks calls f once for each piece of size neighbours of xs; the last one may be shorter. lo is the index in xs of its first element. Pieces do not
// overlap, and appending to one does not write into the next. It runs as [ForEach] over the pieces does; [MinLen] and [MaxLen] count
// pieces. size must be positive, else the error wraps [ErrInvalid]. For results call [Map] over [slices.Chunk].
func Chunks[T any](ctx context.Context, xs []T, size int, f func(ctx context.Context, lo int, piece []T) error, opts ...CallOption) error {
	c, err := prepare("Chunks", f == nil, opts)
	switch {
	case err != nil:
		return err
	case size < 1:
		return invalid("Chunks: the size is %d", size)
	case len(xs) == 0:
		return nil
	}
	k := cuts{len(xs), size}
	return runLoop(ctx, k.count(), &c, func(ctx context.Context, first, end int) error {
		return items(ctx, first, end, func(i int) error {
			lo, hi := k.bounds(i)
			return f(ctx, lo, xs[lo:hi:hi])
		})
	})
}

// Windows calls f once for each run of size neighbours in xs, of which there are len(xs)-size+1, or none if xs is shorter. lo is the index in xs of
// its first element. Windows overlap, so f may only read them. It runs as [ForEach] over the windows does. size must be positive, else the
// error wraps [ErrInvalid].
func Windows[T any](ctx context.Context, xs []T, size int, f func(ctx context.Context, lo int, window []T) error, opts ...CallOption) error {
	c, err := prepare("Windows", f == nil, opts)
	switch {
	case err != nil:
		return err
	case size < 1:
		return invalid("Windows: the size is %d", size)
	case len(xs) < size:
		return nil
	}
	return runLoop(ctx, len(xs)-size+1, &c, func(ctx context.Context, lo, hi int) error {
		return items(ctx, lo, hi, func(i int) error { return f(ctx, i, xs[i:i+size:i+size]) })
	})
}

// ChunkBy cuts xs wherever same returns false for two neighbours, and returns the pieces in order. They are parts of xs, not copies; appending
// to one does not write into the next. same is called once for each pair of neighbours, on several goroutines at once; it gets no context, see
// [Reduce]. Empty xs give nil, as does an error.
func ChunkBy[T any](ctx context.Context, xs []T, same func(a, b T) bool, opts ...CallOption) ([][]T, error) {
	c, err := prepare("ChunkBy", same == nil, opts)
	if err != nil || len(xs) == 0 {
		return nil, err
	}
	c.bare = true
	ends, err := foldCuts(ctx, &c, len(xs), func(ctx context.Context, lo, hi int) (ends []int, err error) {
		err = strips(ctx, max(lo, 1), hi, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				if !same(xs[i-1], xs[i]) {
					ends = append(ends, i)
				}
			}
		})
		return ends, err
	})
	if err != nil {
		return nil, err
	}
	var out [][]T
	from := 0
	for _, part := range ends {
		for _, end := range part {
			out = append(out, xs[from:end:end])
			from = end
		}
	}
	return append(out, xs[from:len(xs):len(xs)]), nil
}
