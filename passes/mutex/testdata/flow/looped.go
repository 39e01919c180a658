package flow

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// A loop may lock all of some mutexes, which are unlocked when the function returns.

type shard struct {
	mu sync.Mutex
	c  chan int
}

func all(shards []*shard) {
	for _, s := range shards {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	<-shards[0].c
}

type cell struct {
	mu sync.Mutex
	c  chan int
}

func each(cells []*cell) {
	for _, s := range cells {
		s.mu.Lock()
		s.mu.Unlock()
	}
	<-cells[0].c
}

type slot struct {
	mu sync.Mutex
	c  chan int
}

func both(slots []*slot) {
	for _, s := range slots {
		s.mu.Lock()
	}
	for _, s := range slots {
		s.mu.Unlock()
	}
	<-slots[0].c
}

type ring struct {
	mu sync.Mutex
	c  chan int
}

func search(rings []*ring) {
	for _, s := range rings {
		s.mu.Lock()
		if len(s.c) > 0 {
			s.mu.Unlock()
			break
		}
		s.mu.Unlock()
	}
	<-rings[0].c
}

type pane struct{ mu sync.Mutex }

func total(panes []*pane) {
	for _, s := range panes {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
}

func later(panes []*pane, c chan int) {
	total(panes)
	<-c
}

func looped(ctx context.Context, p *par.Pool, s *shard, t *cell, u *slot, r *ring, v *pane, shards []*shard, c chan int) {
	p.Go(ctx, func(context.Context) {
		s.mu.Lock() // want `held across receive from field c`
		s.mu.Unlock()
		t.mu.Lock()
		t.mu.Unlock()
		u.mu.Lock()
		u.mu.Unlock()
		r.mu.Lock()
		r.mu.Unlock()
		v.mu.Lock()
		v.mu.Unlock()
	})
	go all(shards)
	go each([]*cell{t})
	go both([]*slot{u})
	go search([]*ring{r})
	go later([]*pane{v}, c)
}
