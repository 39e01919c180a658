// Package owned has objects whose unexported fields hold what their methods run.
package owned

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Hour) }

func idle() {}

type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

func (c *counting) all() { io.Copy(io.Discard, c) }

func newCounting(r io.Reader) *counting { return &counting{r: r} }

func file(name string) {
	f, _ := os.Open(name)
	io.Copy(io.Discard, &counting{r: f})
}

type hook struct{ f func() }

func (h *hook) run() { h.f() }

func (h *hook) twice() {
	h.run()
	h.run()
}

func (h *hook) set(f func()) { h.f = f }

func newHook(f func()) *hook {
	h := &hook{}
	h.f = f
	return h
}

type slowHook struct{ f func() }

func (h *slowHook) run() { h.f() }

var (
	slow = &hook{f: nap}
	fast = &hook{f: idle}
)

type Loader[V any] struct{ load func() V }

func (l *Loader[V]) Get() V { return l.load() }

var (
	naps  = &Loader[int]{load: func() int { nap(); return 0 }}
	texts = &Loader[string]{load: func() string { return "" }}
)

func made(ctx context.Context, p *par.Pool, given *counting, h *hook) {
	around := &hook{f: idle}
	p.Go(ctx, func(ctx context.Context) {
		c := &counting{r: strings.NewReader("x")}
		io.Copy(io.Discard, c)
		c.Read(nil)
		c.all()
		newCounting(strings.NewReader("x")).all()
		f, _ := os.Open("x") // want `os.Open`
		newCounting(f).all() // want `os.\(\*File\).Read`
		d := &counting{r: f}
		d.Read(nil)     // want `counting\).Read → os.\(\*File\).Read`
		given.Read(nil) // want `counting\).Read → os.\(\*File\).Read`

		(&hook{f: idle}).run()
		(&hook{f: idle}).twice()
		newHook(idle).twice()
		around.twice()
		fast.twice()
		slow.twice()            // want `twice → \(\*hook\).run → nap → time.Sleep`
		newHook(nap).twice()    // want `twice → \(\*hook\).run → nap → time.Sleep`
		(&hook{f: nap}).twice() // want `twice → \(\*hook\).run → nap → time.Sleep`
		h.twice()               // want `twice → \(\*hook\).run → nap → time.Sleep`
		either := fast
		if given == nil {
			either = slow
		}
		either.run() // want `run → nap → time.Sleep`

		set := &slowHook{f: idle}
		set.run() // want `run → nap → time.Sleep`
		reset(set)

		naps.Get() // want `Get → .* → nap → time.Sleep`
		texts.Get()
	})
	h.set(idle)
}

func reset(h *slowHook) { h.f = nap }

type conn struct{ sc *bufio.Scanner }

func dial(a string) (*conn, error) {
	nc, err := net.Dial("tcp", a)
	if err != nil {
		return nil, err
	}
	return &conn{bufio.NewScanner(nc)}, nil
}

func memory(b []byte) *conn { return &conn{bufio.NewScanner(bytes.NewReader(b))} }

func (c *conn) line() bool { return c.sc.Scan() }

func lines(ctx context.Context, p *par.Pool, given *conn) {
	p.Go(ctx, func(context.Context) {
		memory(nil).line()
		c, _ := dial("x") // want `net.Dial`
		c.line()          // want `net.Conn.Read`
		given.line()      // want `net.Conn.Read`
	})
}

// A bridge is a struct that is passed by value, of what a parameter is.
type bridge struct{ r io.ReaderAt }

func (b bridge) ReadAt(p []byte, off int64) (int, error) { return b.r.ReadAt(p, off) }

func section(r io.ReaderAt) *io.SectionReader { return io.NewSectionReader(bridge{r}, 0, 1) }

func index(r io.ReaderAt) { io.Copy(io.Discard, section(r)) }

func sections(ctx context.Context, p *par.Pool, f *os.File) {
	p.Go(ctx, func(context.Context) {
		index(strings.NewReader("x"))
		index(f) // want `os.\(\*File\).ReadAt`
	})
}

// Who gets a struct may set its fields before.

type copied struct{ r io.ReaderAt }

type assigned struct{ r io.Reader }

func (b copied) fromFile(f *os.File) {
	b.r = f
	b.r.ReadAt(nil, 0)
}

func (c *assigned) fromFile(f *os.File) {
	c.r = f
	c.r.Read(nil)
}

func reassigned(ctx context.Context, p *par.Pool, f *os.File) {
	p.Go(ctx, func(context.Context) {
		copied{strings.NewReader("x")}.fromFile(f)         // want `os.\(\*File\).ReadAt`
		(&assigned{r: strings.NewReader("x")}).fromFile(f) // want `os.\(\*File\).Read`
	})
}
