// Package ends is about functions that wait until a context ends which they are given:
// that it does is up to who calls them.
package ends

import (
	"context"
	"time"

	"example.com/channel/ends/lib"
	"github.com/parvet/parvet/runtime/par"
)

type queue struct{ items chan int }

func (q *queue) get(ctx context.Context) int {
	select {
	case v := <-q.items:
		return v
	case <-ctx.Done():
		return 0
	}
}

func (q *queue) two(ctx context.Context) int { return q.get(ctx) + q.get(ctx) }

// either waits for the end of one of two contexts.
func (q *queue) either(a, b context.Context) int {
	select {
	case v := <-q.items:
		return v
	case <-a.Done():
	case <-b.Done():
	}
	return 0
}

// within does not last longer than d, whatever it is given.
func (q *queue) within(ctx context.Context, d time.Duration) int {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	return q.get(ctx)
}

type holder struct{ ctx context.Context }

func helpers(ctx context.Context, p *par.Pool, q *queue, l *lib.Limiter, h *holder) {
	p.Go(ctx, func(ctx context.Context) {
		q.get(ctx)
		q.get(context.Background())                                 // want `may wait forever for another goroutine: \(\*queue\).get → select at ends.go:\d+`
		q.two(context.TODO())                                       // want `may wait forever for another goroutine: \(\*queue\).two → \(\*queue\).get → select at ends.go:\d+`
		q.get(context.WithValue(context.Background(), holder{}, 1)) // want `\(\*queue\).get → select`
		q.within(context.Background(), time.Millisecond)
		q.either(ctx, context.Background())
		q.get(h.ctx)

		timeout, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		q.get(timeout)

		l.Wait(ctx)
		l.Wait(context.Background())    // want `lib.\(\*Limiter\).Wait → select at lib.go:\d+`
		l.Take(context.Background(), 2) // want `lib.\(\*Limiter\).Take → lib.\(\*Limiter\).Wait → select at lib.go:\d+`
		l.Take(ctx, 2)
	})
}
