package par_test

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/parvet/parvet/runtime/par"
)

// sortOpts make many small parts, so that rounds and levels happen with few elements.
func sortOpts(p *par.Pool) []opts {
	return []opts{{par.On(p)}, {par.On(p), par.MaxLen(10)}, {par.On(p), par.MinLen(33), par.MaxLen(40)}, {par.On(p), par.Limit(1)}}
}

type item struct{ key, at int }

func byKey(a, b item) int { return cmp.Compare(a.key, b.key) }

func itemsOf(keys []int) []item {
	xs := make([]item, len(keys))
	for i, k := range keys {
		xs[i] = item{k, i}
	}
	return xs
}

// checkSorts compares all sorts of keys with those of package slices.
func checkSorts(t *testing.T, keys []int, o ...par.CallOption) {
	t.Helper()
	want := slices.Clone(keys)
	slices.Sort(want)
	stable := itemsOf(keys)
	slices.SortStableFunc(stable, byKey)

	got := slices.Clone(keys)
	wantErr(t, par.Sort(bg, got, o...), nil)
	same(t, "Sort", slices.Equal(got, want), true)

	xs := itemsOf(keys)
	wantErr(t, par.SortFunc(bg, xs, byKey, o...), nil)
	same(t, "SortFunc", slices.IsSortedFunc(xs, byKey), true)
	slices.SortFunc(xs, func(a, b item) int { return a.at - b.at })
	same(t, "SortFunc's elements", slices.Equal(xs, itemsOf(keys)), true)

	wantErr(t, par.SortStableFunc(bg, xs, byKey, o...), nil)
	same(t, "SortStableFunc", slices.Equal(xs, stable), true)

	xs = itemsOf(keys)
	wantErr(t, par.SortByKey(bg, xs, func(x item) int { return x.key }, o...), nil)
	same(t, "SortByKey", slices.Equal(xs, stable), true)

	mid := len(keys) / 3
	xs = itemsOf(keys)
	slices.SortStableFunc(xs[:mid], byKey)
	slices.SortStableFunc(xs[mid:], byKey)
	merged, err := par.MergeFunc(bg, xs[:mid], xs[mid:], byKey, o...)
	wantErr(t, err, nil)
	same(t, "MergeFunc", slices.Equal(merged, stable), true)
}

func TestSortPatterns(t *testing.T) {
	p := newPool(t, par.Workers(4))
	for _, name := range patternNames() {
		for _, n := range []int{0, 1, 2, 3, 16, 17, 100, 1000, 20_000} {
			t.Run(fmt.Sprint(name, "/", n), func(t *testing.T) {
				for i, o := range sortOpts(p) {
					if n <= 1000 || i%3 == 0 {
						checkSorts(t, pattern(name, n), o...)
					}
				}
			})
		}
	}
}

func FuzzSort(f *testing.F) {
	for _, name := range patternNames() {
		var b []byte
		for _, x := range pattern(name, 100) {
			b = binary.BigEndian.AppendUint16(b, uint16(x))
		}
		f.Add(b, uint8(10))
	}
	p, err := par.New(par.Workers(3))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte, size uint8) {
		keys := make([]int, len(b)/2)
		for i := range keys {
			keys[i] = int(int16(binary.BigEndian.Uint16(b[2*i:])))
		}
		checkSorts(t, keys, par.On(p), par.MaxLen(int(size)+1))
		fs := make([]float64, len(b)/8)
		for i := range fs {
			fs[i] = math.Float64frombits(binary.BigEndian.Uint64(b[8*i:]))
		}
		checkFloats(t, fs, par.On(p), par.MaxLen(int(size)+1))
	})
}

func checkFloats(t *testing.T, fs []float64, o ...par.CallOption) {
	t.Helper()
	want := slices.Clone(fs)
	slices.Sort(want)
	got := slices.Clone(fs)
	wantErr(t, par.Sort(bg, got, o...), nil)
	byKeys := slices.Clone(fs)
	wantErr(t, par.SortByKey(bg, byKeys, func(x float64) float64 { return x }, o...), nil)
	k := len(fs) / 2
	a, b := slices.Sorted(slices.Values(fs[:k])), slices.Sorted(slices.Values(fs[k:]))
	merged, err := par.Merge(bg, a, b, o...)
	wantErr(t, err, nil)
	for _, xs := range [][]float64{got, byKeys, merged} {
		if !slices.EqualFunc(xs, want, func(a, b float64) bool { return a == b || a != a && b != b }) {
			t.Fatalf("got %v, want %v", xs, want)
		}
	}
}

func TestSortFloats(t *testing.T) {
	p := newPool(t, par.Workers(4))
	r := rand.New(rand.NewPCG(3, 4))
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1, -1}
	for _, n := range []int{1, 7, 100, 3000} {
		for _, often := range []int{1, 2, 50} {
			fs := make([]float64, n)
			for i := range fs {
				if fs[i] = r.NormFloat64(); r.IntN(often) == 0 {
					fs[i] = odd[r.IntN(len(odd))]
				}
			}
			for _, o := range sortOpts(p) {
				checkFloats(t, fs, o...)
			}
		}
	}
}

// A NaN may look like a pair in order from both sides.
func TestSortAroundNaN(t *testing.T) {
	nan := math.NaN()
	for _, fs := range [][]float64{{nan}, {nan, nan}, {1, nan}, {nan, 1}, {1, nan, 2}, {2, nan, 1}, {1, 2, nan, 3}, {nan, 3, 2, 1}, {3, 2, 1, nan}, {1, 2, 3, nan}} {
		checkFloats(t, fs)
	}
}

func TestSortStrings(t *testing.T) {
	p := newPool(t, par.Workers(4))
	var words []string
	for _, x := range pattern("random", 5000) {
		words = append(words, fmt.Sprint(x)[:x%9+1])
	}
	want := slices.Sorted(slices.Values(words))
	for _, o := range sortOpts(p) {
		got := slices.Clone(words)
		wantErr(t, par.Sort(bg, got, o...), nil)
		same(t, "Sort", slices.Equal(got, want), true)
	}
}

// Whatever stops a sort, no element is lost or there twice.
func TestStoppedSortKeepsElements(t *testing.T) {
	p := newPool(t, par.Workers(3))
	const n = 2000
	sorts := map[string]func(ctx context.Context, xs []item, f func(), o ...par.CallOption) error{
		"SortFunc": func(ctx context.Context, xs []item, f func(), o ...par.CallOption) error {
			return par.SortFunc(ctx, xs, func(a, b item) int { f(); return byKey(a, b) }, o...)
		},
		"SortStableFunc": func(ctx context.Context, xs []item, f func(), o ...par.CallOption) error {
			return par.SortStableFunc(ctx, xs, func(a, b item) int { f(); return byKey(a, b) }, o...)
		},
		"SortByKey": func(ctx context.Context, xs []item, f func(), o ...par.CallOption) error {
			return par.SortByKey(ctx, xs, func(x item) int { f(); return x.key }, o...)
		},
	}
	ended := 0
	for name, sort := range sorts {
		for _, o := range sortOpts(p) {
			for at := int32(1); at < 30_000; at = at*3/2 + 1 {
				for _, how := range []string{"panic", "Goexit", "cancel"} {
					ctx, cancel := context.WithCancel(bg)
					var k atomic.Int32
					xs := itemsOf(pattern("random", n))
					want := slices.Clone(xs)
					exits(func() {
						_ = caught(func() {
							_ = sort(ctx, xs, func() {
								if k.Add(1) != at {
									return
								}
								ended++
								switch how {
								case "panic":
									panic("ouch")
								case "Goexit":
									runtime.Goexit()
								}
								cancel()
							}, o...)
						})
					})
					cancel()
					slices.SortFunc(xs, func(a, b item) int { return a.at - b.at })
					if !slices.Equal(xs, want) {
						t.Fatalf("%s: a %s at call %d loses elements", name, how, at)
					}
				}
			}
		}
	}
	if ended < 100 {
		t.Errorf("only %d sorts were stopped", ended)
	}
}

// A comparison that contradicts itself gives any order, and no more.
func TestSortWithNonsense(t *testing.T) {
	p := newPool(t, par.Workers(3))
	xs := itemsOf(pattern("random", 3000))
	want := slices.Clone(xs)
	var k atomic.Uint32
	dice := func(item, item) int { return int(k.Add(1)*2654435761>>30) - 1 }
	for _, o := range sortOpts(p) {
		wantErr(t, par.SortFunc(bg, xs, dice, o...), nil)
		wantErr(t, par.SortStableFunc(bg, xs, dice, o...), nil)
		merged, err := par.MergeFunc(bg, xs[:999], xs[999:], dice, o...)
		wantErr(t, err, nil)
		for _, got := range [][]item{xs, merged} {
			slices.SortFunc(got, func(a, b item) int { return a.at - b.at })
			if !slices.Equal(got, want) {
				t.Fatal("elements are lost")
			}
		}
	}
}

func TestMergeEmpty(t *testing.T) {
	for _, pair := range [][2][]int{{nil, nil}, {upTo(5), nil}, {nil, upTo(5)}} {
		got, err := par.Merge(bg, pair[0], pair[1])
		wantErr(t, err, nil)
		same(t, "Merge", got, slices.Concat(pair[0], pair[1]))
	}
}
