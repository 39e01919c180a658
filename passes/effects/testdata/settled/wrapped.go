package settled

import (
	"context"
	"net/http"
	"time"

	"github.com/parvet/parvet/runtime/par"

	"example.com/effects/lib"
)

// union puts several stores together.
type union struct {
	pool   *par.Pool
	stores []lib.Store
}

func (u *union) Features() *lib.Features { return &lib.Features{Flush: u.Flush} }

// Flush would come to itself if a store were another union.
func (u *union) Flush() {
	for _, s := range u.stores {
		u.pool.Go(context.Background(), func(context.Context) {
			if flush := s.Features().Flush; flush != nil {
				flush() // want `^\(\*remote\)\.flush → net/http\.Get$`
			}
		})
	}
	time.Sleep(time.Minute)
}

// remote is a store of another kind.
type remote struct{ url string }

func (r *remote) Features() *lib.Features { return &lib.Features{Flush: r.flush} }

func (r *remote) flush() { http.Get(r.url) }

func flushOthers(ctx context.Context, p *par.Pool, s lib.Store) {
	p.Go(ctx, func(context.Context) {
		s.Features().Flush() // want `\.flush → net/http\.Get` `\(\*union\)\.Flush → time\.Sleep`
	})
}

// A node has the function in a field of its own: trees are made of that.
type node struct {
	visit func()
	under []*node
}

func newNode(under []*node) *node {
	n := &node{under: under}
	n.visit = n.each
	return n
}

func (n *node) each() {
	for _, c := range n.under {
		tree.Go(context.Background(), func(context.Context) {
			c.visit() // want `\(\*node\)\.each → net/http\.Get`
		})
	}
	http.Get("http://example.org/node")
}

var tree *par.Pool
