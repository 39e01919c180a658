package par

import "context"

// wideSwap is how many elements are swapped at a time when blocks are put together.
const wideSwap = 4 * sortPart

// partWide parts what is behind the pivot, which is at the front, by all workers together: in the first rounds there are fewer parts than workers. Each parts a block of its own; then what is on the wrong side of
// the border that they have in common is swapped in pairs. It returns how many elements are before the border.
func (q *quick[E]) partWide(ctx context.Context, c *callConfig, xs []E, width int) (less int, err error) {
	err = runEach(ctx, c, 1, func(context.Context, int) error { q.pivot(xs); return nil }) // as a callback: it calls compare
	if err != nil {
		return 0, err
	}
	pivot, xs := xs[0], xs[1:]
	width = min(width, len(xs))
	bound := func(i int) int { return len(xs)/width*i + min(i, len(xs)%width) }
	borders := make([]int, width)
	err = runEach(ctx, c, width, func(_ context.Context, i int) error {
		lo := bound(i)
		borders[i] = lo + q.less(xs[lo:bound(i+1)], pivot)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for i, b := range borders {
		less += b - bound(i)
	}
	var high, low []span // what is after the pivot and before the border, and the other way round: of both there is the same number
	for i, b := range borders {
		high = append(high, span{b, min(bound(i+1), less)})
		low = append(low, span{max(bound(i), less), b})
	}
	swaps := swapsOf(high, low)
	return less, runEach(ctx, c, len(swaps), func(_ context.Context, i int) error {
		as, bs := xs[swaps[i].a:][:swaps[i].n], xs[swaps[i].b:][:swaps[i].n]
		for k := range as {
			as[k], bs[k] = bs[k], as[k]
		}
		return nil
	})
}

// span is a range of indices, empty if it ends before it begins.
type span struct{ from, to int }

// swap exchanges n elements from a on and from b on.
type swap struct{ a, b, n int }

// swapsOf cuts two lists of spans with the same number of indices into swaps, none of them longer than wideSwap.
func swapsOf(as, bs []span) (swaps []swap) {
	next := func(s []span) []span {
		for len(s) > 0 && s[0].from >= s[0].to {
			s = s[1:]
		}
		return s
	}
	for as, bs = next(as), next(bs); len(as) > 0 && len(bs) > 0; as, bs = next(as), next(bs) {
		a, b := &as[0], &bs[0]
		n := min(a.to-a.from, b.to-b.from, wideSwap)
		swaps = append(swaps, swap{a.from, b.from, n})
		a.from += n
		b.from += n
	}
	return swaps
}
