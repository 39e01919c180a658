package settled

import (
	"context"
	"io"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

// What a goroutine has left in a channel, after its end has been waited for.

type readAhead struct {
	ready        chan []byte
	token        chan struct{}
	quit, exited chan struct{}
}

func newReadAhead(r io.Reader, n int) *readAhead {
	a := new(readAhead)
	a.init(r, n)
	return a
}

func (a *readAhead) init(r io.Reader, n int) {
	a.ready = make(chan []byte, n)
	a.token = make(chan struct{}, n)
	a.quit, a.exited = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(a.exited)
		defer close(a.ready)
		for {
			select {
			case <-a.token:
				data, err := os.ReadFile("x")
				a.ready <- data
				if err != nil {
					return
				}
			case <-a.quit:
				return
			}
		}
	}()
}

func (a *readAhead) stop() {
	select {
	case <-a.quit:
		return
	default:
	}
	close(a.quit)
	<-a.exited
}

func (a *readAhead) drop() {
	a.stop()
	for range a.ready {
	}
}

func (a *readAhead) dropHere() {
	close(a.quit)
	<-a.exited
	for range a.ready {
	}
}

// left does not wait for the end.
func (a *readAhead) left() {
	for range a.ready {
	}
}

// stopOther waits for the end of another one.
func (a *readAhead) stopOther(b *readAhead) {
	b.stop()
	for range a.ready {
	}
}

// sometimes waits for it on one of two ways.
func (a *readAhead) sometimes(n int) {
	if n > 0 {
		a.stop()
	}
	for range a.ready {
	}
}

// reversed closes what says so first.
type reversed struct {
	ready        chan []byte
	quit, exited chan struct{}
}

func newReversed() *reversed {
	a := &reversed{ready: make(chan []byte), quit: make(chan struct{}), exited: make(chan struct{})}
	go func() {
		defer close(a.ready)
		defer close(a.exited)
		for {
			select {
			case <-a.quit:
				return
			default:
				data, _ := os.ReadFile("x")
				a.ready <- data
			}
		}
	}()
	return a
}

func (a *reversed) drop() {
	close(a.quit)
	<-a.exited
	for range a.ready {
	}
}

// unsure leaves a channel open now and then.
type unsure struct {
	ready        chan []byte
	quit, exited chan struct{}
}

func newUnsure() *unsure {
	a := &unsure{ready: make(chan []byte), quit: make(chan struct{}), exited: make(chan struct{})}
	go func() {
		defer close(a.exited)
		if data, err := os.ReadFile("x"); err == nil {
			a.ready <- data
			close(a.ready)
		}
	}()
	return a
}

func (a *unsure) drop() {
	close(a.quit)
	<-a.exited
	for range a.ready {
	}
}

func readAheads(ctx context.Context, p *par.Pool, a, b *readAhead, r *reversed, u *unsure) {
	p.Go(ctx, func(context.Context) {
		a.drop()       // want `drop → \(\*readAhead\).stop → receive from field exited`
		a.dropHere()   // want `dropHere → receive from field exited`
		a.left()       // want `left → receive from field ready`
		a.stopOther(b) // want `stopOther → receive from field ready`
		a.sometimes(3) // want `sometimes → receive from field ready`
		r.drop()       // want `drop → receive from field ready`
		u.drop()       // want `drop → receive from field ready`
	})
}
