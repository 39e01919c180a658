package semaphores

import (
	"context"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

// slots is a semaphore with methods of its own.
type slots chan struct{}

func (s slots) acquire() { s <- struct{}{} }

func (s slots) release() { <-s }

// leave gives back by another method.
func (s slots) leave() { s.release() }

// exchange gives first.
func (s slots) exchange() {
	<-s
	s <- struct{}{}
}

type server struct {
	brief, long, given slots
	n                  int
}

func newServer() *server {
	return &server{brief: make(slots, 4), long: make(slots, 4), given: make(slots, 4)}
}

func (s *server) add() {
	s.brief.acquire()
	defer s.brief.release()
	s.n++
}

func (s *server) load() {
	s.long.acquire()
	_, _ = os.Stat("x")
	s.long.release()
}

func (s *server) get() int {
	s.long.acquire()
	defer s.long.release()
	return s.n
}

func (s *server) hand(to func(slots)) int {
	to(s.given)
	s.given.acquire()
	defer s.given.release()
	return s.n
}

func named(ctx context.Context, p *par.Pool, s *server, param slots) {
	p.Go(ctx, func(ctx context.Context) {
		s.add()
		s.get()           // want `server..get → slots.acquire → send to channel s$`
		s.hand(nil)       // want `server..hand → slots.acquire → send to channel s$`
		s.load()          // want `server..load → slots.acquire → send to channel s$` `Stat$`
		s.long.exchange() // want `slots.exchange → receive from channel s$`
	})
	p.Go(ctx, func(ctx context.Context) {
		s.long.acquire() // want `slots.acquire → send to channel s$`
		defer func() { s.long.release() }()
		s.n++
	})
	p.Go(ctx, func(ctx context.Context) {
		s.long.release() // want `slots.release → receive from channel s$`
	})
	p.Go(ctx, func(ctx context.Context) {
		s.given.acquire() // want `slots.acquire → send to channel s$`
		s.long.release()  // want `slots.release → receive from channel s$`
	})
	p.Go(ctx, func(ctx context.Context) {
		param.acquire() // want `slots.acquire → send to channel s$`
		defer param.leave()
	})
	param.acquire()
	p.Go(ctx, func(ctx context.Context) {
		defer param.release()
	})
	few := make(slots, 2)
	many := make(slots, 2)
	par.For(ctx, 9, func(lo, hi int) error {
		for range hi {
			few.acquire()
			s.n++
			few.release()
			many.acquire()      // want `slots.acquire → send to channel s$`
			_, _ = os.Stat("x") // want `Stat$`
			many.release()
		}
		return nil
	})
}
