// Package limits bounds input and output by deadlines and timeouts.
package limits

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Deadlines of connections.

type session struct {
	conn  net.Conn
	other net.Conn
}

func deadlines(ctx context.Context, p *par.Pool, c net.Conn, tcp *net.TCPConn, s *session, at time.Time, buf []byte) {
	p.Go(ctx, func(ctx context.Context) {
		c.Read(buf) // want `net.Conn.Read; wrap`
		c.SetDeadline(time.Now().Add(5 * time.Second))
		c.Read(buf)  // want `net.Conn.Read \(for up to 5s\);`
		c.Write(buf) // want `net.Conn.Write \(for up to 5s\);`
		c.SetDeadline(time.Time{})
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		tcp.SetReadDeadline(time.Now().Add(time.Second))
		tcp.Read(buf)                                           // want `net.\(\*conn\).Read \(for up to 1s\);`
		tcp.Write(buf)                                          // want `net.\(\*conn\).Write; wrap`
		bufio.NewReader(tcp).ReadString('\n')                   // want `\(\*conn\).Read \(for up to 1s\);`
		io.Copy(io.Discard, io.Reader(tcp))                     // want `\(\*conn\).Read \(for up to 1s\);`
		receive(tcp, buf)                                       // want `receive → net.\(\*conn\).Read \(for up to 1s\) at`
		c.Read(buf)                                             // want `net.Conn.Read; wrap`
		s.conn.SetReadDeadline(time.Now().Add(2 * time.Second)) //
		s.conn.Read(buf)                                        // want `net.Conn.Read \(for up to 2s\);`
		s.other.Read(buf)                                       // want `net.Conn.Read; wrap`
		s.next(buf)                                             // want `next → net.Conn.Read \(for up to 2s\) at`
	})
	p.Go(ctx, func(ctx context.Context) {
		soon := time.Now().Add(5 * time.Millisecond)
		c.SetReadDeadline(soon)
		c.Read(buf) // so short that it does not matter
		io.ReadAll(c)
	})
	p.Go(ctx, func(ctx context.Context) {
		for range buf {
			c.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
			io.ReadAll(c) // want `io.ReadAll → net.Conn.Read \(for up to 5ms\);`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for range buf {
			c.SetReadDeadline(time.Now().Add(time.Second))
			c.Read(buf) // want `net.Conn.Read \(for up to 1s\);`
		}
		if len(buf) > 3 {
			c.SetReadDeadline(time.Time{})
		}
		c.Read(buf) // want `net.Conn.Read; wrap`
	})
	p.Go(ctx, func(ctx context.Context) {
		if len(buf) > 3 {
			s.other.SetDeadline(at)
		}
		s.other.Read(buf) // want `net.Conn.Read; wrap`
	})
}

func receive(c *net.TCPConn, buf []byte) { c.Read(buf) }

func (s *session) next(buf []byte) { s.conn.Read(buf) }

// Timeouts of clients.

var (
	shared   = &http.Client{Timeout: 3 * time.Second}
	byValue  = http.Client{Timeout: 4 * time.Second}
	endless  = &http.Client{}
	Exported = http.Client{Timeout: time.Second}
)

type api struct {
	client *http.Client
	value  http.Client
	none   http.Client
	either *http.Client
	dialer net.Dialer
}

func newAPI(t time.Duration) *api {
	return &api{
		client: &http.Client{Timeout: t},
		value:  http.Client{Timeout: 6 * time.Second},
		dialer: net.Dialer{Timeout: 7 * time.Second},
	}
}

func (a *api) init(b bool) {
	a.either = shared
	if b {
		a.either = endless
	}
}

func newClient() *http.Client { return &http.Client{Timeout: 8 * time.Second} }

func (a *api) timeouts(ctx context.Context, p *par.Pool, req *http.Request) {
	p.Go(ctx, func(ctx context.Context) {
		shared.Get("x")      // want `net/http.\(\*Client\).Get \(for up to 3s\);`
		byValue.Get("x")     // want `net/http.\(\*Client\).Get \(for up to 4s\);`
		endless.Get("x")     // want `net/http.\(\*Client\).Get; wrap`
		Exported.Get("x")    // want `net/http.\(\*Client\).Get; wrap`
		a.client.Head("x")   // want `net/http.\(\*Client\).Head; wrap`
		a.value.Do(req)      // want `net/http.\(\*Client\).Do \(for up to 6s\);`
		a.none.Do(req)       // want `net/http.\(\*Client\).Do \(until its context ends\);`
		a.either.Get("x")    // want `net/http.\(\*Client\).Get; wrap`
		newClient().Get("x") // want `net/http.\(\*Client\).Get \(for up to 8s\);`
		local := http.Client{Timeout: time.Second}
		local.Get("x") // want `net/http.\(\*Client\).Get \(for up to 1s\);`
		var later http.Client
		later.Timeout = 2 * time.Second
		later.Get("x") // want `net/http.\(\*Client\).Get \(for up to 2s\);`
		short, cancel := context.WithDeadline(ctx, time.Now().Add(time.Second))
		defer cancel()
		a.value.Do(req.WithContext(short))          // want `Do \(for up to 1s\);`
		a.dialer.Dial("tcp", "example.com:80")      // want `net.\(\*Dialer\).Dial \(for up to 7s\);`
		net.DialTimeout("tcp", "x:80", 2000000)     // so short that it does not matter
		net.DialTimeout("tcp", "x:80", time.Second) // want `net.DialTimeout \(for up to 1s\);`
	})
}

// What needs no look-up.

func addresses(ctx context.Context, p *par.Pool, host string) {
	p.Go(ctx, func(ctx context.Context) {
		net.ResolveTCPAddr("tcp", "127.0.0.1:80")
		net.ResolveUDPAddr("udp", "[::1]:53")
		net.ResolveUDPAddr("udp", ":53")
		net.ResolveIPAddr("ip", "10.0.0.1")
		net.ResolveTCPAddr("tcp", "localhost:80") // want `net.ResolveTCPAddr;`
		net.ResolveTCPAddr("tcp", host)           // want `net.ResolveTCPAddr;`
	})
}
