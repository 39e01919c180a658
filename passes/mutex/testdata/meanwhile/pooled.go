package meanwhile

import (
	"context"
	"io"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/parvet/parvet/runtime/par"
)

// What is taken out of a pool has one user at a time, so that nobody else wants its mutex.

type session struct {
	mu   sync.Mutex
	file *os.File
}

func (s *session) ask() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.file.Sync()
}

// Somebody asks by itself.
func (s *session) watch() { go s.ask() }

type sessions struct {
	mu   sync.Mutex
	free []*session
}

func (p *sessions) get() *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		s := p.free[n-1]
		p.free = p.free[:n-1]
		return s
	}
	return &session{}
}

func (p *sessions) put(s *session) {
	p.mu.Lock()
	p.free = append(p.free, s)
	p.mu.Unlock()
}

func (p *sessions) use() {
	s := p.get()
	s.ask()
	p.put(s)
}

func one(ctx context.Context, pool *par.Pool, p *sessions) {
	pool.Go(ctx, func(context.Context) {
		s := p.get()
		s.ask()
		p.put(s)
	})
	pool.Go(ctx, func(context.Context) { p.use() })
}

func shared(ctx context.Context, pool *par.Pool, p *sessions) {
	s := p.get()
	for range 3 {
		pool.Go(ctx, func(context.Context) {
			s.ask() // want `\(\*session\).ask → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across os.\(\*File\).Sync`
		})
	}
}

func alsoWatched(ctx context.Context, pool *par.Pool, p *sessions) {
	pool.Go(ctx, func(context.Context) {
		s := p.get()
		s.watch()
		s.ask() // want `\(\*session\).ask → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across os.\(\*File\).Sync`
	})
}

func (p *sessions) drain() error {
	p.mu.Lock()
	all := p.free
	p.free = nil
	p.mu.Unlock()
	var g errgroup.Group
	for _, s := range all {
		g.Go(func() error {
			s.ask()
			return nil
		})
	}
	return g.Wait()
}

// All of them stay where they are.
func (p *sessions) askAll() error {
	var g errgroup.Group
	for _, s := range p.free {
		g.Go(func() error {
			s.ask() // want `\(\*session\).ask → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across os.\(\*File\).Sync`
			return nil
		})
	}
	return g.Wait()
}

// What is in a map, by a number.

type leases struct {
	mu   sync.Mutex
	byID map[int]*session
}

func (l *leases) keep(id int, s **session) {
	l.mu.Lock()
	l.byID[id] = *s
	l.mu.Unlock()
	*s = nil
}

func (l *leases) take(id int) *session {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.byID[id]
	delete(l.byID, id)
	return s
}

func (l *leases) look(id int) *session {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.byID[id]
}

func leased(ctx context.Context, pool *par.Pool, l *leases) {
	pool.Go(ctx, func(context.Context) {
		l.take(1).ask()
		l.look(1).ask() // want `\(\*session\).ask → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across os.\(\*File\).Sync`
	})
}

// A registry has what others use meanwhile.

type client struct {
	mu   sync.Mutex
	file *os.File
}

func (c *client) serve() {
	c.mu.Lock()
	defer c.mu.Unlock()
	io.Copy(c.file, os.Stdin)
}

func (c *client) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.file = nil
}

type server struct {
	mu      sync.Mutex
	clients []*client
}

func (s *server) accept() {
	c := &client{}
	s.mu.Lock()
	s.clients = append(s.clients, c)
	s.mu.Unlock()
	go c.serve()
}

func (s *server) shutdown() error {
	s.mu.Lock()
	all := s.clients
	s.clients = nil
	s.mu.Unlock()
	var g errgroup.Group
	for _, c := range all {
		g.Go(func() error {
			c.close() // want `\(\*client\).close → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across os.\(\*File\).Write`
			return nil
		})
	}
	return g.Wait()
}

// What is used with the mutex of the container held, is merged when it is taken out.

type part struct {
	mu   sync.Mutex
	rows []byte
}

func (p *part) add(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows = append(p.rows, b...)
}

func (p *part) merge(other *part, f io.Reader) {
	other.mu.Lock()
	defer other.mu.Unlock()
	f.Read(other.rows)
}

type parts struct {
	mu   sync.Mutex
	open []*part
	file *os.File
}

func (ps *parts) pick(i int) *part {
	p := ps.open[i]
	if p == nil {
		p = &part{}
		ps.open[i] = p
	}
	return p
}

func (ps *parts) save(b []byte) {
	ps.mu.Lock()
	ps.pick(0).add(b)
	ps.mu.Unlock()
}

func (ps *parts) flush() {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	var last *part
	for i, p := range ps.open {
		ps.open[i] = nil
		if last != nil {
			last.merge(p, ps.file)
		}
		last = p
	}
}

func savedParts(ctx context.Context, pool *par.Pool, ps *parts) {
	pool.Go(ctx, func(context.Context) {
		ps.save(nil) // want `\(\*parts\).save → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across`
	})
	go ps.flush()
}

// The same, where the mutex of the container is not held while they are used.

type lump struct {
	mu   sync.Mutex
	rows []byte
}

func (p *lump) add(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows = append(p.rows, b...)
}

func (p *lump) merge(other *lump, f io.Reader) {
	other.mu.Lock()
	defer other.mu.Unlock()
	f.Read(other.rows)
}

type lumps struct {
	mu   sync.Mutex
	open []*lump
	file *os.File
}

func (ls *lumps) pick(i int) *lump {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l := ls.open[i]
	if l == nil {
		l = &lump{}
		ls.open[i] = l
	}
	return l
}

func (ls *lumps) save(b []byte) { ls.pick(0).add(b) }

func (ls *lumps) flush() {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	var last *lump
	for i, l := range ls.open {
		ls.open[i] = nil
		if last != nil {
			last.merge(l, ls.file)
		}
		last = l
	}
}

func savedLumps(ctx context.Context, pool *par.Pool, ls *lumps) {
	pool.Go(ctx, func(context.Context) {
		ls.save(nil) // want `\(\*lumps\).save → \(\*lumps\).pick → sync.\(\*Mutex\).Lock` `\(\*lump\).add → sync.\(\*Mutex\).Lock at pooled.go:\d+, which is held across os.\(\*File\).Read`
	})
	go ls.flush()
}
