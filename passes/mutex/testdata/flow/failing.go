package flow

import (
	"context"
	"errors"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A function may lock for its caller unless it fails.

var errClosed = errors.New("closed")

func lockOpen(mu *sync.Mutex, closed bool) error {
	mu.Lock()
	if closed {
		mu.Unlock()
		return errClosed
	}
	return nil
}

type single struct {
	mu     sync.Mutex
	closed bool
	n      int
}

func (s *single) do() error {
	if err := lockOpen(&s.mu, s.closed); err != nil {
		return err
	}
	defer s.mu.Unlock()
	fetch()
	return nil
}

type counted struct {
	mu     sync.Mutex
	closed bool
	n      int
}

func (c *counted) count() (int, error) {
	if err := lockOpen(&c.mu, c.closed); err != nil {
		return 0, err
	}
	return c.n, nil
}

func (c *counted) do() error {
	n, err := c.count()
	if err == nil && n > 0 {
		fetch()
	}
	if err == nil {
		c.mu.Unlock()
	}
	return err
}

type failed struct {
	mu     sync.Mutex
	closed bool
	n      int
}

func (f *failed) do() error {
	if err := lockOpen(&f.mu, f.closed); err != nil {
		fetch()
		return err
	}
	f.n++
	f.mu.Unlock()
	return nil
}

// released is free again in any case.
type released struct {
	mu     sync.Mutex
	closed bool
	n      int
}

func (r *released) look() (int, error) {
	if err := lockOpen(&r.mu, r.closed); err != nil {
		return 0, err
	}
	defer r.mu.Unlock()
	return r.n, nil
}

func (r *released) do() error {
	if _, err := r.look(); err != nil {
		return err
	}
	fetch()
	return nil
}

func failing(ctx context.Context, p *par.Pool, s *single, c *counted, f *failed, r *released) {
	go s.do()
	go c.do()
	go f.do()
	go r.do()
	p.Go(ctx, func(ctx context.Context) {
		s.mu.Lock() // want `held across net/http.Get`
		s.mu.Unlock()
		c.mu.Lock() // want `held across net/http.Get`
		c.mu.Unlock()
		f.mu.Lock()
		f.mu.Unlock()
		r.mu.Lock()
		r.mu.Unlock()
	})
}
