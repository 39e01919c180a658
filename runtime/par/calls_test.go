package par_test

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/parvet/parvet/runtime/par"
)

type (
	// hook is what a callback does, whatever function it is of.
	hook func(ctx context.Context) error
	opts = []par.CallOption
)

// calls are the data-parallel functions, made alike: over the numbers below n, with callbacks that call f.
var calls = []struct {
	name     string
	fallible bool // callbacks have a context and an error
	run      func(ctx context.Context, n int, f hook, o ...par.CallOption) error
	null     func(o ...par.CallOption) error // with a nil function
}{
	{"MapInto", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.MapInto(ctx, make([]int, n), upTo(n), func(ctx context.Context, x int) (int, error) { return x, f(ctx) }, o...)
	}, func(o ...par.CallOption) error {
		return par.MapInto[int, int](bg, upTo(3), upTo(3), nil, o...)
	}},
	{"Enumerate", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.Enumerate(ctx, upTo(n), func(ctx context.Context, i, x int) (int, error) { return i + x, f(ctx) }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error {
		_, err := par.Enumerate[int, int](bg, upTo(3), nil, o...)
		return err
	}},
	{"Collect", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.Collect(ctx, upTo(n), func(ctx context.Context, x int) (int, int, error) { return x, x, f(ctx) }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error {
		_, err := par.Collect[int, int, int](bg, upTo(3), nil, o...)
		return err
	}},
	{"FlatMap", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.FlatMap(ctx, upTo(n), func(ctx context.Context, x int) ([]int, error) { return []int{x}, f(ctx) }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error {
		_, err := par.FlatMap[int, int](bg, upTo(3), nil, o...)
		return err
	}},
	{"Zip", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.Zip(ctx, upTo(n), upTo(n), func(ctx context.Context, _ int, _, _ *int) error { return f(ctx) }, o...)
	}, func(o ...par.CallOption) error {
		return par.Zip[int, int](bg, upTo(3), upTo(3), nil, o...)
	}},
	{"Filter", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.Filter(ctx, upTo(n), yes(f), o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error { _, err := par.Filter(bg, upTo(3), nil, o...); return err }},
	{"FilterMap", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.FilterMap(ctx, upTo(n), func(ctx context.Context, x int) (int, bool, error) { return x, true, f(ctx) }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error {
		_, err := par.FilterMap[int, int](bg, upTo(3), nil, o...)
		return err
	}},
	{"Partition", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		a, b, err := par.Partition(ctx, upTo(n), yes(f), o...)
		return unless(err, a == nil && b == nil)
	}, func(o ...par.CallOption) error { _, _, err := par.Partition(bg, upTo(3), nil, o...); return err }},
	{"Any", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		ok, err := par.Any(ctx, upTo(n), no(f), o...)
		return unless(err, !ok)
	}, func(o ...par.CallOption) error { _, err := par.Any(bg, upTo(3), nil, o...); return err }},
	{"All", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		ok, err := par.All(ctx, upTo(n), yes(f), o...)
		return unless(err, !ok)
	}, func(o ...par.CallOption) error { _, err := par.All(bg, upTo(3), nil, o...); return err }},
	{"Find", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		_, ok, err := par.Find(ctx, upTo(n), no(f), o...)
		return unless(err, !ok)
	}, func(o ...par.CallOption) error { _, _, err := par.Find(bg, upTo(3), nil, o...); return err }},
	{"FindFirst", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		_, ok, err := par.FindFirst(ctx, upTo(n), no(f), o...)
		return unless(err, !ok)
	}, func(o ...par.CallOption) error { _, _, err := par.FindFirst(bg, upTo(3), nil, o...); return err }},
	{"FindLast", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		_, ok, err := par.FindLast(ctx, upTo(n), no(f), o...)
		return unless(err, !ok)
	}, func(o ...par.CallOption) error { _, _, err := par.FindLast(bg, upTo(3), nil, o...); return err }},
	{"Position", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		i, err := par.Position(ctx, upTo(n), no(f), o...)
		return unless(err, i == -1)
	}, func(o ...par.CallOption) error { _, err := par.Position(bg, upTo(3), nil, o...); return err }},
	{"Count", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		k, err := par.Count(ctx, upTo(n), yes(f), o...)
		return unless(err, k == 0)
	}, func(o ...par.CallOption) error { _, err := par.Count(bg, upTo(3), nil, o...); return err }},
	{"Fold", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		k, err := par.Fold(ctx, upTo(n), zero, func(ctx context.Context, a, _ int) (int, error) { return a + 1, f(ctx) }, addErr, o...)
		return unless(err, k == 0)
	}, func(o ...par.CallOption) error {
		_, err := par.Fold[int, int](bg, upTo(3), zero, nil, addErr, o...)
		return err
	}},
	{"MapRange", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.MapRange(ctx, n, func(ctx context.Context, i int) (int, error) { return i, f(ctx) }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error { _, err := par.MapRange[int](bg, 3, nil, o...); return err }},
	{"FoldRange", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		k, err := par.FoldRange(ctx, n, zero, func(ctx context.Context, a, _ int) (int, error) { return a + 1, f(ctx) }, addErr, o...)
		return unless(err, k == 0)
	}, func(o ...par.CallOption) error { _, err := par.FoldRange(bg, 3, zero, nil, addErr, o...); return err }},
	{"FoldSeq", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		k, err := par.FoldSeq(ctx, slices.Values(upTo(n)), zero, func(ctx context.Context, a, _ int) (int, error) { return a + 1, f(ctx) }, addErr, o...)
		return unless(err, k == 0)
	}, func(o ...par.CallOption) error {
		_, err := par.FoldSeq[int](bg, slices.Values(upTo(3)), zero, nil, addErr, o...)
		return err
	}},
	{"Chunks", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.Chunks(ctx, upTo(n), 1, func(ctx context.Context, _ int, _ []int) error { return f(ctx) }, o...)
	}, func(o ...par.CallOption) error { return par.Chunks(bg, upTo(3), 1, nil, o...) }},
	{"Windows", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.Windows(ctx, upTo(n), 1, func(ctx context.Context, _ int, _ []int) error { return f(ctx) }, o...)
	}, func(o ...par.CallOption) error { return par.Windows(bg, upTo(3), 1, nil, o...) }},
	{"GroupBy", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		m, err := par.GroupBy(ctx, upTo(n), func(ctx context.Context, x int) (int, error) { return x, f(ctx) }, o...)
		return unless(err, m == nil)
	}, func(o ...par.CallOption) error {
		_, err := par.GroupBy[int, int](bg, upTo(3), nil, o...)
		return err
	}},
	{"ForSeq", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.ForSeq(ctx, slices.Values(upTo(n)), func(ctx context.Context, _ int) error { return f(ctx) }, o...)
	}, func(o ...par.CallOption) error { return par.ForSeq(bg, slices.Values(upTo(3)), nil, o...) }},
	{"ForSeq2", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.ForSeq2(ctx, slices.All(upTo(n)), func(ctx context.Context, _, _ int) error { return f(ctx) }, o...)
	}, func(o ...par.CallOption) error { return par.ForSeq2(bg, slices.All(upTo(3)), nil, o...) }},
	{"MapSeq", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.MapSeq(ctx, slices.Values(upTo(n)), func(ctx context.Context, x int) (int, error) { return x, f(ctx) }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error {
		_, err := par.MapSeq[int, int](bg, slices.Values(upTo(3)), nil, o...)
		return err
	}},
	{"MapSeq2", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.MapSeq2(ctx, slices.All(upTo(n)), func(ctx context.Context, _, x int) (int, error) { return x, f(ctx) }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error {
		_, err := par.MapSeq2[int, int, int](bg, slices.All(upTo(3)), nil, o...)
		return err
	}},
	{"Stream", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		for _, err := range par.Stream(ctx, slices.Values(upTo(n)), func(ctx context.Context, x int) (int, error) { return x, f(ctx) }, o...) {
			if err != nil {
				return err
			}
		}
		return nil
	}, func(o ...par.CallOption) error {
		for _, err := range par.Stream[int, int](bg, slices.Values(upTo(3)), nil, o...) {
			return err
		}
		return nil
	}},
	{"ForMap", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		m := map[int]int{}
		for i := range n {
			m[i] = i
		}
		return par.ForMap(ctx, m, func(ctx context.Context, _, _ int) error { return f(ctx) }, o...)
	}, func(o ...par.CallOption) error { return par.ForMap[map[int]int](bg, map[int]int{1: 1}, nil, o...) }},
	{"WalkTree", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.WalkTree(ctx, 0, func(ctx context.Context, x int) ([]int, error) {
			err := f(ctx)
			if x > 0 {
				return nil, err
			}
			return upTo(n)[1:], err
		}, o...)
	}, func(o ...par.CallOption) error { return par.WalkTree(bg, 1, nil, o...) }},
	{"WalkGraph", true, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.WalkGraph(ctx, upTo(n), func(ctx context.Context, x int) ([]int, error) { return upTo(n), f(ctx) }, o...)
	}, func(o ...par.CallOption) error { return par.WalkGraph(bg, upTo(3), nil, o...) }},

	{"Scan", false, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.Scan(ctx, upTo(n), func(a, b int) int { _ = f(bg); return a + b }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error { _, err := par.Scan(bg, upTo(3), nil, o...); return err }},
	{"MinFunc", false, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		_, ok, err := par.MinFunc(ctx, upTo(n), compareWith(f), o...)
		return unless(err, !ok)
	}, func(o ...par.CallOption) error { _, _, err := par.MinFunc(bg, upTo(3), nil, o...); return err }},
	{"MaxFunc", false, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		_, ok, err := par.MaxFunc(ctx, upTo(n), compareWith(f), o...)
		return unless(err, !ok)
	}, func(o ...par.CallOption) error { _, _, err := par.MaxFunc(bg, upTo(3), nil, o...); return err }},
	{"ChunkBy", false, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.ChunkBy(ctx, upTo(n), func(a, b int) bool { _ = f(bg); return a == b }, o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error { _, err := par.ChunkBy(bg, upTo(3), nil, o...); return err }},
	{"SortFunc", false, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.SortFunc(ctx, mixed(n), compareWith(f), o...)
	}, func(o ...par.CallOption) error { return par.SortFunc(bg, upTo(3), nil, o...) }},
	{"SortStableFunc", false, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.SortStableFunc(ctx, mixed(n), compareWith(f), o...)
	}, func(o ...par.CallOption) error { return par.SortStableFunc(bg, upTo(3), nil, o...) }},
	{"SortByKey", false, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		return par.SortByKey(ctx, mixed(n), func(x int) int { _ = f(bg); return x }, o...)
	}, func(o ...par.CallOption) error { return par.SortByKey[int, int](bg, upTo(3), nil, o...) }},
	{"MergeFunc", false, func(ctx context.Context, n int, f hook, o ...par.CallOption) error {
		out, err := par.MergeFunc(ctx, upTo(n), upTo(n), compareWith(f), o...)
		return unless(err, out == nil)
	}, func(o ...par.CallOption) error { _, err := par.MergeFunc(bg, upTo(3), upTo(3), nil, o...); return err }},
}

var errHalf = errors.New("half a result beside an error")

// unless checks that nothing comes beside an error.
func unless(err error, nothing bool) error {
	if err != nil && !nothing {
		return errHalf
	}
	return err
}

func upTo(n int) []int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = i
	}
	return xs
}

// mixed is a permutation of the numbers below n, if n is not a multiple of 7.
func mixed(n int) []int {
	xs := upTo(n)
	for i := range xs {
		xs[i] = i * 7 % n
	}
	return xs
}

func yes(f hook) func(context.Context, int) (bool, error) {
	return func(ctx context.Context, _ int) (bool, error) { return true, f(ctx) }
}

func no(f hook) func(context.Context, int) (bool, error) {
	return func(ctx context.Context, _ int) (bool, error) { return false, f(ctx) }
}

func compareWith(f hook) func(a, b int) int {
	return func(a, b int) int { _ = f(bg); return cmp.Compare(a, b) }
}

func zero() int                    { return 0 }
func addErr(a, b int) (int, error) { return a + b, nil }
