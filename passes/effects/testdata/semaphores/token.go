package semaphores

import (
	"context"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

// tokened has a mutex that is locked by taking the one token which its maker put in.
type tokened struct {
	mutex chan struct{}
	n     int
}

func newTokened() *tokened {
	t := &tokened{mutex: make(chan struct{}, 1)}
	t.mutex <- struct{}{}
	return t
}

func (t *tokened) lock()   { <-t.mutex }
func (t *tokened) unlock() { t.mutex <- struct{}{} }

func (t *tokened) add() {
	t.lock()
	defer t.unlock()
	t.n++
}

func (t *tokened) sub(ctx context.Context) {
	select {
	case <-t.mutex:
	case <-ctx.Done():
		return
	}
	t.n--
	t.mutex <- struct{}{}
}

// tokenedLong is locked across the file system by one.
type tokenedLong struct {
	mutex chan struct{}
	n     int
}

func newTokenedLong() *tokenedLong {
	t := &tokenedLong{mutex: make(chan struct{}, 1)}
	t.mutex <- struct{}{}
	return t
}

func (t *tokenedLong) lock()   { <-t.mutex }
func (t *tokenedLong) unlock() { t.mutex <- struct{}{} }

func (t *tokenedLong) add() {
	t.lock()
	t.n++
	t.unlock()
}

func (t *tokenedLong) load() {
	<-t.mutex
	_, _ = os.Stat("x")
	t.mutex <- struct{}{}
}

// tokens has several.
type tokens struct {
	free chan struct{}
	n    int
}

func newTokens(k int) *tokens {
	t := &tokens{free: make(chan struct{}, k)}
	for range k {
		t.free <- struct{}{}
	}
	return t
}

func (t *tokens) add() {
	<-t.free
	t.n++
	t.free <- struct{}{}
}

func (t *tokens) sub() {
	<-t.free
	defer func() { t.free <- struct{}{} }()
	t.n--
}

// empty has no token at first, or perhaps none.
type empty struct {
	mutex, perhaps chan struct{}
	n              int
}

func newEmpty(some bool) *empty {
	t := &empty{mutex: make(chan struct{}, 1), perhaps: make(chan struct{}, 1)}
	if some {
		t.perhaps <- struct{}{}
	}
	return t
}

func (t *empty) add() {
	<-t.mutex
	t.n++
	t.mutex <- struct{}{}
}

func (t *empty) sub() {
	<-t.perhaps
	t.n++
	t.perhaps <- struct{}{}
}

// signal is received from for good, and sent to by others.
type signal struct {
	ready, other chan struct{}
	n            int
}

func newSignal() *signal {
	s := &signal{ready: make(chan struct{}, 1), other: make(chan struct{}, 1)}
	s.ready <- struct{}{}
	s.other <- struct{}{}
	return s
}

func (s *signal) wait() {
	<-s.ready
	s.n++
}

func (s *signal) set() { s.ready <- struct{}{} }

func (s *signal) pass() {
	<-s.other
	s.n++
	s.other <- struct{}{}
}

func (s *signal) more() { s.other <- struct{}{} }

// latch has methods for a channel that holds a token.
type latch chan struct{}

func (l latch) lock()   { <-l }
func (l latch) unlock() { l <- struct{}{} }

type latched struct {
	brief, long latch
	n           int
}

func newLatched() *latched {
	l := &latched{brief: make(latch, 1), long: make(latch, 1)}
	l.brief <- struct{}{}
	l.long <- struct{}{}
	return l
}

func (l *latched) add() {
	l.brief.lock()
	defer l.brief.unlock()
	l.n++
}

func (l *latched) load() {
	l.long.lock()
	defer l.long.unlock()
	_, _ = os.Stat("x")
}

func tokenTasks(ctx context.Context, p *par.Pool, t *tokened, tl *tokenedLong, ts *tokens, e *empty, s *signal, l *latched) {
	p.Go(ctx, func(ctx context.Context) {
		t.add()
		t.sub(ctx) // want `tokened..sub → select$`
		tl.add()   // want `tokenedLong..add → .*lock → receive from field mutex$`
		tl.load()  // want `tokenedLong..load → receive from field mutex$` `Stat$`
		ts.add()   //
		ts.sub()   //
		e.add()    // want `empty..add → receive from field mutex$`
		e.sub()    // want `empty..sub → receive from field perhaps$`
		s.wait()   // want `signal..wait → receive from field ready$`
		s.pass()   // want `signal..pass → receive from field other$`
		l.add()    //
		l.load()   // want `latched..load → latch.lock → receive from channel l$` `Stat$`
	})
}
