package par

import (
	"context"
	"math/bits"
	"slices"
)

// quick is a quicksort in rounds: in each round all parts that are too long are parted, in parallel; the last round sorts those that are left. All it does is
// to swap elements within xs, so they are all there whenever it is stopped.
type quick[E any] struct {
	prepare func([]E) []E    // returns what there is to sort
	fewRuns func([]E) bool   // says whether it consists of a few sorted runs
	pivot   func([]E)        // moves one to the front
	less    func([]E, E) int // moves what is not after the pivot before what is not before it, and returns the length of the first part
	equal   func([]E, E) int // moves what equals the pivot before what is after it, likewise; nil if less spreads it on both sides
	finish  func([]E)        // sorts
	base    func([]E)        // the sort of package slices, if finish is another one
	compare func(a, b E) int
}

// mergeRunsFrom is the length from which it pays to merge a few sorted runs in parallel. Package slices is good at them: each part of a quicksort is not.
const mergeRunsFrom = 8 * sortPart

func (q *quick[E]) sort(ctx context.Context, c *callConfig, xs []E) error {
	if len(xs) == 0 {
		return nil
	}
	c.bare = true
	c.pool = c.poolFor(ctx)
	size := c.sortLen(len(xs))
	var parts [][]E
	few := false
	err := runEach(ctx, c, 1, func(context.Context, int) error {
		switch xs = q.prepare(xs); {
		case len(xs) == 0:
		case q.base == nil && len(xs) <= size:
			q.finish(xs)
		case q.fewRuns(xs):
			few = len(xs) > size && len(xs) >= mergeRunsFrom
			switch {
			case few:
			case q.base != nil:
				q.base(xs)
			default:
				q.finish(xs)
			}
		case len(xs) <= size:
			q.finish(xs)
		default:
			parts = [][]E{xs}
		}
		return nil
	})
	if few && err == nil {
		return mergeSort(ctx, c, xs, q.compare)
	}
	if err != nil || len(parts) == 0 {
		return err
	}
	// Bad pivots need more rounds than the logarithm; what is too long after some more is sorted as it is.
	for rounds := bits.Len(uint(len(xs)/size)) + 3; rounds > 0; rounds-- {
		long, short := split(parts, size)
		if len(long) == 0 {
			break
		}
		next := make([][]E, 2*len(long))
		if err := q.round(ctx, c, long, next); err != nil {
			return err
		}
		parts = append(short, next...)
	}
	// The longest first: the short ones at the end let all workers end at about the same time.
	slices.SortFunc(parts, func(a, b []E) int { return len(b) - len(a) })
	return runEach(ctx, c, len(parts), func(_ context.Context, i int) error {
		q.finish(parts[i])
		return nil
	})
}

// round parts each of long into two of next.
func (q *quick[E]) round(ctx context.Context, c *callConfig, long, next [][]E) error {
	if width := min(c.pool.width(), c.limit); len(long) < width {
		for i, xs := range long {
			less, err := q.partWide(ctx, c, xs, width)
			if err != nil {
				return err
			}
			next[2*i], next[2*i+1] = q.place(xs, less)
		}
		return nil
	}
	return runEach(ctx, c, len(long), func(_ context.Context, i int) error {
		next[2*i], next[2*i+1] = q.part(long[i])
		return nil
	})
}

// part parts xs around a pivot.
func (q *quick[E]) part(xs []E) (left, right []E) {
	q.pivot(xs)
	return q.place(xs, q.less(xs[1:], xs[0]))
}

// place moves the pivot, which is at the front, behind those that are less, and returns what is before and after it. If many equal it, they get a place of their own, or they would make one side long.
func (q *quick[E]) place(xs []E, less int) (left, right []E) {
	xs[0], xs[less] = xs[less], xs[0]
	left, right = xs[:less], xs[less+1:]
	if q.equal != nil && len(right) > len(xs)*3/4 {
		right = right[q.equal(right, xs[less]):]
	}
	return left, right
}

func split[E any](parts [][]E, size int) (long, short [][]E) {
	for _, p := range parts {
		if len(p) > size {
			long = append(long, p)
		} else if len(p) > 1 {
			short = append(short, p)
		}
	}
	return long, short
}

// orderedFunc says whether xs is sorted, which it also makes of a descending one. It stops at the first pair that is out of order.
func orderedFunc[E any](xs []E, compare func(a, b E) int, stable bool) bool {
	up, down := 1, 1
	for up < len(xs) && compare(xs[up], xs[up-1]) >= 0 {
		up++
	}
	if up >= len(xs) {
		return true
	}
	for down < len(xs) && compare(xs[down], xs[down-1]) <= 0 {
		down++
	}
	if down < len(xs) {
		return false
	}
	// First each run of equals, then all of it: so equals keep their order.
	for from, i := 0, 1; stable && i <= len(xs); i++ {
		if i == len(xs) || compare(xs[i], xs[i-1]) != 0 {
			slices.Reverse(xs[from:i])
			from = i
		}
	}
	slices.Reverse(xs)
	return true
}

// maxTurns is how often a slice of few runs may turn from up to down or back.
const maxTurns = 32

// fewRunsFunc says whether xs consists of a few sorted runs. It is quick to see that one does not.
func fewRunsFunc[E any](xs []E, compare func(a, b E) int) bool {
	turns, down := 0, false
	for i := 1; i < len(xs); i++ {
		if before := down; before != (compare(xs[i], xs[i-1]) < 0) {
			down = !before
			if turns++; turns > maxTurns {
				return false
			}
		}
	}
	return true
}

// samples is how many elements the pivot of a round is the median of: with so many a part is seldom longer than two thirds of the whole. Somebody
// who knows where they are can still make all pivots bad; then rounds are wasted, and finish has to hold its bound by itself.
const samples = 63

// middle moves a pivot to xs[0]: the median of a sample.
func middle[E any](xs []E, compare func(a, b E) int) {
	// Swapped to the front, so that they can be sorted and the median is somewhere within xs.
	k := min(samples, len(xs)/2)
	step := (len(xs) - 1) / k
	for i := range k {
		xs[i], xs[i*step] = xs[i*step], xs[i]
	}
	slices.SortFunc(xs[:k], compare)
	xs[0], xs[k/2] = xs[k/2], xs[0]
}

// partFunc parts xs as Hoare did: what equals the pivot goes to both sides, so that many equals do not make one of them long. Sorted parts stay as they are.
func partFunc[E any](xs []E, pivot E, compare func(a, b E) int) int {
	i, j := 0, len(xs)-1
	for {
		for i <= j && compare(xs[i], pivot) < 0 {
			i++
		}
		for i <= j && compare(pivot, xs[j]) < 0 {
			j--
		}
		if i >= j {
			break
		}
		xs[i], xs[j] = xs[j], xs[i]
		i++
		j--
	}
	if i == j { // equal to the pivot: either side will do
		i++
	}
	return i
}
