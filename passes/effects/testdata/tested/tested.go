package tested

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

type store interface{ get() }

type memory struct{}

func (memory) get() {}

type server struct {
	st   store
	hook func()
}

func newServer() *server { return &server{st: memory{}, hook: func() {}} }

// What the tests put into the server is not what it runs with.
func (s *server) serve(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		s.st.get()
		s.hook()
	})
}
