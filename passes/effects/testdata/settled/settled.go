// Package settled holds waits that are none, as they were reduced from programs:
// for what was done before, and for what those who wait give up meanwhile.
package settled

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// work is a queue whose condition is made with a mutex that has no name.
type work struct {
	ready *sync.Cond
	items []func()
}

func newWork() *work { return &work{ready: sync.NewCond(&sync.Mutex{})} }

func (w *work) take() func() {
	w.ready.L.Lock()
	defer w.ready.L.Unlock()
	for len(w.items) == 0 {
		w.ready.Wait() // unlocks the mutex meanwhile
	}
	f := w.items[0]
	w.items = w.items[1:]
	return f
}

func (w *work) put(f func()) {
	w.ready.L.Lock()
	defer w.ready.L.Unlock()
	w.items = append(w.items, f)
	w.ready.Signal()
}

// slow holds the mutex of its condition across something else.
type slow struct {
	ready *sync.Cond
	conn  net.Conn
}

func newSlow() *slow { return &slow{ready: sync.NewCond(&sync.Mutex{})} }

func (s *slow) read(b []byte) {
	s.ready.L.Lock()
	defer s.ready.L.Unlock()
	io.ReadFull(s.conn, b)
}

func (s *slow) reset() {
	s.ready.L.Lock()
	defer s.ready.L.Unlock()
	s.conn = nil
}

// missing returns all that it finds, and a channel that is closed.
func missing(names []string) (<-chan string, error) {
	ch := make(chan string, len(names))
	defer close(ch)
	for _, n := range names {
		if n == "" {
			return nil, io.EOF
		}
		ch <- n
	}
	return ch, nil
}

// produce goes on while its result is read.
func produce(names []string) (<-chan string, error) {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, n := range names {
			data, _ := os.ReadFile(n)
			ch <- string(data)
		}
	}()
	return ch, nil
}

// sometimes returns a channel that is closed if there is nothing to send.
func sometimes(names []string) <-chan string {
	ch := make(chan string, 1)
	if len(names) == 0 {
		close(ch)
	}
	return ch
}

// printer holds its mutex to keep lines whole.
type printer struct {
	mu sync.Mutex
	n  int
}

func (p *printer) line(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	fmt.Println(s)
}

func (p *printer) lines() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

// tasks has a report for each wait that takes long.
func tasks(ctx context.Context, p *par.Pool, w *work, s *slow, pr *printer, names []string) {
	p.Go(ctx, func(ctx context.Context) {
		w.put(nil)
	})
	p.Go(ctx, func(ctx context.Context) {
		w.take() // want `take → sync.\(\*Cond\).Wait$`
	})
	p.Go(ctx, func(ctx context.Context) {
		s.reset() // want `reset → sync.Locker.Lock$`
	})
	p.Go(ctx, func(ctx context.Context) {
		pr.lines()
	})
	p.Go(ctx, func(ctx context.Context) {
		pr.line("x") // want `fmt.Println$`
	})
	all, err := missing(names)
	if err != nil {
		return
	}
	p.Go(ctx, func(ctx context.Context) {
		for range all {
		}
	})
	more, _ := produce(names)
	p.Go(ctx, func(ctx context.Context) {
		for range more { // want `receive from`
		}
	})
	some := sometimes(names)
	p.Go(ctx, func(ctx context.Context) {
		<-some // want `receive from`
	})
}
