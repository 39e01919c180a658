package fix

import (
	"context"
	"log"
	"os"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

type tx struct{ n int }

func (t *tx) end() { log.Println(t.n) }

func (t tx) begun() { log.Println(t.n) }

func record(p *int) { log.Println(*p) }

func recordAll(s []int) { log.Println(s) }

// What is deferred sees what the task has computed, or returns: it sleeps to the
// end.

func watched(ctx context.Context, p *par.Pool, xs []int, out []point) {
	par.Map(ctx, xs, func(ctx context.Context, x int) (n int, err error) {
		defer func() {
			if err != nil {
				log.Println("rolled back")
			}
		}()
		time.Sleep(backoff) // want `sleeps`
		return x, nil
	})
	par.Map(ctx, xs, func(ctx context.Context, x int) (r point, err error) {
		defer func() { out[0] = r }()
		r.x = x
		time.Sleep(backoff) // want `sleeps`
		return r, nil
	})
	par.Map(ctx, xs, func(ctx context.Context, x int) (n int, err error) {
		defer func() {
			if recover() != nil {
				err = os.ErrInvalid
			}
		}()
		time.Sleep(backoff) // want `sleeps`
		return x, nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		committed := false
		defer func() { log.Println(committed) }()
		time.Sleep(backoff) // want `sleeps`
		committed = true
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		n := 0
		report := func() { log.Println(n) }
		defer report()
		time.Sleep(backoff) // want `sleeps`
		n, m := 1, 2
		_ = m
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		n := 0
		defer record(&n)
		for range 3 {
			n++
			time.Sleep(backoff) // want `sleeps`
		}
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		var n int
		at := &n
		defer record(at)
		time.Sleep(backoff) // want `sleeps`
		n = i
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		var t tx
		defer t.end()
		time.Sleep(backoff) // want `sleeps`
		t.n = i
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		var all [3]int
		defer recordAll(all[:])
		time.Sleep(backoff) // want `sleeps`
		all[i] = 1
		return nil
	})
}

// What is deferred sees the same however the task ends, so it may end early.

func unwatched(ctx context.Context, xs []int, mu *sync.Mutex, wg *sync.WaitGroup, cancel context.CancelFunc) {
	count := 0
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) (err error) {
		mu.Lock()
		defer mu.Unlock()
		defer wg.Done()
		defer cancel()
		time.Sleep(backoff) // want `sleeps`
		return nil
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		var own sync.Mutex
		own.Lock()
		defer own.Unlock()
		defer func() { mu.Lock(); count++; mu.Unlock() }()
		time.Sleep(backoff) // want `sleeps`
		return nil
	})
	par.Map(ctx, xs, func(ctx context.Context, x int) (n int, err error) {
		f, err := os.Open("input")
		if err != nil {
			return 0, err
		}
		defer f.Close()
		time.Sleep(backoff) // want `sleeps`
		n = x + 1
		return n, err
	})
	par.Map(ctx, xs, func(ctx context.Context, x int) (int, error) {
		var f *os.File
		var err error
		f, err = os.Open("input")
		defer func() { f.Close() }()
		time.Sleep(backoff) // want `sleeps`
		x++
		return x, err
	})
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		t := tx{i}
		defer t.begun()
		defer log.Println(t.n)
		time.Sleep(backoff) // want `sleeps`
		t.n++
		return nil
	})
	// What is not deferred does not run when the task is left.
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) (err error) {
		func() { err = os.Chdir("/") }()
		time.Sleep(backoff) // want `sleeps`
		return err
	})
}
