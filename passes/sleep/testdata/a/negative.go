package a

import (
	"bytes"
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func notATask() { time.Sleep(backoff) }

func negative(ctx context.Context, p *par.Pool, xs []int, n *atomic.Int64) {
	p.Go(ctx, func(ctx context.Context) {
		// The worker is given back.
		par.Sleep(ctx, backoff)
		par.Blocking(ctx, func(ctx context.Context) error {
			time.Sleep(backoff)
			return nil
		})
		// Another goroutine sleeps.
		go time.Sleep(backoff)
		go func() { time.Sleep(backoff) }()
		time.AfterFunc(backoff, func() { time.Sleep(backoff) })
		context.AfterFunc(ctx, func() { time.Sleep(backoff) })
		var wg sync.WaitGroup
		wg.Go(func() { time.Sleep(backoff) })
		// It does not sleep at all.
		time.Sleep(0)
		time.Sleep(-backoff)
		_ = func() { time.Sleep(backoff) } // never called
		_ = time.Now().Add(backoff)
		t := time.NewTimer(backoff)
		t.Stop()
		select {
		case <-t.C:
		default:
		}
		// Loops that work.
		for i := 0; i < 4; i++ {
			runtime.Gosched()
		}
		for {
			old := n.Load()
			if n.CompareAndSwap(old, old+1) {
				break
			}
		}
		for n.Load() < 100 {
			n.Add(1)
			runtime.Gosched()
		}
		for i := range xs {
			if xs[i] > 0 {
				break
			}
		}
		for n := list; n != nil; n = n.next {
			if n.gone.Load() {
				break
			}
			runtime.Gosched()
		}
	})
	p.Run(ctx, func(s *par.Scope) error {
		return s.Blocking(func() error {
			time.Sleep(backoff)
			return nil
		})
	})
	// Not handed to a pool.
	each(xs, func(int) { time.Sleep(backoff) })
	notATask()
}

type node struct {
	next *node
	gone atomic.Bool
}

var list *node

func each(xs []int, f func(int)) {
	for _, x := range xs {
		f(x)
	}
}

const debug = false

var verbose = false

func constants(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		if debug {
			time.Sleep(backoff)
		}
		if debug || verbose {
			time.Sleep(backoff) // want `sleeps`
		}
		const level = 1
		if level > 2 {
			time.Sleep(backoff)
		}
	})
}

type step struct{ run func() }

func steps(ctx context.Context, p *par.Pool, b *bytes.Buffer) {
	slow := step{run: func() { time.Sleep(backoff) }}
	slow.run()
	fast := step{run: func() {}}
	p.Go(ctx, func(ctx context.Context) {
		fast.run()
		slow.run() // want `sleeps`
		for b.Len() > 0 {
			b.ReadByte()
			runtime.Gosched()
		}
	})
}
