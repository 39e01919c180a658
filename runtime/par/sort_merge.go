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
		done = orderedFunc(xs, compare, true)
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
		if block := xs[lo:hi]; !orderedFunc(block, compare, true) {
			sortBlock(block, buf[lo:hi], compare)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return mergeLevels(xs, buf, size, func(src, dst []E, width int) (bool, error) {
		from := raised(c.pool, func() []int { return splits(src, k, width, compare) })
		err := runCuts(ctx, c, k, func(_ context.Context, i, lo, hi int) error {
			start := lo / (2 * width) * (2 * width)
			mid := start + min(width, len(src)-start)
			a := src[from[2*i]:from[2*i+1]]
			b := src[lo-from[2*i]+mid : hi-from[2*i+1]+mid]
			merge(dst[lo:hi], a, b, compare)
			return nil
		})
		return width >= (len(xs)+1)/2, err
	})
}

// mergeLevels calls level until it says that there is one run; width doubles each time. It leaves all elements in xs however level ends.
func mergeLevels[E any](xs, buf []E, width int, level func(src, dst []E, width int) (last bool, err error)) error {
	src, dst := xs, buf
	defer func() {
		if &src[0] != &xs[0] {
			copy(xs, src)
		}
	}()
	for {
		last, err := level(src, dst, width)
		if err != nil {
			return err
		}
		src, dst = dst, src
		if last {
			return nil
		}
		width *= 2
	}
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

// upper returns how many elements of a are not greater than x.
func upper[E any](a []E, x E, compare func(a, b E) int) int {
	lo, hi := 0, len(a)
	for lo < hi {
		if m := int(uint(lo+hi) / 2); compare(x, a[m]) >= 0 {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// lower returns how many elements of b are less than x.
func lower[E any](b []E, x E, compare func(a, b E) int) int {
	lo, hi := 0, len(b)
	for lo < hi {
		if m := int(uint(lo+hi) / 2); compare(b[m], x) < 0 {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// streak is how many elements in a row from one side make merge look for the end of the row by bisection.
const streak = 32

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
	fromB := compare(b[0], a[0]) < 0
	for i < len(a) && j < len(b) {
		if fromB { // b[j] is next, as is known by now
			start := j
			for fromB {
				dst[k] = b[j]
				j++
				k++
				if j == len(b) {
					break
				}
				if j-start == streak {
					n := copy(dst[k:], b[j:j+lower(b[j:], a[i], compare)])
					j += n
					k += n
					fromB = false
				} else {
					fromB = compare(b[j], a[i]) < 0
				}
			}
			continue
		}
		start := i
		for !fromB {
			dst[k] = a[i]
			i++
			k++
			if i == len(a) {
				break
			}
			if i-start == streak {
				n := copy(dst[k:], a[i:i+upper(a[i:], b[j], compare)])
				i += n
				k += n
				fromB = true
			} else {
				fromB = compare(b[j], a[i]) < 0
			}
		}
	}
	k += copy(dst[k:], a[i:])
	copy(dst[k:], b[j:])
}

// stableRun is how few elements are sorted by insertion before they are merged.
const stableRun = 12

// sortBlock sorts xs stably, with buf of the same length. It merges the runs that it finds, as Timsort does, but level by level.
func sortBlock[E any](xs, buf []E, compare func(a, b E) int) {
	bounds := findRuns(xs, compare)
	_ = mergeLevels(xs, buf, 1, func(src, dst []E, _ int) (bool, error) {
		kept := 0
		for i := 0; i+1 < len(bounds); i += 2 {
			lo, mid := bounds[i], bounds[i+1]
			hi := bounds[min(i+2, len(bounds)-1)]
			merge(dst[lo:hi], src[lo:mid], src[mid:hi], compare)
			kept++
			bounds[kept] = hi
		}
		bounds = bounds[:kept+1]
		return kept == 1, nil
	})
}

// findRuns cuts xs into sorted runs and returns their bounds, with those of xs. Short runs are made longer, falling ones turned.
func findRuns[E any](xs []E, compare func(a, b E) int) (bounds []int) {
	for lo := 0; lo < len(xs); {
		bounds = append(bounds, lo)
		hi := lo + 1
		if hi < len(xs) && compare(xs[hi], xs[lo]) < 0 {
			for hi < len(xs) && compare(xs[hi], xs[hi-1]) < 0 {
				hi++
			}
			slices.Reverse(xs[lo:hi])
		}
		for hi < len(xs) && compare(xs[hi], xs[hi-1]) >= 0 {
			hi++
		}
		for ; hi < len(xs) && hi < lo+stableRun; hi++ {
			for j := hi; j > lo && compare(xs[j], xs[j-1]) < 0; j-- {
				xs[j], xs[j-1] = xs[j-1], xs[j]
			}
		}
		lo = hi
	}
	return append(bounds, len(xs))
}
