package limitations

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// What recovers from a panic counts as having taken a permit, though it may return before
// that; and of permits that are given back in a loop it is not counted how many there are.

func takeGuarded(slots chan struct{}, f func()) {
	defer func() { recover() }()
	f()
	slots <- struct{}{}
}

func giveMany(slots chan struct{}, n int) {
	for range n {
		<-slots
	}
}

func uncounted(ctx context.Context, p *par.Pool, a, b chan struct{}) {
	p.Go(ctx, func(ctx context.Context) {
		takeGuarded(a, work) // want `takeGuarded → send to`
		<-a                  // waits if work has panicked: not reported
		<-a                  // want `receive from`
	})
	p.Go(ctx, func(ctx context.Context) {
		b <- struct{}{} // want `send to`
		giveMany(b, 3)  // waits: not reported
		<-b             // want `receive from`
	})
}

// That a deferred literal closes a channel on some condition is not followed.

type ending struct{ done, soon chan struct{} }

func (e *ending) run(f func() error) (err error) {
	defer func() {
		if err == nil {
			close(e.done)
		}
	}()
	return f()
}

func (e *ending) runSoon(f func() error) error {
	err := f()
	if err != nil {
		return err
	}
	close(e.soon)
	return nil
}

func ended(ctx context.Context, p *par.Pool, e *ending, f func() error) {
	p.Go(ctx, func(ctx context.Context) {
		if err := e.run(f); err == nil {
			<-e.done // want `receive from`
		}
		if err := e.runSoon(f); err == nil {
			<-e.soon
		}
	})
}

// What a generic function does with a value of one type counts for all.

type receiver struct{ c chan int }

func each[T any](v T) {
	if r, ok := any(v).(receiver); ok {
		<-r.c
	}
}

func eachOther[T any](T) {}

func generic(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		each(1) // want `each → receive from`
		eachOther(1)
	})
}
