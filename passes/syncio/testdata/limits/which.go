package limits

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Which connection a deadline is set on, where one place makes many.

type link struct {
	conn net.Conn
	next *link
}

func (p *link) dial()         { p.conn, _ = net.DialTimeout("tcp", "host:1", time.Millisecond) }
func (p *link) dialed() bool  { return p.conn != nil }
func (p *link) get() net.Conn { return p.conn }

func links(ctx context.Context, p *par.Pool, a, b *link) {
	p.Go(ctx, func(ctx context.Context) {
		a.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
		io.ReadAll(a.conn)
		io.ReadAll(b.conn)      // want `io.ReadAll → net.Conn.Read; wrap`
		io.ReadAll(a.next.conn) // want `io.ReadAll → net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		a.get().SetReadDeadline(time.Now().Add(time.Millisecond))
		a.get().Read(nil)
		b.get().Read(nil) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		a.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
		a.dial()
		a.conn.Read(nil) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		a.dial()
		a.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
		a.dialed()
		a.conn.Read(nil)
	})
	p.Go(ctx, func(ctx context.Context) {
		a.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
		a.conn = b.conn
		a.conn.Read(nil) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		for range 3 {
			if !a.dialed() {
				a.dial() // want `dial → net.DialTimeout \(for up to 1ms\)`
			}
			a.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
			a.conn.Read(nil) // want `net.Conn.Read \(for up to 1ms\)`
		}
	})
}

func held(ctx context.Context, p *par.Pool, a, b net.Conn, yes bool) {
	p.Go(ctx, func(ctx context.Context) {
		c := a
		defer func() { c.Close() }()
		if yes {
			c = b
		}
		c.SetReadDeadline(time.Now().Add(time.Millisecond))
		io.ReadAll(c)
		c = b
		io.ReadAll(c) // want `io.ReadAll → net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		c := a
		if yes {
			c = b
		}
		c.SetReadDeadline(time.Now().Add(time.Millisecond))
		io.ReadAll(c)
		io.ReadAll(a) // want `io.ReadAll → net.Conn.Read; wrap`
	})
}

func elements(ctx context.Context, p *par.Pool, cs []net.Conn, rs []io.Reader) {
	p.Go(ctx, func(ctx context.Context) {
		cs[0].Read(nil)   // want `net.Conn.Read; wrap`
		io.ReadAll(rs[0]) // whoever fills it knows
	})
	p.Go(ctx, func(ctx context.Context) {
		for _, c := range cs {
			io.ReadAll(c) // want `io.ReadAll → net.Conn.Read; wrap`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for _, c := range cs {
			if c != nil {
				c.SetReadDeadline(time.Now().Add(time.Millisecond))
				c.Read(nil) // want `net.Conn.Read \(for up to 1ms\)`
			}
		}
	})
}
