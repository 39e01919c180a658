package user

import (
	"context"
	"sync"

	"example.com/channel/permits/limiter"

	"github.com/parvet/parvet/runtime/par"
)

// A literal gives back what is held where it runs, not where it is made.

func called(ctx context.Context, p *par.Pool, l *limiter.Limiter, slots chan struct{}) {
	p.Go(ctx, func(ctx context.Context) {
		slots <- struct{}{} // want `send to channel slots`
		release := func() { <-slots }
		release()
		release() // want `receive from channel slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		l.Acquire() // want `Acquire → send to field slots`
		release := func() { l.Release() }
		release()
		defer release()
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		released := false
		release := func() {
			if !released {
				released = true
				l.Release()
			}
		}
		defer release()
		work()
		release()
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		var once sync.Once
		release := func() { once.Do(func() { l.Release() }) }
		defer release()
		work()
		release()
	})
}

func late(ctx context.Context, p *par.Pool, slots chan struct{}) {
	slots <- struct{}{}
	held := func(context.Context) { <-slots }
	p.Go(ctx, held)
	slots <- struct{}{}
	free := func(context.Context) {
		<-slots // want `receive from channel slots`
	}
	<-slots
	p.Go(ctx, free)
}

// One permit is for one task, and for one run of it.

func spokenFor(ctx context.Context, p *par.Pool, slots chan struct{}) {
	slots <- struct{}{}
	p.Go(ctx, func(ctx context.Context) {
		defer func() { <-slots }()
		work()
	})
	p.Go(ctx, func(ctx context.Context) {
		defer func() { <-slots }() // want `receive from channel slots`
		work()
	})
	slots <- struct{}{}
	start(ctx, p, func(ctx context.Context) { <-slots })
	start(ctx, p, func(ctx context.Context) {
		<-slots // want `receive from channel slots`
	})
}

func start(ctx context.Context, p *par.Pool, f func(context.Context)) { p.Go(ctx, f) }

func perItem(ctx context.Context, slots chan struct{}, xs []int) {
	slots <- struct{}{}
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		<-slots // want `receive from channel slots`
		return nil
	})
	for range xs {
		slots <- struct{}{}
	}
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		<-slots
		return nil
	})
}

func perTask(ctx context.Context, p *par.Pool, l *limiter.Limiter, xs []int) {
	l.Acquire()
	for range xs {
		p.Go(ctx, func(ctx context.Context) {
			l.Release() // want `Release → receive from field slots`
		})
	}
	for range xs {
		l.Acquire()
		go func() {
			p.Go(ctx, func(ctx context.Context) { l.Release() })
		}()
	}
}

// The body of a loop over a function is a literal that runs often.

func turnsOver(ctx context.Context, p *par.Pool, l *limiter.Limiter, seq func(func(int) bool)) {
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		for range seq {
			l.Release() // want `Release → receive from field slots`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for range seq {
			l.Acquire() // want `Acquire → send to field slots`
			work()
			l.Release()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		l.Acquire() // want `Acquire → send to field slots`
		for x := range seq {
			if x > 0 {
				l.Release()
				return
			}
		}
		l.Release()
	})
}

// Who keeps a literal runs it later.

type leaver struct{ leave func() }

func kept(ctx context.Context, p *par.Pool, slots chan struct{}) *leaver {
	slots <- struct{}{}
	return &leaver{func() { <-slots }}
}

func (l *leaver) run(ctx context.Context, p *par.Pool, slots chan struct{}) {
	k := kept(ctx, p, slots)
	p.Go(ctx, func(ctx context.Context) { k.leave() })
}

// A task that is refused gives nothing back.

func refused(ctx context.Context, p *par.Pool, slots chan struct{}, xs []int) {
	p.Go(ctx, func(ctx context.Context) {
		slots <- struct{}{} // want `send to channel slots`
		if err := p.Go(ctx, func(ctx context.Context) {
			defer func() { <-slots }()
			work()
		}); err != nil {
			<-slots
			return
		}
		<-slots // want `receive from channel slots`
	})
	p.Go(ctx, func(ctx context.Context) {
		slots <- struct{}{} // want `send to channel slots`
		err := p.Go(ctx, func(ctx context.Context) { <-slots })
		if err == nil {
			<-slots // want `receive from channel slots`
			return
		}
		<-slots
	})
	p.Go(ctx, func(ctx context.Context) {
		slots <- struct{}{} // want `send to channel slots`
		err := p.Run(ctx, func(*par.Scope) error { // what has failed has run
			<-slots
			return ctx.Err()
		})
		if err != nil {
			<-slots // want `receive from channel slots`
		}
	})
}
