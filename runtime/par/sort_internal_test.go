package par

import (
	"cmp"
	"context"
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
			sortAfter(xs, 7, luck%2 == 0, luck, ranked)
			if !slices.Equal(xs, want) {
				t.Errorf("luck %d, %d values: not sorted", luck, values)
			}
		}
	}
}

func TestSmallSorts(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for n := range smallLen + 1 {
		for _, values := range []int{1, 2, 5, 1 << 30} {
			xs := make([]float64, n)
			for i := range xs {
				xs[i] = float64(r.IntN(values) - values/2)
			}
			want := slices.Sorted(slices.Values(xs))
			for name, sort := range map[string]func([]float64){"ranked": ranked[float64], "insertion": insertion[float64]} {
				got := slices.Clone(xs)
				if sort(got); !slices.Equal(got, want) {
					t.Errorf("%s of %v: %v", name, xs, got)
				}
			}
		}
	}
}

// What workers have parted together is parted, around the pivot that was chosen, whatever the blocks look like.
func TestPartWide(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	p := pool(t, Workers(4))
	for _, n := range []int{2, 3, 4, 5, 9, 1000, 100_000, 5 * 2 * wideSwap} {
		for _, values := range []int{1, 2, 10, 1 << 30} {
			for _, width := range []int{1, 2, 3, 4, 7} {
				for name, q := range map[string]quick[int]{
					"ordered": {pivot: func([]int) {}, less: partLess[int]},
					"func":    {pivot: func([]int) {}, less: func(xs []int, pivot int) int { return partFunc(xs, pivot, cmp.Compare) }},
				} {
					xs := make([]int, n)
					for i := range xs {
						xs[i] = r.IntN(values)
						if i%2 == 0 && n > 1000 { // one block has it all
							xs[i] += i
						}
					}
					before, pivot := slices.Sorted(slices.Values(xs)), xs[0]
					c, err := newCallConfig([]CallOption{On(p)})
					if err != nil {
						t.Fatal(err)
					}
					less, err := q.partWide(context.Background(), &c, xs, width)
					if err != nil {
						t.Fatal(err)
					}
					left, right := q.place(xs, less)
					if len(left)+1+len(right) != n || xs[len(left)] != pivot || slices.ContainsFunc(left, func(x int) bool { return x > pivot }) ||
						slices.ContainsFunc(right, func(x int) bool { return x < pivot }) {
						t.Errorf("%s, %d elements, %d values, %d blocks: not parted", name, n, values, width)
					}
					if slices.Sort(xs); !slices.Equal(xs, before) {
						t.Errorf("%s, %d elements, %d values, %d blocks: other elements", name, n, values, width)
					}
				}
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
