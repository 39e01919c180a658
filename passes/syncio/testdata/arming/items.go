package arming

import (
	"context"
	"net"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Connections that are the items of a loop.

func items(ctx context.Context, conns []net.Conn, b []byte) error {
	return par.ForEach(ctx, conns, func(ctx context.Context, i int, c *net.Conn) error {
		(*c).SetWriteDeadline(time.Now().Add(5 * time.Millisecond))
		_, err := (*c).Write(b)
		return err
	})
}

func unarmed(ctx context.Context, conns []net.Conn, other net.Conn, b []byte) error {
	return par.ForEach(ctx, conns, func(ctx context.Context, i int, c *net.Conn) error {
		(*c).SetWriteDeadline(time.Now().Add(5 * time.Millisecond))
		*c = other
		_, err := (*c).Write(b) // want `net.Conn.Write`
		return err
	})
}
