package par

import (
	"cmp"
	"reflect"
	"slices"
)

// arrange moves NaNs to the front and returns what is left to sort, which is ordered by < alone. It leaves nothing if xs is sorted, which it also
// makes of a descending one.
func arrange[E cmp.Ordered](xs []E) []E {
	if ordered(xs) {
		return nil
	}
	switch reflect.TypeFor[E]().Kind() {
	case reflect.Float32, reflect.Float64:
		k := 0
		for i, x := range xs {
			if x != x {
				xs[i], xs[k] = xs[k], x
				k++
			}
		}
		if xs = xs[k:]; k > 0 && ordered(xs) {
			return nil
		}
	}
	return xs
}

// ordered is orderedFunc for a sort that need not be stable. A NaN is no element of an ordered slice.
func ordered[E cmp.Ordered](xs []E) bool {
	up, down := 1, 1
	for up < len(xs) && xs[up-1] <= xs[up] {
		up++
	}
	if up >= len(xs) {
		return true
	}
	for down < len(xs) && xs[down-1] >= xs[down] {
		down++
	}
	if down < len(xs) {
		return false
	}
	slices.Reverse(xs)
	return true
}

// fewRuns is fewRunsFunc for what has no NaN.
func fewRuns[E cmp.Ordered](xs []E) bool {
	turns, down := 0, false
	for i := 1; i < len(xs); i++ {
		if before := down; before != (xs[i] < xs[i-1]) {
			down = !before
			if turns++; turns > maxTurns {
				return false
			}
		}
	}
	return true
}

// partLess moves what is less than pivot to the front and returns its number. Each step does the same whatever the comparison says, so that a
// wrong guess of the processor costs nothing: branches that nobody can predict are what sorting numbers spends most of its time on.
// It is the scheme of Lomuto without branches, as in Rust's ipnsort (Bergdoll and Peters, 2023).
func partLess[E cmp.Ordered](xs []E, pivot E) int {
	k := 0
	for i, x := range xs {
		if uint(k) >= uint(len(xs)) {
			break // never: it spares two checks of bounds
		}
		xs[i] = xs[k]
		xs[k] = x
		less := 0
		if x < pivot {
			less = 1
		}
		k += less
	}
	return k
}

// partEqual is partLess for what is not greater.
func partEqual[E cmp.Ordered](xs []E, pivot E) int {
	k := 0
	for i, x := range xs {
		if uint(k) >= uint(len(xs)) {
			break
		}
		xs[i] = xs[k]
		xs[k] = x
		less := 0
		if !(pivot < x) {
			less = 1
		}
		k += less
	}
	return k
}

// smallLen is how few elements are sorted by insertion, or by their ranks.
const smallLen = 16

// badPivots is how many a part may have been made by until it is sorted in another way. Each costs no more than a pass, a few hundredths of what there
// is to do, and luck seldom needs as many.
const badPivots = 4

// sortOrdered sorts what has no NaN.
func sortOrdered[E cmp.Ordered](xs []E) {
	small := ranked[E]
	if reflect.TypeFor[E]().Kind() == reflect.String { // twice as many comparisons are dear
		small = insertion[E]
	}
	var none E
	sortAfter(xs, none, false, badPivots, small)
}

// sortAfter sorts xs, of which nothing is less than before if there is such an element. It may choose as many bad pivots as luck says; after that
// slices.Sort, which is never worse than O(n log n), does the rest. small sorts what is short.
func sortAfter[E cmp.Ordered](xs []E, before E, any bool, luck int, small func([]E)) {
	for len(xs) > smallLen {
		if luck == 0 {
			slices.Sort(xs)
			return
		}
		swapPivot(xs)
		pivot := xs[0]
		if any && !(before < pivot) { // it is the least: what equals it is in place
			xs = xs[partEqual(xs, pivot):]
			continue
		}
		a := partLess(xs[1:], pivot)
		xs[0], xs[a] = xs[a], xs[0]
		left, right := xs[:a], xs[a+1:]
		if len(left) == 0 { // many may equal the least one, and are in place then
			equal := partEqual(right, pivot)
			if equal < len(right)/8 {
				luck--
			}
			xs, before, any = right[equal:], pivot, true
			continue
		}
		if min(len(left), len(right)) < len(xs)/8 {
			luck--
			disturb(left)
			disturb(right)
		}
		// The shorter one by a call: so the stack stays below log n.
		if len(left) < len(right) {
			sortAfter(left, before, any, luck, small)
			xs, before, any = right, pivot, true
		} else {
			sortAfter(right, pivot, true, luck, small)
			xs = left
		}
	}
	small(xs)
}

// ranked sorts up to smallLen elements: each is put where the number of those before it says. That is twice as many comparisons as insertion makes, but none that the processor has to guess.
func ranked[E cmp.Ordered](xs []E) {
	var out [smallLen]E
	for i, x := range xs {
		r := 0
		for _, y := range xs[:i] {
			if !(x < y) {
				r++
			}
		}
		for _, y := range xs[i+1:] {
			if y < x {
				r++
			}
		}
		out[uint(r)%smallLen] = x // the remainder spares a check of bounds
	}
	copy(xs, out[:])
}

func insertion[E cmp.Ordered](xs []E) {
	for i := 1; i < len(xs); i++ {
		x := xs[i]
		j := i
		for j > 0 && x < xs[j-1] {
			xs[j] = xs[j-1]
			j--
		}
		xs[j] = x
	}
}

// swapPivot swaps a pivot to xs[0]: the median of three, or of nine if that pays.
func swapPivot[E cmp.Ordered](xs []E) {
	n := len(xs)
	i, j, k := n/4, n/2, n/4*3
	if n >= 128 {
		d := n / 16
		i = median(xs, i-d, i, i+d)
		j = median(xs, j-d, j, j+d)
		k = median(xs, k-d, k, k+d)
	}
	m := median(xs, i, j, k)
	xs[0], xs[m] = xs[m], xs[0]
}

func median[E cmp.Ordered](xs []E, i, j, k int) int {
	if xs[j] < xs[i] {
		i, j = j, i
	}
	if xs[k] < xs[j] {
		j = k
		if xs[j] < xs[i] {
			j = i
		}
	}
	return j
}

// disturb swaps what the next pivots are taken from with neighbours, so that a pattern which made one pivot bad does not make all of them bad.
func disturb[E any](xs []E) {
	n := len(xs)
	if n < 128 {
		return
	}
	for i, at := range [...]int{n / 4, n / 2, n / 4 * 3} {
		other := n/8 + i*(n/5) + 1
		xs[at], xs[other] = xs[other], xs[at]
	}
}
