// Package fix has tasks that sleep, and what is suggested for them.
package fix

import (
	"context"
	"log"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

const backoff = time.Second

type point struct{ x, y int }

func returns(ctx context.Context, p *par.Pool, xs []int) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		defer log.Println("done")
		time.Sleep(backoff) // want `sleeps`
		n := min(*x, len(xs))
		n++
		var squares []int
		for i := range n {
			squares = append(squares, i*i)
		}
		return ctx.Err()
	})
	// A parameter without a name gets one.
	par.ForEach(ctx, xs, func(_ context.Context, i int, x *int) error {
		if i > 3 {
			time.Sleep(backoff) // want `sleeps`
		}
		return nil
	})
	par.Map(ctx, xs, func(c context.Context, x int) (point, error) {
		time.Sleep(2 * backoff) // want `sleeps`
		return point{x, x}, nil
	})
	par.Map(ctx, xs, func(ctx context.Context, x int) (s string, err error) {
		<-time.After(backoff) // want `sleeps`
		return "", nil
	})
	par.Submit(ctx, p, func(ctx context.Context) (*point, error) {
		for range 3 {
			time.Sleep(backoff) // want `sleeps`
		}
		return nil, nil
	})
	par.Submit(ctx, p, func(ctx context.Context) ([]int, error) { time.Sleep(backoff); return nil, nil }) // want `sleeps`
	p.Run(ctx, func(s *par.Scope) error {
		s.Spawn(func(s *par.Scope) error {
			time.Sleep(backoff) // want `sleeps`
			return nil
		})
		return nil
	})
}

func generic[T any, S ~[]T](ctx context.Context, xs S, keep func(T) bool) ([]bool, error) {
	return par.Map(ctx, xs, func(ctx context.Context, x T) (bool, error) {
		time.Sleep(backoff) // want `sleeps`
		return keep(x), nil
	})
}

func zeroOfGeneric[T any](ctx context.Context, xs []T) ([][]T, error) {
	return par.Map(ctx, xs, func(ctx context.Context, x T) ([]T, error) {
		time.Sleep(backoff) // want `sleeps`
		return []T{x}, nil
	})
}

func noPlainZero[T any](ctx context.Context, xs []T) ([]T, error) {
	return par.Map(ctx, xs, func(ctx context.Context, x T) (t T, err error) {
		time.Sleep(backoff) // want `sleeps`
		return x, nil
	})
}

var pending int32

type slots struct{ sync.RWMutex }

func (s *slots) Release(n int64) {}

func (s *slots) put(n int) {}

// A task that cannot return an error, or must not be left, sleeps to the end.

func toTheEnd(ctx context.Context, p *par.Pool, xs []int, mu *sync.Mutex, done chan int, sem *slots) {
	var ready atomic.Bool
	var last int
	var f *os.File
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		*x++
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		last = i
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		ready.Store(i > last)
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		sem.put(i)
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		return f.Close()
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		if err := f.Close(); err != nil {
			return err
		}
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		_ = f.Close()
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		defer mu.Unlock()
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		go sem.put(i)
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		n := 0
	again:
		if n == 1 {
			sem.put(i)
			return nil
		}
		n++
		time.Sleep(backoff) // want `sleeps`
		goto again
	})
	p.Go(ctx, func(ctx context.Context) {
		time.Sleep(backoff) // want `sleeps`
		close(done)
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		mu.Lock()
		time.Sleep(backoff) // want `sleeps`
		mu.Unlock()
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		for done := range done {
			*x += done
			time.Sleep(backoff) // want `sleeps`
		}
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		done <- i
		return nil
	})
	// The context is replaced by one that is made of it, and ends before.
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		time.Sleep(backoff) // want `sleeps`
		return ctx.Err()
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		sem.Release(int64(i))
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		time.Sleep(backoff) // want `sleeps`
		atomic.AddInt32(&pending, -1)
		return nil
	})
	p.Run(ctx, func(s *par.Scope) error {
		par.Join(s,
			func(s *par.Scope) { time.Sleep(backoff) }, // want `sleeps`
			func(s *par.Scope) {})
		n, _ := par.Join2(s,
			func(s *par.Scope) int {
				time.Sleep(backoff) // want `sleeps`
				return 1
			},
			func(s *par.Scope) int { return 2 })
		_ = n
		return nil
	})
}
