package limits

import (
	"context"
	"net"
	"net/netip"

	"github.com/parvet/parvet/runtime/par"
)

// There is nothing to look up in the text of an address, wherever it comes from.

func resolve(addr string) (*net.TCPAddr, error) { return net.ResolveTCPAddr("tcp", addr) }

func resolveDeep(addr string) (*net.TCPAddr, error) { return resolve(addr) }

type peer struct {
	conn net.Conn
	ip   net.IP
	at   netip.AddrPort
	name string
}

func addressTexts(ctx context.Context, p *par.Pool, c *peer, named bool) {
	p.Go(ctx, func(context.Context) {
		net.ResolveTCPAddr("tcp", c.conn.RemoteAddr().String())
		resolve(c.conn.RemoteAddr().String())
		resolveDeep(c.conn.LocalAddr().String())
		resolveDeep(c.at.String())
		resolveDeep("[::1]:80")
		net.LookupHost(c.ip.String())
		addr := c.at.String()
		if named {
			addr = "10.0.0.1:80"
		}
		resolveDeep(addr)
	})
	p.Go(ctx, func(context.Context) {
		resolve(c.name)        // want `resolve → net.ResolveTCPAddr`
		resolveDeep("host:80") // want `resolveDeep → resolve → net.ResolveTCPAddr`
		net.LookupHost(c.name) // want `net.LookupHost`
		addr := c.at.String()
		if named {
			addr = c.name
		}
		resolveDeep(addr)                             // want `resolveDeep → resolve → net.ResolveTCPAddr`
		net.Dial("tcp", c.conn.RemoteAddr().String()) // want `net.Dial`
	})
}
