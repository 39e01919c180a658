package par_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/parvet/parvet/runtime/par"
)

var fruits = []string{"fig", "apple", "kiwi", "banana", "plum", "cherry"}

func short(_ context.Context, s string) (bool, error) { return len(s) < 5, nil }

func ExampleMapInto() {
	xs := []int{1, 2, 3}
	err := par.MapInto(context.Background(), xs, xs, func(_ context.Context, x int) (int, error) { return x * x, nil })
	fmt.Println(xs, err)
	// Output: [1 4 9] <nil>
}

func ExampleFlatMap() {
	words, err := par.FlatMap(context.Background(), []string{"bread and", "butter"},
		func(_ context.Context, line string) ([]string, error) { return strings.Fields(line), nil })
	fmt.Printf("%q %v\n", words, err)
	// Output: ["bread" "and" "butter"] <nil>
}

func ExampleZip() {
	prices, amounts := []int{3, 5}, []int{10, 20}
	totals := make([]int, 2)
	err := par.Zip(context.Background(), prices, amounts, func(_ context.Context, i int, p, a *int) error {
		totals[i] = *p * *a
		return nil
	})
	fmt.Println(totals, err)
	// Output: [30 100] <nil>
}

func ExampleFilter() {
	fmt.Println(par.Filter(context.Background(), fruits, short))
	// Output: [fig kiwi plum] <nil>
}

func ExampleFilterMap() {
	fmt.Println(par.FilterMap(context.Background(), fruits, func(_ context.Context, s string) (int, bool, error) {
		return len(s), s > "c", nil
	}))
	// Output: [3 4 4 6] <nil>
}

func ExamplePartition() {
	fmt.Println(par.Partition(context.Background(), fruits, short))
	// Output: [fig kiwi plum] [apple banana cherry] <nil>
}

func ExampleAny() {
	fmt.Println(par.Any(context.Background(), fruits, short))
	// Output: true <nil>
}

func ExampleAll() {
	fmt.Println(par.All(context.Background(), fruits, short))
	// Output: false <nil>
}

func ExampleFind() {
	plum, ok, err := par.Find(context.Background(), fruits, func(_ context.Context, s string) (bool, error) { return s[0] == 'p', nil })
	fmt.Println(plum, ok, err)
	// Output: plum true <nil>
}

func ExampleFindFirst() {
	fmt.Println(par.FindFirst(context.Background(), fruits, short))
	// Output: fig true <nil>
}

func ExampleFindLast() {
	fmt.Println(par.FindLast(context.Background(), fruits, short))
	// Output: plum true <nil>
}

func ExamplePosition() {
	fmt.Println(par.Position(context.Background(), fruits, func(_ context.Context, s string) (bool, error) { return len(s) == 6, nil }))
	// Output: 3 <nil>
}

func ExampleCount() {
	fmt.Println(par.Count(context.Background(), fruits, short))
	// Output: 3 <nil>
}

func ExampleFold() {
	letters, err := par.Fold(context.Background(), fruits,
		func() int { return 0 },
		func(_ context.Context, sum int, s string) (int, error) { return sum + len(s), nil },
		func(a, b int) (int, error) { return a + b, nil })
	fmt.Println(letters, err)
	// Output: 28 <nil>
}

func ExampleMapRange() {
	squares, err := par.MapRange(context.Background(), 5, func(_ context.Context, i int) (int, error) { return i * i, nil })
	fmt.Println(squares, err)
	// Output: [0 1 4 9 16] <nil>
}

func ExampleReduceRange() {
	collatz := func(n int) (steps int) {
		for ; n > 1; steps++ {
			if n%2 == 0 {
				n /= 2
			} else {
				n = 3*n + 1
			}
		}
		return steps
	}
	longest, err := par.ReduceRange(context.Background(), 10_000,
		func() int { return 0 },
		func(longest, i int) int { return max(longest, collatz(i)) },
		func(a, b int) int { return max(a, b) })
	fmt.Println(longest, err)
	// Output: 261 <nil>
}

// A filter over a range is a fold that appends.
func ExampleFoldRange() {
	odd, err := par.FoldRange(context.Background(), 10,
		func() []int { return nil },
		func(_ context.Context, odd []int, i int) ([]int, error) {
			if i%2 == 1 {
				odd = append(odd, i)
			}
			return odd, nil
		},
		func(a, b []int) ([]int, error) { return append(a, b...), nil })
	fmt.Println(odd, err)
	// Output: [1 3 5 7 9] <nil>
}

func ExampleFoldSeq() {
	lines := strings.Lines("one\ntwo words\nand now three\n")
	words, err := par.FoldSeq(context.Background(), lines,
		func() int { return 0 },
		func(_ context.Context, sum int, line string) (int, error) {
			return sum + len(strings.Fields(line)), nil
		},
		func(a, b int) (int, error) { return a + b, nil })
	fmt.Println(words, err)
	// Output: 6 <nil>
}

func ExampleSum() {
	fmt.Println(par.Sum(context.Background(), []float64{0.5, 1.5, 2}))
	// Output: 4 <nil>
}

func ExampleMin() {
	fmt.Println(par.Min(context.Background(), fruits))
	// Output: apple true <nil>
}

func ExampleMax() {
	fmt.Println(par.Max(context.Background(), fruits))
	// Output: plum true <nil>
}

func byLen(a, b string) int { return len(a) - len(b) }

func ExampleMinFunc() {
	fmt.Println(par.MinFunc(context.Background(), fruits, byLen))
	// Output: fig true <nil>
}

func ExampleMaxFunc() {
	fmt.Println(par.MaxFunc(context.Background(), fruits, byLen))
	// Output: banana true <nil>
}

func ExampleScan() {
	fmt.Println(par.Scan(context.Background(), []int{1, 2, 3, 4}, func(a, b int) int { return a + b }))
	// Output: [1 3 6 10] <nil>
}

func ExampleChunks() {
	pages := make([]string, 2)
	err := par.Chunks(context.Background(), fruits, 4, func(_ context.Context, lo int, piece []string) error {
		pages[lo/4] = strings.Join(piece, "+")
		return nil
	})
	fmt.Println(pages, err)
	// Output: [fig+apple+kiwi+banana plum+cherry] <nil>
}

func ExampleWindows() {
	temps := []float64{1, 2, 6, 4}
	means := make([]float64, len(temps)-1)
	err := par.Windows(context.Background(), temps, 2, func(_ context.Context, lo int, w []float64) error {
		means[lo] = (w[0] + w[1]) / 2
		return nil
	})
	fmt.Println(means, err)
	// Output: [1.5 4 5] <nil>
}

func ExampleChunkBy() {
	fmt.Println(par.ChunkBy(context.Background(), []int{1, 2, 3, 7, 8, 1}, func(a, b int) bool { return b == a+1 }))
	// Output: [[1 2 3] [7 8] [1]] <nil>
}

func ExampleGroupBy() {
	fmt.Println(par.GroupBy(context.Background(), fruits, func(_ context.Context, s string) (int, error) { return len(s), nil }))
	// Output: map[3:[fig] 4:[kiwi plum] 5:[apple] 6:[banana cherry]] <nil>
}

func ExampleUnique() {
	fmt.Println(par.Unique(context.Background(), []int{3, 1, 3, 2, 1}))
	// Output: [3 1 2] <nil>
}

func ExampleForSeq() {
	var total atomic.Int64
	lines := strings.Lines("one\ntwo\nthree\n")
	err := par.ForSeq(context.Background(), lines, func(_ context.Context, line string) error {
		total.Add(int64(len(line)))
		return nil
	})
	fmt.Println(total.Load(), err)
	// Output: 14 <nil>
}

func ExampleForSeq2() {
	out := make([]string, len(fruits))
	err := par.ForSeq2(context.Background(), slices.All(fruits), func(_ context.Context, i int, s string) error {
		out[i] = s[:1]
		return nil
	})
	fmt.Println(out, err)
	// Output: [f a k b p c] <nil>
}

func ExampleMapSeq() {
	words := strings.FieldsSeq("bread and butter")
	fmt.Println(par.MapSeq(context.Background(), words, func(_ context.Context, w string) (int, error) { return len(w), nil }))
	// Output: [5 3 6] <nil>
}

func ExampleMapSeq2() {
	fmt.Println(par.MapSeq2(context.Background(), slices.Backward(fruits), func(_ context.Context, i int, s string) (string, error) {
		return fmt.Sprint(i, s[:1]), nil
	}))
	// Output: [5c 4p 3b 2k 1a 0f] <nil>
}

func ExampleForMap() {
	stock := map[string]int{"fig": 2, "plum": 3}
	var total atomic.Int64
	err := par.ForMap(context.Background(), stock, func(_ context.Context, _ string, n int) error {
		total.Add(int64(n))
		return nil
	})
	fmt.Println(total.Load(), err)
	// Output: 5 <nil>
}

func ExampleSort() {
	xs := slices.Clone(fruits)
	err := par.Sort(context.Background(), xs)
	fmt.Println(xs, err)
	// Output: [apple banana cherry fig kiwi plum] <nil>
}

func ExampleSortFunc() {
	xs := []int{3, 1, 2}
	err := par.SortFunc(context.Background(), xs, func(a, b int) int { return cmp.Compare(b, a) })
	fmt.Println(xs, err)
	// Output: [3 2 1] <nil>
}

func ExampleSortStableFunc() {
	xs := slices.Clone(fruits)
	err := par.SortStableFunc(context.Background(), xs, byLen)
	fmt.Println(xs, err)
	// Output: [fig kiwi plum apple banana cherry] <nil>
}

func ExampleSortByKey() {
	xs := slices.Clone(fruits)
	err := par.SortByKey(context.Background(), xs, func(s string) byte { return s[len(s)-1] })
	fmt.Println(xs, err)
	// Output: [banana apple fig kiwi plum cherry] <nil>
}

func ExampleMerge() {
	fmt.Println(par.Merge(context.Background(), []int{1, 4, 5}, []int{2, 3, 6}))
	// Output: [1 2 3 4 5 6] <nil>
}

func ExampleMergeFunc() {
	fmt.Println(par.MergeFunc(context.Background(), []string{"fig", "apple"}, []string{"kiwi"}, byLen))
	// Output: [fig kiwi apple] <nil>
}

func ExampleWalkTree() {
	sub := map[string][]string{"/": {"/bin", "/etc"}, "/etc": {"/etc/ssl"}}
	var dirs atomic.Int64
	err := par.WalkTree(context.Background(), "/", func(_ context.Context, dir string) ([]string, error) {
		dirs.Add(1)
		return sub[dir], nil
	})
	fmt.Println(dirs.Load(), err)
	// Output: 4 <nil>
}

func ExampleWalkGraph() {
	imports := map[string][]string{"main": {"fmt", "os"}, "fmt": {"os"}, "os": {"io"}}
	var packages atomic.Int64
	err := par.WalkGraph(context.Background(), []string{"main"}, func(_ context.Context, p string) ([]string, error) {
		packages.Add(1)
		return imports[p], nil
	})
	fmt.Println(packages.Load(), err)
	// Output: 4 <nil>
}

func ExampleRec() {
	type span struct{ lo, hi int }
	primes := par.NewRec(func(s *par.Strand[span, int], a span) int {
		if a.hi-a.lo == 1 {
			for d := 2; d*d <= a.lo; d++ {
				if a.lo%d == 0 {
					return 0
				}
			}
			return 1
		}
		mid := (a.lo + a.hi) / 2
		l, r := s.Join(span{a.lo, mid}, span{mid, a.hi})
		return l + r
	})
	fmt.Println(primes.Run(context.Background(), span{2, 1000}))
	// Output: 168 <nil>
}

func ExampleStrand_Fork() {
	type tree struct {
		value int
		kids  []*tree
	}
	var sum func(s *par.Strand[*tree, int], t *tree) int
	sum = func(s *par.Strand[*tree, int], t *tree) int {
		total, forked := t.value, 0
		for _, k := range t.kids {
			if s.Fork(k) {
				forked++
			} else { // nobody can help just now
				total += sum(s, k)
			}
		}
		for range forked {
			total += s.Await()
		}
		return total
	}
	t := &tree{1, []*tree{{2, nil}, {3, []*tree{{4, nil}}}}}
	fmt.Println(par.NewRec(sum).Run(context.Background(), t))
	// Output: 10 <nil>
}

func ExampleEnumerate() {
	fmt.Println(par.Enumerate(context.Background(), fruits[:3], func(_ context.Context, i int, s string) (string, error) {
		return fmt.Sprint(i, s), nil
	}))
	// Output: [0fig 1apple 2kiwi] <nil>
}

func ExampleCollect() {
	fmt.Println(par.Collect(context.Background(), fruits, func(_ context.Context, s string) (byte, int, error) {
		return s[0], len(s), nil
	}))
	// Output: map[97:5 98:6 99:6 102:3 107:4 112:4] <nil>
}

func ExampleLocal() {
	type histogram [8]int
	parts := par.NewLocal(func() (h histogram) { return h })
	_ = par.For(context.Background(), len(fruits), func(lo, hi int) error {
		parts.Use(func(h *histogram) { // nobody else has it meanwhile
			for _, s := range fruits[lo:hi] {
				h[len(s)]++
			}
		})
		return nil
	})
	var all histogram
	for h := range parts.All() {
		for n, count := range h {
			all[n] += count
		}
	}
	fmt.Println(all)
	// Output: [0 0 0 1 2 1 2 0]
}

func ExampleStream() {
	sum := 0
	for n, err := range par.Stream(context.Background(), slices.Values(fruits), func(_ context.Context, s string) (int, error) { return len(s), nil }) {
		if err != nil {
			fmt.Println(err)
			return
		}
		sum += n // as they come, at the caller
	}
	fmt.Println(sum)
	// Output: 28
}
