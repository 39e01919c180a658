package wrap

import (
	"bufio"
	"context"
	"io"
	"net"

	"github.com/parvet/parvet/runtime/par"
)

// What wraps itself, over and over.

type chained struct{ w io.Writer }

func (c *chained) add(ws ...io.Writer) {
	for _, w := range ws {
		c.w = io.MultiWriter(c.w, w)
	}
}

type nested struct{ r io.Reader }

func (n *nested) wrap() { n.r = bufio.NewReader(n.r) }

func itself(ctx context.Context, p *par.Pool, c net.Conn, n int) {
	var r io.Reader = c
	for range n {
		r = bufio.NewReader(r)
	}
	ch := &chained{w: c}
	ch.add(c)
	ne := &nested{r: c}
	ne.wrap()
	p.Go(ctx, func(ctx context.Context) {
		io.ReadAll(r)            // want `io.ReadAll → net.Conn.Read \[probable\]$`
		io.WriteString(ch.w, "") // want `io.WriteString → net.Conn.Write \[probable\]$`
		io.ReadAll(ne.r)         // want `io.ReadAll → net.Conn.Read \[probable\]$`
	})
}

// What is converted from one interface to another waits as the first one says.

type writer struct{ w io.Writer }

func converted(ctx context.Context, p *par.Pool, c net.Conn, w io.Writer) {
	var out io.Writer = c
	in := &writer{w: c}
	other := &writer{w: w}
	p.Go(ctx, func(ctx context.Context) {
		out.Write(nil)  // want `net.Conn.Write$`
		in.w.Write(nil) // want `net.Conn.Write$`
		other.w.Write(nil)
	})
}
