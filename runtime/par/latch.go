package par

import "sync/atomic"

// latch is a channel that is closed once, and made only when somebody asks for it before that: of most futures nobody does. The zero latch is open.
type latch struct {
	ch atomic.Pointer[chan struct{}]
}

// shutChan is that of all latches which were closed before anybody asked.
var shutChan = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// close must be called once only.
func (l *latch) close() {
	if !l.ch.CompareAndSwap(nil, &shutChan) {
		close(*l.ch.Load())
	}
}

// closed makes no channel.
func (l *latch) closed() bool {
	c := l.ch.Load()
	if c == nil || c == &shutChan {
		return c != nil
	}
	select {
	case <-*c:
		return true
	default:
		return false
	}
}

// done returns the channel, the same one each time.
func (l *latch) done() <-chan struct{} {
	if l.ch.Load() == nil {
		c := make(chan struct{})
		l.ch.CompareAndSwap(nil, &c)
	}
	return *l.ch.Load()
}
