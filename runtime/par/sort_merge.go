package par

import (
	"context"
	"slices"
)

// mergeSort sorts xs stably: blocks first, then levels of merges, from xs to a buffer and back. A level only reads what the one before it has
// written, so when a level is stopped all elements are still there.
func mergeSort[E any](ctx context.Context, c *callConfig, xs []E, compare func(a, b E) int) error {
	if len(xs) == 0 {
		return nil
	}
	c.bare = true
	c.pool = c.poolFor(ctx)
	size := c.sortLen(len(xs))
	done := false
	err := runEach(ctx, c, 1, func(context.Context, int) error {
		done = orderedFunc(xs, compare)
		if !done && len(xs) <= size {
			sortBlock(xs, make([]E, len(xs)), compare)
			done = true
		}
		return nil
	})
	if err != nil || done {
		return err
	}
	k := cuts{len(xs), size}
	buf := make([]E, len(xs))
	err = runCuts(ctx, c, k, func(_ context.Context, _, lo, hi int) error {
		if block := xs[lo:hi]; !orderedFunc(block, compare) {
			sortBlock(block, buf[lo:hi], compare)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return mergeLevels(xs, buf, size, func(src, dst []E, width int) error {
		from := raised(c.pool, func() []int { return splits(src, k, width, compare) })
		return runCuts(ctx, c, k, func(_ context.Context, i, lo, hi int) error {
			start := lo / (2 * width) * (2 * width)
			mid := start + min(width, len(src)-start)
			a := src[from[2*i]:from[2*i+1]]
			b := src[lo-from[2*i]+mid : hi-from[2*i+1]+mid]
			merge(dst[lo:hi], a, b, compare)
			return nil
		})
	})
}

// mergeLevels doubles the length of sorted runs in xs until there is one. It leaves all elements in xs however level ends.
func mergeLevels[E any](xs, buf []E, width int, level func(src, dst []E, width int) error) error {
	src, dst := xs, buf
	defer func() {
		if &src[0] != &xs[0] {
			copy(xs, src)
		}
	}()
	for width < len(xs) {
		if err := level(src, dst, width); err != nil {
			return err
		}
		src, dst = dst, src
		if width > len(xs)/2 {
			break
		}
		width *= 2
	}
	return nil
}

// splits says for each block of the output which elements of the left run of its pair go there: those from [2i] to [2i+1]. Each bound is
// looked for once and kept in order, so even if compare contradicts itself no element gets lost.
func splits[E any](src []E, k cuts, width int, compare func(a, b E) int) []int {
	from := make([]int, 2*k.count())
	for i := range k.count() {
		lo, hi := k.bounds(i)
		start := lo / (2 * width) * (2 * width)
		mid := start + min(width, len(src)-start)
		end := mid + min(width, len(src)-mid)
		if lo == start {
			from[2*i] = start
		} else {
			from[2*i] = from[2*i-1]
		}
		left := from[2*i]
		right := lo - left + mid
		from[2*i+1] = left + corank(hi-lo, src[left:mid], src[right:end], compare)
	}
	return from
}

// corank returns how many of the first d elements of the merged a and b come from a: the diagonal of the merge path (Odeh, Green and others, Merge Path, 2012).
func corank[E any](d int, a, b []E, compare func(a, b E) int) int {
	lo, hi := max(0, d-len(b)), min(d, len(a))
	for lo < hi {
		m := int(uint(lo+hi) / 2)
		if compare(b[d-m-1], a[m]) >= 0 {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// merge writes the sorted a and b to dst; of equal elements those of a come first.
func merge[E any](dst, a, b []E, compare func(a, b E) int) {
	switch {
	case len(a) == 0 || len(b) == 0 || compare(b[0], a[len(a)-1]) >= 0:
		copy(dst[copy(dst, a):], b)
		return
	case compare(b[len(b)-1], a[0]) < 0:
		copy(dst[copy(dst, b):], a)
		return
	}
	i, j, k := 0, 0, 0
	for i < len(a) && j < len(b) {
		if compare(b[j], a[i]) < 0 {
			dst[k] = b[j]
			j++
		} else {
			dst[k] = a[i]
			i++
		}
		k++
	}
	k += copy(dst[k:], a[i:])
	copy(dst[k:], b[j:])
}

// stableRun is how many elements are sorted by insertion before they are merged.
const stableRun = 12

// sortBlock sorts xs stably, with buf of the same length.
func sortBlock[E any](xs, buf []E, compare func(a, b E) int) {
	for run := range slices.Chunk(xs, stableRun) {
		for i := 1; i < len(run); i++ {
			for j := i; j > 0 && compare(run[j], run[j-1]) < 0; j-- {
				run[j], run[j-1] = run[j-1], run[j]
			}
		}
	}
	_ = mergeLevels(xs, buf, stableRun, func(src, dst []E, width int) error {
		for lo := 0; lo < len(src); {
			mid := lo + min(width, len(src)-lo)
			hi := mid + min(width, len(src)-mid)
			merge(dst[lo:hi], src[lo:mid], src[mid:hi], compare)
			lo = hi
		}
		return nil
	})
}
