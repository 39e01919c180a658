package fix

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Nothing is suggested for these, although they come close.

type guarded struct {
	sync.Mutex
	n int
}

// The lock, or the result, is used for something else.
func otherUses(ctx context.Context, xs []int, shared *sync.Mutex, out []int) ([]int, error) {
	err := par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		shared.Lock() // want `takes the same lock`
		out = append(out, *x)
		shared.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}

	var mu sync.Mutex
	var a []int
	b := 0
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		mu.Lock() // want `takes the same lock`
		a = append(a, *x)
		b += *x
		mu.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}

	var again sync.Mutex
	c := 0
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		again.Lock() // want `takes the same lock`
		c += *x
		again.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	again.Lock()
	c++
	again.Unlock()

	var looked sync.Mutex
	var d []int
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		looked.Lock() // want `takes the same lock`
		d = append(d, len(d))
		looked.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}

	var started sync.Mutex
	e := []int{1}
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		started.Lock() // want `takes the same lock`
		e = append(e, *x)
		started.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}

	var watched sync.Mutex
	var f []int
	defer func() { out = f }()
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		watched.Lock() // want `takes the same lock`
		f = append(f, *x)
		watched.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return append(a, b, c, d[0], e[0]), nil
}

// What there is so far is used after an error.
func partial(ctx context.Context, xs []int) ([]int, error) {
	var mu sync.Mutex
	var all []int
	err := par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		mu.Lock() // want `takes the same lock`
		all = append(all, *x)
		mu.Unlock()
		return nil
	})
	if err != nil {
		return all, err
	}

	var lock sync.Mutex
	var more []int
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		lock.Lock() // want `takes the same lock`
		more = append(more, *x)
		lock.Unlock()
		return nil
	})
	if err != nil {
		err = errors.New("incomplete")
	}

	var third sync.Mutex
	var rest []int
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		third.Lock() // want `takes the same lock`
		rest = append(rest, *x)
		third.Unlock()
		return nil
	})
	return append(more, rest...), err
}

// Not each item has a result.
func some(ctx context.Context, xs []string) ([]int, error) {
	var mu sync.Mutex
	var all []int
	err := par.ForEach(ctx, xs, func(ctx context.Context, i int, x *string) error {
		n, err := strconv.Atoi(*x)
		if err != nil {
			return nil
		}
		mu.Lock() // want `takes the same lock`
		all = append(all, n)
		mu.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}

	var lock sync.Mutex
	var more []int
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *string) error {
		if *x == "" {
			return ctx.Err() // is it one?
		}
		lock.Lock() // want `takes the same lock`
		more = append(more, len(*x))
		lock.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}

	var third sync.Mutex
	var pairs []int
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *string) error {
		third.Lock() // want `takes the same lock`
		pairs = append(pairs, i, len(*x))
		third.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}

	var fourth sync.Mutex
	sum := 0
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *string) error {
		n, err := strconv.Atoi(*x)
		if err != nil {
			return err // there is no error for the sum
		}
		fourth.Lock() // want `takes the same lock`
		sum += n
		fourth.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return append(append(all, more...), append(pairs, sum)...), nil
}

// A number of the order of additions, a start that is not zero, a type that is
// not the slice's own.
func types(ctx context.Context, xs []float64) (float64, int, []float64) {
	var mu sync.Mutex
	sum := 0.0
	err := par.ForEach(ctx, xs, func(ctx context.Context, i int, x *float64) error {
		mu.Lock() // want `takes the same lock`
		sum += *x
		mu.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var lock sync.Mutex
	n := 1
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *float64) error {
		lock.Lock() // want `takes the same lock`
		n++
		lock.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	type floats []float64
	var third sync.Mutex
	var all floats
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *float64) error {
		third.Lock() // want `takes the same lock`
		all = append(all, *x)
		third.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}
	return sum, n, all
}

// The index, the address of the item, or the context is needed.
func params(ctx context.Context, xs []int, locks []guarded, cells []*guarded) ([]int, []*int) {
	var mu sync.Mutex
	var indices []int
	err := par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		mu.Lock() // want `takes the same lock`
		indices = append(indices, i)
		mu.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var lock sync.Mutex
	var addresses []*int
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		lock.Lock() // want `takes the same lock`
		addresses = append(addresses, x)
		lock.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var third sync.Mutex
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		*x++
		third.Lock() // want `takes the same lock`
		indices = append(indices, *x)
		third.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var fourth sync.Mutex
	var copied []int
	err = par.ForEach(ctx, locks, func(ctx context.Context, i int, g *guarded) error {
		fourth.Lock() // want `takes the same lock`
		copied = append(copied, g.n)
		fourth.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var fifth sync.Mutex
	sum := 0
	err = par.ForEach(ctx, cells, func(ctx context.Context, i int, g **guarded) error {
		n := worth(ctx, *g)
		fifth.Lock() // want `takes the same lock`
		sum += n
		fifth.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}
	return append(append(indices, sum), copied...), addresses
}

func worth(ctx context.Context, g *guarded) int { return g.n }

// Only the error of the call would be the outer one afterwards.
func hidden(ctx context.Context, xs []int) (all []int, err error) {
	err = errors.New("empty")
	{
		var mu sync.Mutex
		var found []int
		if err := par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
			mu.Lock() // want `takes the same lock`
			found = append(found, *x)
			mu.Unlock()
			return nil
		}); err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, err
		}
		return found, nil
	}
}

// A list that is empty would be nil, and somebody may tell.
func notNil(ctx context.Context, xs []int) ([]int, error) {
	var first sync.Mutex
	printed := []int{}
	err := par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		first.Lock() // want `takes the same lock`
		printed = append(printed, *x)
		first.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	fmt.Printf("%#v\n", printed)

	var second sync.Mutex
	compared := make([]int, 0, len(xs))
	if err := par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		second.Lock() // want `takes the same lock`
		compared = append(compared, *x)
		second.Unlock()
		return nil
	}); err != nil {
		return nil, err
	}
	if len(compared) > 0 || compared == nil {
		return nil, errors.New("too many")
	}

	var third sync.Mutex
	extended := make([]int, 0)
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		third.Lock() // want `takes the same lock`
		extended = append(extended, *x)
		third.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	extended = append(extended, xs...)

	var fourth sync.Mutex
	returned := make([]int, 0, len(xs))
	err = par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		fourth.Lock() // want `takes the same lock`
		returned = append(returned, *x)
		fourth.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return returned, nil
}

var total int

func draw() int { total++; return total }

type source struct{ last int }

func (s *source) next() int { s.last++; return s.last }

// The value is computed under the lock, by what others change as well.
func underLock[T, R any](ctx context.Context, xs []T, f func(T) R, s *source, limit int, scale map[int]int) ([]R, []int) {
	var first sync.Mutex
	var results []R
	err := par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		first.Lock() // want `takes the same lock`
		results = append(results, f(*x))
		first.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var second sync.Mutex
	var drawn []int
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		second.Lock() // want `takes the same lock`
		defer second.Unlock()
		drawn = append(drawn, draw())
		return nil
	})
	if err != nil {
		panic(err)
	}

	var third sync.Mutex
	sum := 0
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		third.Lock() // want `takes the same lock`
		sum += s.next()
		third.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var fourth sync.Mutex
	var limits []int
	go func() { limit++ }()
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		fourth.Lock() // want `takes the same lock`
		limits = append(limits, limit)
		fourth.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var fifth sync.Mutex
	var totals []int
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		fifth.Lock() // want `takes the same lock`
		totals = append(totals, total)
		fifth.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var sixth sync.Mutex
	var scales []int
	scale[0] = 2
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		sixth.Lock() // want `takes the same lock`
		scales = append(scales, scale[0])
		sixth.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var seventh sync.Mutex
	var lasts []func() int
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		seventh.Lock() // want `takes the same lock`
		lasts = append(lasts, s.next)
		seventh.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}
	return results, append(append(drawn, sum), append(append(limits, totals...), append(scales, len(lasts))...)...)
}

// Another variable has the name of the result.
func shadowed(ctx context.Context, words []string) (int, int) {
	var mu sync.Mutex
	var n int
	err := par.ForEach(ctx, words, func(_ context.Context, _ int, w *string) error {
		if n := len(*w) - 3; n <= 0 {
			return nil
		}
		mu.Lock() // want `takes the same lock`
		n += len(*w)
		mu.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var lock sync.Mutex
	count := 0
	err = par.ForEach(ctx, words, func(_ context.Context, _ int, w *string) error {
		for _, count := range []int{len(*w), 2} {
			if count > 5 {
				return nil
			}
		}
		lock.Lock() // want `takes the same lock`
		count++
		lock.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}
	return n, count
}

// A task may end otherwise than by its return statements.
func deferred(ctx context.Context, words []string) (int, []int, []int) {
	var mu sync.Mutex
	n := 0
	err := par.ForEach(ctx, words, func(_ context.Context, _ int, w *string) error {
		defer func() { _ = recover() }() // one that is too short is left out
		m := len((*w)[3:])
		mu.Lock() // want `takes the same lock`
		n += m
		mu.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var lock sync.Mutex
	var all []int
	err = par.ForEach(ctx, words, func(_ context.Context, _ int, w *string) error {
		defer skipped()
		m := len((*w)[3:])
		lock.Lock() // want `takes the same lock`
		defer lock.Unlock()
		all = append(all, m)
		return nil
	})
	if err != nil {
		panic(err)
	}

	var third sync.Mutex
	var named []int
	err = par.ForEach(ctx, words, func(_ context.Context, _ int, w *string) (err error) {
		third.Lock() // want `takes the same lock`
		named = append(named, len(*w))
		third.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}
	return n, all, named
}

func skipped() { recover() }

type cell struct {
	n     int
	parts []int
}

func (c *cell) clear() { c.n = 0 }

// The item is looked at when it may have changed.
func changing(ctx context.Context, xs []cell, n *int) ([]func() int, []int) {
	var mu sync.Mutex
	var later []func() int
	err := par.ForEach(ctx, xs, func(_ context.Context, _ int, x *cell) error {
		f := func() int { return x.n }
		mu.Lock() // want `takes the same lock`
		later = append(later, f)
		mu.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var second sync.Mutex
	var set []int
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *cell) error {
		xs[0].n = 100
		second.Lock() // want `takes the same lock`
		set = append(set, x.n)
		second.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var third sync.Mutex
	var touched []int
	touch := func() { xs[0].n = 100 }
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *cell) error {
		touch()
		third.Lock() // want `takes the same lock`
		touched = append(touched, x.n)
		third.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var fourth sync.Mutex
	var cleared []int
	alias := &xs[0]
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *cell) error {
		alias.clear()
		fourth.Lock() // want `takes the same lock`
		cleared = append(cleared, x.n)
		fourth.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var fifth sync.Mutex
	var scanned []int
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *cell) error {
		if _, err := fmt.Sscan("1", n); err != nil {
			return err
		}
		fifth.Lock() // want `takes the same lock`
		scanned = append(scanned, x.n)
		fifth.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}

	var sixth sync.Mutex
	var written []int
	err = par.ForEach(ctx, xs, func(_ context.Context, _ int, x *cell) error {
		parts := x.parts
		parts[0] = 1
		sixth.Lock() // want `takes the same lock`
		written = append(written, x.n)
		sixth.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}
	return later, append(append(set, touched...), append(append(cleared, scanned...), written...)...)
}

// What wraps the call does more than that.
func wrapped(ctx context.Context, xs []int) ([]int, error) {
	var mu sync.Mutex
	var all []int
	err := each(ctx, xs, func(ctx context.Context, i int, x *int) error {
		mu.Lock() // want `takes the same lock`
		all = append(all, *x)
		mu.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func each[T any](ctx context.Context, xs []T, f func(context.Context, int, *T) error, opts ...par.CallOption) error {
	fmt.Println(len(xs))
	return par.ForEach(ctx, xs, f, opts...)
}
