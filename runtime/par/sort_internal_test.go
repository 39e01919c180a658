package par

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// No input that a test could find by chance makes all pivots bad, so the last resort is tried here.
func TestSortAfterBadPivots(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for luck := range badPivots + 1 {
		for _, values := range []int{1, 2, 10, 1 << 30} {
			xs := make([]int, 5000)
			for i := range xs {
				xs[i] = 7 + r.IntN(values)
			}
			want := slices.Sorted(slices.Values(xs))
			sortAfter(xs, 7, luck%2 == 0, luck)
			if !slices.Equal(xs, want) {
				t.Errorf("luck %d, %d values: not sorted", luck, values)
			}
		}
	}
}

// corank is right at every diagonal: a must give way to no more of b than what is less.
func TestCorank(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	compare := func(a, b int) int { return a - b }
	for range 200 {
		a, b := make([]int, r.IntN(20)), make([]int, r.IntN(20))
		for _, xs := range [][]int{a, b} {
			for i := range xs {
				xs[i] = r.IntN(8)
			}
			slices.Sort(xs)
		}
		i, j := 0, 0
		for d := range len(a) + len(b) + 1 {
			if got := corank(d, a, b, compare); got != i {
				t.Fatalf("%v, %v: %d of the first %d, want %d", a, b, got, d, i)
			}
			if i < len(a) && (j == len(b) || a[i] <= b[j]) {
				i++
			} else {
				j++
			}
		}
	}
}
