package flow

import (
	"context"
	"net"

	"example.com/effects/flowlib"
	"github.com/parvet/parvet/runtime/par"
)

// What another package looks up is a name or an address by what it is passed.
func resolve(ctx context.Context, p *par.Pool, c net.Conn, name string) {
	p.Go(ctx, func(context.Context) {
		flowlib.Resolve(name) // want `: flowlib.Resolve → net.ResolveTCPAddr$`
		flowlib.Resolve("10.0.0.1:80")
		flowlib.Resolve(c.RemoteAddr().String())
	})
}
