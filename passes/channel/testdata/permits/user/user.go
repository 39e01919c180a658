// Package user takes permits of another package and gives them back.
package user

import (
	"context"

	"example.com/channel/permits/limiter"

	"github.com/parvet/parvet/runtime/par"
)

func work() {}

func direct(ctx context.Context, p *par.Pool, l, other *limiter.Limiter, t *limiter.Tokens, s limiter.Sem, w *limiter.Weighted, o *limiter.Optional) {
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		defer l.Release()
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		work()
		l.Release()
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		defer l.Release()
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire()     // want `Acquire → send to field slots`
		other.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		if ctx.Err() == nil {
			l.Acquire() // want `Acquire → send to field slots`
		}
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		t.Take() // want `Take → receive from field free`
		defer t.Put()
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		t.Put() // want `Put → send to field free`
	})
	p.Go(ctx, func(ctx context.Context) {
		s.P() // want `P → send to channel s`
		defer s.V()
	})
	p.Go(ctx, func(ctx context.Context) {
		s.V() // want `V → receive from channel s`
		s.P() // gives back what was received
	})
	p.Go(ctx, func(ctx context.Context) {
		w.Acquire(2) // want `Acquire → send to field slots`
		defer w.Release(2)
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		w.Release(2) // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		o.Acquire() // want `Acquire → send to field slots`
		defer o.Release()
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		if l != nil {
			l.Acquire() // want `Acquire → send to field slots`
		}
		work()
		if l != nil {
			l.Release()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		limiter.Acquire() // want `Acquire → send to channel slots`
		defer limiter.Release()
	})
	p.Go(ctx, func(ctx context.Context) {
		limiter.Release() // want `Release → receive from channel slots`
	})
}

func tried(ctx context.Context, p *par.Pool, l, other *limiter.Limiter, t *limiter.Tokens) {
	p.Go(ctx, func(ctx context.Context) {
		if !l.Try() {
			return
		}
		defer l.Release()
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		if l.Try() {
			work()
			l.Release()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		ok := l.Try()
		if !ok {
			return
		}
		l.Release()
	})
	p.Go(ctx, func(ctx context.Context) {
		if !l.Try() {
			l.Release() // want `Release → receive from field slots`
			return
		}
		other.Release() // want `Release → receive from field slots`
		l.Release()
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Try()
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Poll()
		l.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		if t.TryTake() {
			defer t.Put()
			work()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if t.TryTake() {
			return
		}
		t.Put() // want `Put → send to field free`
	})
}

func failing(ctx context.Context, p *par.Pool, l *limiter.Limiter, xs []int) error {
	p.Go(ctx, func(ctx context.Context) {
		if l.AcquireContext(ctx) != nil {
			l.Release() // want `Release → receive from field slots`
			return
		}
		defer l.Release()
	})
	return par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		if err := l.AcquireContext(ctx); err != nil {
			return err
		}
		defer l.Release()
		work()
		return nil
	})
}

func named(ctx context.Context, p *par.Pool, l *limiter.Limiter, xs []int) error {
	return par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) (err error) {
		defer func() {
			if err != nil {
				work()
			}
		}()
		if err = l.AcquireContext(ctx); err != nil {
			return err
		}
		defer l.Release()
		return nil
	})
}

func first() error { return nil }

func second(ctx context.Context, p *par.Pool, l *limiter.Limiter, xs []int) error {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		err := first()
		if *x > 0 {
			err = l.AcquireContext(ctx)
		}
		if err != nil {
			return err
		}
		l.Release() // want `Release → receive from field slots`
		return nil
	})
	return par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		err := first()
		if err == nil {
			err = l.AcquireContext(ctx)
		}
		if err != nil {
			return err
		}
		defer l.Release()
		return nil
	})
}

func entered(ctx context.Context, p *par.Pool, l *limiter.Limiter) {
	p.Go(ctx, func(ctx context.Context) {
		leave := l.Enter() // want `Enter → send to field slots`
		defer leave()
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		defer l.Enter()() // want `Enter → send to field slots`
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		leave, err := l.EnterContext(ctx)
		if err != nil {
			return
		}
		defer leave()
	})
}

// Limiters in fields, in containers and behind methods.

type job struct {
	limits *limiter.Limiter
	both   struct{ in, out limiter.Limiter }
	keyed  *limiter.Keyed
	server *limiter.Server
	many   []*limiter.Limiter
	*limiter.Tokens
	of *limiter.Of[int]
}

func (j *job) start() { j.limits.Acquire() }

func (j *job) end() { j.limits.Release() }

func (j *job) begin(ctx context.Context) bool {
	return j.limits.AcquireContext(ctx) == nil
}

func (j *job) tryBegin(ctx context.Context) bool {
	if err := j.limits.AcquireContext(ctx); err != nil {
		return false
	}
	return true
}

func fields(ctx context.Context, p *par.Pool, j, k *job, key string, i int) {
	p.Go(ctx, func(ctx context.Context) {
		j.limits.Acquire() // want `Acquire → send to field slots`
		defer j.limits.Release()
		j.both.in.Acquire()  // want `Acquire → send to field slots`
		j.both.out.Release() // want `Release → receive from field slots`
		j.both.in.Release()
		j.Take() // want `Take → receive from field free`
		defer j.Put()
	})
	p.Go(ctx, func(ctx context.Context) {
		j.limits.Acquire() // want `Acquire → send to field slots`
		k.limits.Release() // want `Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		j.start() // want `start → .*Acquire → send to field slots`
		defer j.end()
		k.end() // want `end → .*Release → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		if j.begin(ctx) {
			defer j.end()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if !j.tryBegin(ctx) {
			j.end() // want `end → .*Release → receive from field slots`
			return
		}
		defer func() { j.end() }()
	})
	p.Go(ctx, func(ctx context.Context) {
		l := j.keyed.Limiter(key)
		l.Acquire() // want `Acquire → send to field slots`
		defer l.Release()
		j.server.All().Acquire() // want `Acquire → send to field slots`
		defer j.server.All().Release()
		j.server.Reads.Acquire() // want `Acquire → send to field slots`
		defer j.server.Reads.Release()
		j.server.Writes.Release() // want `Release → receive from field slots`
		j.many[i].Acquire()       // want `Acquire → send to field slots`
		defer j.many[i].Release()
		j.of.Acquire() // want `Acquire → send to field slots`
		defer j.of.Release()
	})
	j.start()
	p.Go(ctx, func(ctx context.Context) { j.end() })
	p.Go(ctx, func(context.Context) { k.end() }) // want `end → .*Release → receive from field slots`
	k.start()
	p.Go(ctx, func(ctx context.Context) {
		k.end()
		k.end() // want `end → .*Release → receive from field slots`
	})
}

// An interface that this package implements once.

type limit interface {
	acquire()
	release()
	try() bool
}

type slots struct{ c chan int }

func (s *slots) acquire() { s.c <- 1 }
func (s *slots) release() { <-s.c }
func (s *slots) try() bool {
	select {
	case s.c <- 1:
		return true
	default:
		return false
	}
}

type limited struct{ by limit }

func newLimited(n int) *limited { return &limited{by: &slots{make(chan int, n)}} }

func (l *limited) run(ctx context.Context, p *par.Pool, other *limited) {
	p.Go(ctx, func(ctx context.Context) {
		l.by.acquire() // want `acquire → send to field c`
		defer l.by.release()
		other.by.release() // want `release → receive from field c`
	})
	p.Go(ctx, func(ctx context.Context) {
		if l.by.try() {
			l.by.release()
		}
	})
}

func switched(ctx context.Context, p *par.Pool, s *limiter.Switched) {
	p.Go(ctx, func(ctx context.Context) {
		s.Acquire() // want `Acquire → send to field slots`
		defer s.Release()
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		s.Release() // want `Release → receive from field slots`
	})
}

func iterate(ctx context.Context, p *par.Pool, l *limiter.Limiter, xs []int) {
	for range xs {
		l.Acquire()
		p.Go(ctx, func(ctx context.Context) {
			defer l.Release()
			work()
		})
	}
}

func turns(ctx context.Context, p *par.Pool, l *limiter.Limiter, xs []int) {
	p.Go(ctx, func(ctx context.Context) {
		for range xs {
			l.Acquire() // want `Acquire → send to field slots`
			work()
			l.Release()
		}
		l.Release() // want `Release → receive from field slots`
	})
}
