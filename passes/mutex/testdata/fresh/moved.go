package fresh

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// Who receives a new object that the sender has done with owns it.

func pipeline(ctx context.Context, p *par.Pool, n int) {
	ch := make(chan *index)
	p.Go(ctx, func(ctx context.Context) {
		defer close(ch)
		ix := newIndex()
		for range n {
			ix.add(1)
			if ix.full() {
				select {
				case ch <- ix:
				case <-ctx.Done():
					return
				}
				ix = newIndex()
			}
		}
		ch <- ix
	})
	for ix := range ch {
		p.Go(ctx, func(context.Context) {
			ix.add(1)
			ix.load("x")
			ix.add(1)
		})
	}
}

func received(ctx context.Context, p *par.Pool, n int) {
	own := make(chan *index)
	go func() {
		for range n {
			own <- newIndex()
		}
	}()
	p.Go(ctx, func(context.Context) {
		ix, ok := <-own
		if ok {
			ix.add(1)
		}
		(<-own).add(2)
	})

	used := make(chan *index)
	go func() {
		ix := newIndex()
		used <- ix
		ix.load("x")
	}()
	p.Go(ctx, func(context.Context) {
		ix := <-used
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})

	again := make(chan *index)
	go func() {
		ix := newIndex()
		for range n {
			again <- ix
		}
	}()
	p.Go(ctx, func(context.Context) {
		ix := <-again
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})

	round := make(chan *index)
	go func() {
		ix := newIndex()
		for i := range n {
			if i > 3 {
				round <- ix
			} else {
				ix = newIndex()
			}
		}
	}()
	p.Go(ctx, func(context.Context) {
		ix := <-round
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})

	mixed := make(chan *index)
	go func() {
		mixed <- newIndex()
		mixed <- shared
	}()
	p.Go(ctx, func(context.Context) {
		ix := <-mixed
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})

	known := make(chan *index)
	go func() {
		ix := newIndex()
		all = append(all, ix)
		known <- ix
	}()
	p.Go(ctx, func(context.Context) {
		ix := <-known
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})

	open := make(chan *index)
	fill(open)
	p.Go(ctx, func(context.Context) {
		ix := <-open
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})

	shown := make(chan *index)
	go func() { shown <- newIndex() }()
	p.Go(ctx, func(context.Context) {
		ix := <-shown
		all = append(all, ix)
		ix.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
}

func fill(ch chan *index) {
	go func() {
		ch <- shared
	}()
}

// A task that captures a new object owns it if nobody else has it.

func captured(ctx context.Context, p *par.Pool, n int) {
	mine := newIndex()
	mine.add(0)
	p.Go(ctx, func(context.Context) {
		mine.add(1)
		mine.load("x")
	})
	for range n {
		ix := newIndex()
		p.Go(ctx, func(context.Context) { ix.add(1) })
	}

	ours := newIndex()
	for range n {
		p.Go(ctx, func(context.Context) {
			ours.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
		})
	}

	after := newIndex()
	p.Go(ctx, func(context.Context) {
		after.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	after.load("x")

	both := newIndex()
	p.Go(ctx, func(context.Context) {
		both.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	p.Go(ctx, func(context.Context) { both.load("x") }) // want `for a lock: .*load → sync.\(\*Mutex\).Lock`

	old := newIndex()
	all = append(all, old)
	p.Go(ctx, func(context.Context) {
		old.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})

	spread := newIndex()
	p.Go(ctx, func(context.Context) {
		go spread.load("x")
		spread.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})

	handed := newIndex()
	f := func(context.Context) {
		handed.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock at owned.go:\d+, and 1 more like it`
	}
	p.Go(ctx, f)
	p.Go(ctx, f)

	end := newIndex()
	defer end.load("x")
	p.Go(ctx, func(context.Context) {
		end.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
	})
	eachOf := newIndex()
	_ = par.ForEach(ctx, []int{1, 2}, func(context.Context, int, *int) error {
		eachOf.add(1) // want `for a lock: .*add → sync.\(\*Mutex\).Lock`
		return nil
	})
}
