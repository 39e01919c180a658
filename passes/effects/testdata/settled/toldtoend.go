package settled

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A meter has a goroutine that it tells to end by a context.
type meter struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	ended  sync.WaitGroup
	n      int
}

func (m *meter) start() {
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	m.ended.Add(1)
	go m.loop(ctx)
}

func (m *meter) loop(ctx context.Context) {
	defer m.ended.Done()
	ticks := time.NewTicker(time.Second)
	defer ticks.Stop()
	for {
		select {
		case <-ticks.C:
			m.mu.Lock()
			m.n++
			m.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}

func (m *meter) stop() {
	if m.cancel != nil {
		m.cancel()
		m.ended.Wait()
	}
}

// await does not tell it.
func (m *meter) await() { m.ended.Wait() }

// A closer is told by a channel.
type closer struct {
	quit  chan struct{}
	in    chan int
	ended sync.WaitGroup
	sum   int
}

func (c *closer) start() {
	c.quit = make(chan struct{})
	c.ended.Go(func() {
		for {
			select {
			case n := <-c.in:
				c.sum += n
			case <-c.quit:
				return
			}
		}
	})
}

func (c *closer) stop() {
	close(c.quit)
	c.ended.Wait()
}

// A writer writes meanwhile, and does not listen then.
type writer struct {
	cancel context.CancelFunc
	ended  sync.WaitGroup
	conn   net.Conn
	in     chan []byte
}

func (c *writer) start() {
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	c.ended.Add(1)
	go c.loop(ctx)
}

func (c *writer) loop(ctx context.Context) {
	defer c.ended.Done()
	for {
		select {
		case b := <-c.in:
			c.conn.Write(b)
		case <-ctx.Done():
			return
		}
	}
}

func (c *writer) stop() {
	c.cancel()
	c.ended.Wait()
}

// A sweeper goes on with what is left when it is told to end.
type sweeper struct {
	quit  chan struct{}
	in    chan int
	ended sync.WaitGroup
	sum   int
}

func (s *sweeper) start() {
	s.quit = make(chan struct{})
	s.ended.Go(func() {
		for {
			select {
			case n := <-s.in:
				s.sum += n
			case <-s.quit:
				s.sum = 0 // and waits again
			}
		}
	})
}

func (s *sweeper) stop() {
	close(s.quit)
	s.ended.Wait()
}

// A pair has two goroutines, of which one is not told.
type pair struct {
	quit  chan struct{}
	in    chan int
	ended sync.WaitGroup
	sum   int
}

func (p *pair) start() {
	p.quit = make(chan struct{})
	p.ended.Go(func() {
		select {
		case n := <-p.in:
			p.sum += n
		case <-p.quit:
		}
	})
	p.ended.Go(func() { <-p.in })
}

func (p *pair) stop() {
	close(p.quit)
	p.ended.Wait()
}

// hung tells the goroutine of another object to end.
func (c *closer) hung(other *closer) {
	close(other.quit)
	c.ended.Wait()
}

// lent lets others add to the group.
type lent struct {
	quit  chan struct{}
	ended sync.WaitGroup
}

func (l *lent) start(add func(*sync.WaitGroup)) {
	l.quit = make(chan struct{})
	l.ended.Go(func() {
		select {
		case <-l.quit:
		}
	})
	add(&l.ended)
}

func (l *lent) stop() {
	close(l.quit)
	l.ended.Wait()
}

func toldToEnd(ctx context.Context, p *par.Pool, m *meter, c *closer, cp *writer, s *sweeper, pr *pair, l *lent, add func(*sync.WaitGroup)) {
	m.start()
	c.start()
	cp.start()
	s.start()
	pr.start()
	l.start(add)
	p.Go(ctx, func(context.Context) {
		m.stop()
		c.stop()
		m.await()         // want `\(\*meter\)\.await → sync\.\(\*WaitGroup\)\.Wait`
		cp.stop()         // want `\(\*writer\)\.stop → sync\.\(\*WaitGroup\)\.Wait`
		s.stop()          // want `\(\*sweeper\)\.stop → sync\.\(\*WaitGroup\)\.Wait`
		pr.stop()         // want `\(\*pair\)\.stop → sync\.\(\*WaitGroup\)\.Wait`
		c.hung(&closer{}) // want `\(\*closer\)\.hung → sync\.\(\*WaitGroup\)\.Wait`
		l.stop()          // want `\(\*lent\)\.stop → sync\.\(\*WaitGroup\)\.Wait`
	})
}
