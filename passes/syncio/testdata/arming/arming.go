// Package arming has another package set the deadlines of its connections.
package arming

import (
	"context"
	"net"
	"time"

	"example.com/syncio/armlib"
	"github.com/parvet/parvet/runtime/par"
)

func read(c net.Conn, buf []byte) { c.Read(buf) }

func set(c net.Conn) { c.SetDeadline(time.Now().Add(4 * time.Second)) }

func again(c net.Conn, n int) {
	if n > 0 {
		again(c, n-1)
	}
	set(c)
}

func deadlines(ctx context.Context, p *par.Pool, c, other net.Conn, s *armlib.Session, buf []byte, either func(net.Conn)) {
	p.Go(ctx, func(ctx context.Context) {
		c.Read(buf) // want `net.Conn.Read; wrap`
		armlib.Arm(c)
		c.Read(buf)     // want `net.Conn.Read \(for up to 5s\);`
		read(c, buf)    // want `net.Conn.Read \(for up to 5s\) at`
		other.Read(buf) // want `net.Conn.Read; wrap`
		armlib.Disarm(c)
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.Arm(c)
		armlib.ArmFor(c, time.Minute)
		c.Read(buf)  // want `net.Conn.Read \(for up to 1m0s\);`
		c.Write(buf) // want `net.Conn.Write \(for up to 5s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.Both(1, c)
		c.Read(buf) // want `net.Conn.Read \(for up to 5s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.Perhaps(c, time.Second)
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.While(c, func() {})
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.Later(c)
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.Last(c)
		c.Read(buf) // want `net.Conn.Read \(for up to 2s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		if len(buf) > 3 {
			armlib.Arm(c)
		}
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		s.Arm()
		s.Read(buf)       // want `net.Conn.Read \(for up to 3s\);`
		s.Other.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		set(c)
		c.Read(buf) // want `net.Conn.Read \(for up to 4s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		again(c, len(buf))
		c.Read(buf) // want `net.Conn.Read \(for up to 4s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		either(c)
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
}

// The caller may say for how long, or until when.

func readFor(c net.Conn, d time.Duration, buf []byte) {
	c.SetReadDeadline(time.Now().Add(d))
	c.Read(buf)
}

func (l *link) arm(d time.Duration) { l.c.SetReadDeadline(time.Now().Add(d)) }

type link struct{ c, other net.Conn }

func said(ctx context.Context, p *par.Pool, c net.Conn, l *link, d time.Duration, t time.Time, buf []byte) {
	p.Go(ctx, func(ctx context.Context) {
		armlib.ArmUntil(c, time.Now().Add(7*time.Second))
		c.Read(buf)  // want `net.Conn.Read \(for up to 7s\);`
		c.Write(buf) // want `net.Conn.Write; wrap`
		armlib.ArmUntil(c, time.Time{})
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.ArmUntil(c, t)
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.ArmFor(c, d)
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.ArmBy(c, time.Second)
		c.Read(buf) // want `net.Conn.Read \(for up to 1s\);`
	})
	p.Go(ctx, func(ctx context.Context) {
		armlib.ArmLess(c, time.Second)
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		l.arm(9 * time.Second)
		l.c.Read(buf)     // want `net.Conn.Read \(for up to 9s\);`
		l.other.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		readFor(c, 3*time.Second, buf) // want `readFor → net.Conn.Read \(for up to 3s\) at`
	})
	p.Go(ctx, func(ctx context.Context) {
		readFor(c, d, buf) // want `readFor → net.Conn.Read at`
	})
}
