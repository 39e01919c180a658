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
		c.Read(buf)  // want `net.Conn.Read; wrap`
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
