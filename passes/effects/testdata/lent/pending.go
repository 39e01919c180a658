package lent

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Calls that wait for their reply are in a map.

type pending struct {
	mu    sync.Mutex
	calls map[int]chan int // deleted by who replies
	kept  map[int]chan int // not deleted
	tight map[int]chan int // without room
	other map[int]chan int // also sent to by who asks
}

func newPending() *pending {
	return &pending{calls: map[int]chan int{}, kept: map[int]chan int{}, tight: map[int]chan int{}, other: map[int]chan int{}}
}

func (p *pending) ask(ctx context.Context, id int) (int, error) {
	ch := make(chan int, 1)
	p.mu.Lock()
	p.calls[id] = ch
	p.mu.Unlock()
	select {
	case r := <-ch:
		return r, nil
	case <-ctx.Done():
		p.mu.Lock()
		delete(p.calls, id)
		p.mu.Unlock()
		return 0, ctx.Err()
	}
}

func (p *pending) reply(id, r int) {
	p.mu.Lock()
	ch, ok := p.calls[id]
	delete(p.calls, id)
	p.mu.Unlock()
	if ok {
		ch <- r
	}
}

func (p *pending) replyTwice(id, r int) {
	p.mu.Lock()
	ch := p.calls[id]
	delete(p.calls, id)
	p.mu.Unlock()
	for range 2 {
		ch <- r
	}
}

func (p *pending) askKept(id int) int {
	ch := make(chan int, 1)
	p.mu.Lock()
	p.kept[id] = ch
	p.mu.Unlock()
	return <-ch
}

func (p *pending) replyKept(id, r int) {
	p.mu.Lock()
	ch := p.kept[id]
	delete(p.kept, id+1)
	p.mu.Unlock()
	ch <- r
}

func (p *pending) askTight(id int) int {
	ch := make(chan int)
	p.mu.Lock()
	p.tight[id] = ch
	p.mu.Unlock()
	return <-ch
}

func (p *pending) replyTight(id, r int) {
	p.mu.Lock()
	ch := p.tight[id]
	delete(p.tight, id)
	p.mu.Unlock()
	ch <- r
}

func (p *pending) askOther(id int) int {
	ch := make(chan int, 1)
	p.mu.Lock()
	p.other[id] = ch
	p.mu.Unlock()
	ch <- 0
	return <-ch
}

func (p *pending) replyOther(id, r int) {
	p.mu.Lock()
	ch := p.other[id]
	delete(p.other, id)
	p.mu.Unlock()
	ch <- r
}

func pendingTasks(ctx context.Context, pool *par.Pool, p *pending) {
	pool.Go(ctx, func(ctx context.Context) {
		p.reply(1, 2)      // want `pending..reply → send to a channel \[possible\]$` `Lock$`
		p.replyTwice(1, 2) // want `pending..replyTwice → send to a channel$` `Lock$`
		p.replyKept(1, 2)  // want `pending..replyKept → send to a channel$` `Lock$`
		p.replyTight(1, 2) // want `pending..replyTight → send to a channel$` `Lock$`
		p.replyOther(1, 2) // want `pending..replyOther → send to a channel$` `Lock$`
	})
}
