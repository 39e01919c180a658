package settled

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Who has called a sync.Once, or waited for a group, before the task is made waits no
// more.

type starter struct {
	once, other, again sync.Once
	wg                 sync.WaitGroup
	n                  int
}

var globally, never sync.Once

func load() { time.Sleep(time.Second) }

func (s *starter) init() { s.once.Do(load) }

func (s *starter) perhaps() {
	if s.n > 0 {
		s.once.Do(load)
	}
}

func (s *starter) get() int {
	s.init()
	return s.n
}

func (s *starter) both() {
	s.once.Do(load)
	s.other.Do(load)
}

func (s *starter) onced(ctx context.Context, p *par.Pool, t *starter) {
	p.Go(ctx, func(context.Context) { s.once.Do(load) }) // want `sync.\(\*Once\).Do$`
	s.once.Do(load)
	globally.Do(load)
	p.Go(ctx, func(context.Context) {
		s.once.Do(load)
		s.init()
		s.get()
		globally.Do(load)
		p.Go(ctx, func(context.Context) { s.once.Do(load) })
	})
	p.Go(ctx, func(context.Context) {
		s.other.Do(load) // want `sync.\(\*Once\).Do$`
		t.once.Do(load)  // want `sync.\(\*Once\).Do$`
		t.init()
		t.init()
	})
	p.Go(ctx, func(context.Context) {
		never.Do(load) // want `sync.\(\*Once\).Do$`
		never.Do(load)
	})
	p.Go(ctx, func(context.Context) {
		s.both() // want `starter..both → sync.\(\*Once\).Do$`
	})
}

func (s *starter) oncedByCall(ctx context.Context, p *par.Pool, t *starter) {
	s.get()
	t.perhaps()
	p.Go(ctx, func(context.Context) {
		s.init()
		t.init() // want `starter..init → sync.\(\*Once\).Do$`
	})
}

func (s *starter) oncedPerhaps(ctx context.Context, p *par.Pool, b bool) {
	if b {
		s.init()
	}
	s.again.Do(load)
	p.Go(ctx, func(context.Context) {
		s.init()         // want `starter..init → sync.\(\*Once\).Do$`
		s.again.Do(load) // want `sync.\(\*Once\).Do$`
	})
	var local sync.Once
	local.Do(load)
	p.Go(ctx, func(context.Context) { local.Do(load) })
}

func (s *starter) reset() { s.again = sync.Once{} }

func (s *starter) start() { s.wg.Go(load) }

func (s *starter) name() int { return s.n }

func (s *starter) groups(ctx context.Context, p *par.Pool, t, u *starter) {
	s.start()
	s.wg.Wait()
	s.name()
	p.Go(ctx, func(context.Context) {
		s.wg.Wait() // others may have added to it: possible
		t.wg.Wait() // want `Wait$`
	})
	t.wg.Wait()
	t.wg.Go(load)
	u.wg.Wait()
	u.start()
	p.Go(ctx, func(context.Context) {
		t.wg.Wait() // want `Wait$`
		u.wg.Wait() // want `Wait$`
	})
}

// Functions that call one another come to an end.

func (s *starter) even(n int) {
	s.init()
	if n > 0 {
		s.odd(n - 1)
	}
}

func (s *starter) odd(n int) {
	s.once.Do(load)
	s.even(n - 1)
	s.even(n - 2)
}

func (s *starter) recursive(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		s.even(3) // want `starter..even → .*init → sync.\(\*Once\).Do$`
	})
}
