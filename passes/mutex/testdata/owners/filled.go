package owners

import (
	"context"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Nobody waits for who fills a new object.

type book struct {
	mu   sync.Mutex // in the line of that of cache, which is in another file
	data []byte
}

func openBook() *book {
	b := &book{}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data, _ = os.ReadFile("x")
	b.fill("y")
	return b
}

func (b *book) fill(name string) {
	b.refill(name)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data, _ = os.ReadFile(name)
}

func (b *book) refill(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data, _ = os.ReadFile(name)
}

func (b *book) read() {
	b.mu.Lock()
	defer b.mu.Unlock()
}

func books(ctx context.Context, p *par.Pool, b *book) {
	go openBook()
	p.Go(ctx, func(context.Context) {
		b.read()
	})
}

// But for who fills it when others know it, or may do so.

type list struct {
	mu   sync.Mutex
	data []byte
}

var lists []*list

func openList() *list {
	l := &list{}
	lists = append(lists, l)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.data, _ = os.ReadFile("x")
	return l
}

func (l *list) read() {
	l.mu.Lock()
	defer l.mu.Unlock()
}

type page struct {
	mu   sync.Mutex
	data []byte
}

func openPage() *page {
	pg := &page{}
	pg.mu.Lock()
	defer pg.mu.Unlock()
	pg.publish()
	return pg
}

var pages []*page

func (pg *page) publish() {
	pages = append(pages, pg)
	_, _ = os.ReadFile("x")
}

func (pg *page) read() {
	pg.mu.Lock()
	defer pg.mu.Unlock()
}

type note struct {
	mu   sync.Mutex
	data []byte
}

func openNote() *note {
	n := &note{}
	n.fill()
	return n
}

func (n *note) fill() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.data, _ = os.ReadFile("x")
}

func (n *note) read() {
	n.mu.Lock()
	defer n.mu.Unlock()
}

var refresh = (*note).fill

type card struct {
	mu   sync.Mutex
	data []byte
}

func openCard() *card {
	c := &card{}
	c.ink()
	return c
}

func (c *card) ink() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data, _ = os.ReadFile("x")
}

func (c *card) read() {
	c.mu.Lock()
	defer c.mu.Unlock()
}

type filler interface{ ink() }

func fillAll(fs []filler) {
	for _, f := range fs {
		f.ink()
	}
}

type Sheet struct {
	mu   sync.Mutex
	data []byte
}

func OpenSheet() *Sheet {
	s := &Sheet{}
	s.Fill()
	return s
}

func (s *Sheet) Fill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data, _ = os.ReadFile("x")
}

func (s *Sheet) Read() {
	s.mu.Lock()
	defer s.mu.Unlock()
}

func shownWhileFilled(ctx context.Context, p *par.Pool, l *list, pg *page, n *note, c *card, s *Sheet) {
	p.Go(ctx, func(context.Context) {
		l.read()  // want `for a lock: .*read → sync.\(\*Mutex\).Lock`
		pg.read() // want `for a lock: .*read → sync.\(\*Mutex\).Lock`
		n.read()  // want `for a lock: .*read → sync.\(\*Mutex\).Lock`
		c.read()  // want `for a lock: .*read → sync.\(\*Mutex\).Lock`
		s.Read()  // want `for a lock: .*Read → sync.\(\*Mutex\).Lock`
	})
}
