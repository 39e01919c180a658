package fix

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

type item struct {
	name  string
	parts []string
	next  *item
	size  int
}

func (it item) length() int { return len(it.name) }

type record struct {
	name string
	n    int
}

// Map.

func appends(ctx context.Context, items []item) ([]record, error) {
	var mu sync.Mutex
	var all []record
	err := par.ForEach(ctx, items, func(ctx context.Context, i int, it *item) error {
		// Comments stay where they are.
		n, err := strconv.Atoi(it.name)
		if err != nil {
			return err
		}
		mu.Lock() // want `takes the same lock`
		all = append(all, record{it.name, n})
		mu.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func appendsInHeader(ctx context.Context, p *par.Pool, numbers []int) {
	for range 2 {
		var (
			mu   sync.RWMutex
			seen = make([]int, 0, len(numbers))
		)

		if err := par.ForEach(ctx, numbers, func(_ context.Context, _ int, n *int) error {
			mu.Lock() // want `takes the same lock`
			defer mu.Unlock()
			seen = append(seen, *n**n)
			return nil
		}, par.On(p), par.Limit(2)); err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(len(seen))
	}
}

func appendsLater(ctx context.Context, items []item) (err error) {
	mu := new(sync.Mutex)
	lengths := []int{}
	err = par.ForEach(ctx, items, func(ctx context.Context, i int, it *item) error {
		n := (*it).length() + it.length() + len(it.parts[0]) + it.next.size
		if err := ctx.Err(); err != nil {
			return err
		}
		mu.Lock() // want `takes the same lock`
		lengths = append(lengths, n)
		mu.Unlock()
		return nil
	})
	if err != nil {
		return
	}
	shortest := append([]int(nil), lengths...)
	for i, n := range lengths {
		shortest[i] = min(n, lengths[0])
	}
	fmt.Println(len(lengths), copy(shortest[:1], lengths))
	return nil
}

func generic[T any](ctx context.Context, xs []T) []T {
	var results []T
	var mu sync.Mutex
	err := par.ForEach(ctx, xs, func(_ context.Context, _ int, x *T) error {
		mu.Lock() // want `takes the same lock`
		results = append(results, *x)
		mu.Unlock()
		return nil
	})
	if err != nil {
		panic(err)
	}
	return results
}

// What is read has one value, and what is called writes to its own variables.
func readsOnly(ctx context.Context, items []item, scale []int, limit int) ([]record, error) {
	var mu sync.Mutex
	var all []record
	err := par.ForEach(ctx, items, func(ctx context.Context, i int, it *item) error {
		n := 0
		for _, part := range it.parts {
			n += weight(part)
		}
		mu.Lock() // want `takes the same lock`
		all = append(all, record{string([]byte(it.name)), min(n, limit) * scale[0]})
		mu.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func weight(s string) (n int) {
	for _, word := range strings.Fields(s) {
		n += len(word)
	}
	return n
}

// Types without a name are written as gofmt does.
func unnamed(ctx context.Context, items []item) (n int) {
	var mu sync.Mutex
	var pairs []struct{ a, b int }
	err := par.ForEach(ctx, items, func(_ context.Context, _ int, it *item) error {
		v := struct{ a, b int }{it.size, 1}
	sizes:
		for k := range 3 {
			for range k {
				continue sizes
			}
		}
		mu.Lock() // want `takes the same lock`
		pairs = append(pairs, v)
		mu.Unlock()
		return nil
	})
	if err != nil {
		return 0
	}
	var lock sync.Mutex
	var sized []interface{ length() int }
	err = par.ForEach(ctx, items, func(_ context.Context, _ int, it *item) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		lock.Lock() // want `takes the same lock`
		sized = append(sized, *it)
		lock.Unlock()
		return nil
	})
	if err != nil {
		return 0
	}
	return len(pairs) + len(sized)
}

// Reduce.

func adds(ctx context.Context, items []item) (int, error) {
	var mu sync.Mutex
	sum := 0
	err := par.ForEach(ctx, items, func(ctx context.Context, i int, it *item) error {
		if it.next != nil {
			return nil
		}
		n := it.size * 2
		mu.Lock() // want `takes the same lock`
		sum += n - 1
		mu.Unlock()
		return nil
	})
	if err != nil {
		return 0, err
	}
	return sum, nil
}

func counts(ctx context.Context, waits []time.Duration) time.Duration {
	var mu sync.Mutex
	var total time.Duration
	if err := par.ForEach(ctx, waits, func(context.Context, int, *time.Duration) error {
		mu.Lock() // want `takes the same lock`
		defer mu.Unlock()
		total++
		return nil
	}); err != nil {
		return 0
	}
	return total
}

func addsGrouped(ctx context.Context, p *par.Pool, waits []time.Duration) uint8 {
	var (
		lock sync.Mutex
		odd  uint8
	)
	err := par.ForEach(ctx, waits, func(_ context.Context, _ int, d *time.Duration) error {
		lock.Lock() // want `takes the same lock`
		odd += uint8(*d) % 2
		lock.Unlock()
		return nil
	}, par.On(p))
	if err != nil {
		return 0
	}
	return odd
}
