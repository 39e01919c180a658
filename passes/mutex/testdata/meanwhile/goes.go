package meanwhile

import (
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

// A go statement calls what calls its argument with the lock held.

type protocol struct {
	mu sync.Mutex
	n  int
}

func (j *protocol) with(f func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f()
}

func (j *protocol) inc() {
	j.mu.Lock()
	j.n++
	j.mu.Unlock()
}

func protocols(j *protocol) error {
	go j.with(func() { os.WriteFile("protocol", nil, 0o600) })
	var g errgroup.Group
	g.Go(func() error {
		j.inc() // want `long for a lock: \(\*protocol\).inc → sync.\(\*Mutex\).Lock at .*held across os.WriteFile`
		return nil
	})
	return g.Wait()
}

// Only what is passed in a call that is over takes long.
type scribble struct {
	mu sync.Mutex
	n  int
}

func (n *scribble) with(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f()
}

func (n *scribble) inc() {
	n.mu.Lock()
	n.n++
	n.mu.Unlock()
}

func noted(n *scribble) error {
	n.with(func() { os.WriteFile("scribble", nil, 0o600) })
	go n.with(func() { n.n-- })
	var g errgroup.Group
	g.Go(func() error {
		n.inc()
		return nil
	})
	return g.Wait()
}
