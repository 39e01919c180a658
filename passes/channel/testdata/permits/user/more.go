package user

import (
	"context"
	"errors"

	"example.com/channel/permits/limiter"

	"github.com/parvet/parvet/runtime/par"
)

// Other ways to say that there is a permit.

func flagged(ctx context.Context, p *par.Pool, l *limiter.Limiter) {
	p.Go(ctx, func(ctx context.Context) {
		ok := l.Try()
		defer func() {
			if ok {
				l.Release()
			}
		}()
	})
	p.Go(ctx, func(ctx context.Context) {
		ok := l.Try()
		defer func() { // want `Release → receive from field slots`
			if !ok {
				l.Release()
			}
		}()
	})
	p.Go(ctx, func(ctx context.Context) {
		held := false
		if ctx.Err() == nil {
			l.Acquire() // want `Acquire → send to field slots`
			held = true
		}
		work()
		if held {
			l.Release()
		} else {
			l.Release() // want `Release → receive from field slots`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		switch err := l.AcquireSoon(ctx); {
		case errors.Is(err, context.Canceled):
			l.Release() // want `Release → receive from field slots`
			return
		case err != nil:
			return
		}
		defer l.Release()
	})
	p.Go(ctx, func(ctx context.Context) {
		for !l.Try() {
			if ctx.Err() != nil {
				return
			}
		}
		defer l.Release()
	})
}

func lent(ctx context.Context, p *par.Pool, c *limiter.Conns) {
	p.Go(ctx, func(ctx context.Context) {
		conn := c.Get()
		if conn == nil {
			c.Put(conn) // want `Put → send to field free`
			return
		}
		defer c.Put(conn)
	})
	p.Go(ctx, func(ctx context.Context) {
		conn := c.GetNew()
		defer c.Put(conn) // want `Put → send to field free`
	})
}

// Deferred before it is taken.

func early(ctx context.Context, p *par.Pool, l *limiter.Limiter) {
	p.Go(ctx, func(ctx context.Context) {
		defer l.Release()
		l.Acquire() // want `Acquire → send to field slots`
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		defer l.Release() // want `Release → receive from field slots`
		if ctx.Err() != nil {
			return
		}
		l.Acquire() // want `Acquire → send to field slots`
	})
}

// Given back by who gets the method, or the object with it.

func process(done func()) {
	defer done()
	work()
}

type owner struct{ l *limiter.Limiter }

func (o owner) run(context.Context) {
	defer o.l.Release()
	work()
}

type borrower struct{ l *limiter.Limiter }

func (b borrower) run(context.Context) {
	defer b.l.Release() // want `run → .*Release → receive from field slots`
	work()
}

func runWith(l *limiter.Limiter) {
	defer l.Release()
	work()
}

func passed(ctx context.Context, p *par.Pool, l, other *limiter.Limiter) {
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		process(l.Release)
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire()            // want `Acquire → send to field slots`
		process(other.Release) // want `process → .*Release → receive from field slots`
	})
	l.Acquire()
	p.Go(ctx, owner{l}.run)
	p.Go(ctx, borrower{other}.run)
	l.Acquire()
	p.Go(ctx, func(ctx context.Context) { runWith(l) })
	p.Go(ctx, func(ctx context.Context) { runWith(other) }) // want `runWith → .*Release → receive from field slots`
}

// As many as there are.

func each(ctx context.Context, p *par.Pool, ls, others []*limiter.Limiter) {
	p.Go(ctx, func(ctx context.Context) {
		for _, l := range ls {
			l.Acquire() // want `Acquire → send to field slots`
		}
		defer func() {
			for _, l := range ls {
				l.Release()
			}
		}()
	})
	p.Go(ctx, func(ctx context.Context) {
		for _, l := range ls {
			l.Acquire() // want `Acquire → send to field slots`
		}
		defer func() { // want `Release → receive from field slots`
			for _, l := range others {
				l.Release()
			}
		}()
	})
}

// Of two results, one is not the other.

func pair() (in, out chan int) { return make(chan int), make(chan int) }

func results(ctx context.Context, p *par.Pool, c *limiter.Conns) {
	in, out := pair()
	p.Go(ctx, func(ctx context.Context) {
		x := <-in // want `receive from channel in`
		out <- x  // want `send to channel out`
	})
	p.Go(ctx, func(ctx context.Context) {
		in, out := c.Both()
		x := <-in // want `receive from`
		out <- x  // want `send to`
		<-out     // gives back
	})
}

// A ticket gives back what it was made for.

func ticketed(ctx context.Context, p *par.Pool, l *limiter.Limiter, other *limiter.Ticket) {
	p.Go(ctx, func(ctx context.Context) {
		t := l.Ticket()
		if t == nil {
			return
		}
		defer t.Leave()
		other.Leave() // want `Leave → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		if t := l.Ticket(); t != nil {
			t.Leave()
			t.Leave() // want `Leave → receive from field slots`
		}
	})
}

// A ticket may be a struct.
func slotted(ctx context.Context, p *par.Pool, l *limiter.Limiter) {
	p.Go(ctx, func(ctx context.Context) {
		s := l.Slot() // want `Slot → send to field slots`
		s.Leave()
		s.Leave() // want `Leave → receive from field slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		s := l.Unslotted()
		s.Leave() // want `Leave → receive from field slots`
	})
}

// What gives back what was taken perhaps takes where nothing was.

func either(ctx context.Context, p *par.Pool, slots chan struct{}, b bool, xs []int) {
	p.Go(ctx, func(ctx context.Context) {
		if b {
			<-slots // want `receive from channel slots`
		}
		slots <- struct{}{} // want `send to channel slots`
		if !b {
			<-slots
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if b {
			<-slots // want `receive from channel slots`
		}
		slots <- struct{}{} // want `send to channel slots`
		if b {
			<-slots // want `receive from channel slots`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for i := range xs {
			if i > 3 {
				<-slots // want `receive from channel slots`
			}
			slots <- struct{}{} // want `send to channel slots`
		}
	})
}
