// Package lent holds that what is lent by a channel is waited for as a mutex is:
// for no longer than those take who have borrowed.
package lent

import (
	"context"
	"net"

	"github.com/parvet/parvet/runtime/par"
)

type encoder struct{ buf []byte }

func (e *encoder) encode(b []byte) []byte { return append(e.buf[:0], b...) }

// codec lends encoders for one call each.
type codec struct {
	encoders chan *encoder
	n        int
}

func newCodec(n int) *codec {
	c := &codec{n: n}
	c.encoders = make(chan *encoder, n)
	for i := 0; i < n; i++ {
		c.encoders <- new(encoder)
	}
	return c
}

func (c *codec) encodeAll(b []byte) []byte {
	enc := <-c.encoders
	defer func() {
		c.encoders <- enc
	}()
	return enc.encode(b)
}

// writer lends encoders for as long as the network takes.
type writer struct {
	encoders chan *encoder
	conn     net.Conn
}

func newWriter(conn net.Conn, n int) *writer {
	w := &writer{conn: conn}
	w.encoders = make(chan *encoder, n)
	for range n {
		w.encoders <- new(encoder)
	}
	return w
}

func (w *writer) write(b []byte) {
	enc := <-w.encoders
	w.conn.Write(enc.encode(b))
	w.encoders <- enc
}

// stream lends encoders to those who give them back some day.
type stream struct {
	encoders chan *encoder
	current  *encoder
}

func newStream(n int) *stream {
	s := &stream{}
	s.encoders = make(chan *encoder, n)
	for range n {
		s.encoders <- new(encoder)
	}
	return s
}

func (s *stream) begin() { s.current = <-s.encoders }

func (s *stream) end() { s.encoders <- s.current }

// shared lends encoders both ways: who encodes waits for other streams, if there
// are any.
type shared struct {
	encoders chan *encoder
	current  *encoder
}

func newShared(n int) *shared {
	s := &shared{}
	s.encoders = make(chan *encoder, n)
	for range n {
		s.encoders <- new(encoder)
	}
	return s
}

func (s *shared) begin() { s.current = <-s.encoders }

func (s *shared) encodeAll(b []byte) []byte {
	enc := <-s.encoders
	defer func() { s.encoders <- enc }()
	return enc.encode(b)
}

// reply is the answer to a request; whoever asks makes room for it.
type reply struct{ err error }

type requests struct {
	open map[int]chan<- reply
	last chan<- reply
}

func (r *requests) ask(id int) error {
	ch := make(chan reply, 1)
	r.open[id], r.last = ch, ch
	return (<-ch).err
}

func (r *requests) fail(err error) {
	for _, ch := range r.open {
		ch <- reply{err}
	}
}

func (r *requests) failLast(err error) {
	for range r.open {
		r.last <- reply{err}
	}
}

func tasks(ctx context.Context, p *par.Pool, c *codec, w *writer, s *stream, sh *shared, r *requests, b []byte) {
	p.Go(ctx, func(ctx context.Context) {
		c.encodeAll(b)
	})
	p.Go(ctx, func(ctx context.Context) {
		w.write(b) // want `writer..write → receive from field encoders$` `net.Conn.Write \[probable\]$`
	})
	p.Go(ctx, func(ctx context.Context) {
		s.begin() // want `stream..begin → receive from field encoders$`
	})
	p.Go(ctx, func(ctx context.Context) {
		r.fail(nil) // want `fail → send to a channel \[possible\]$`
	})
	p.Go(ctx, func(ctx context.Context) {
		r.failLast(nil) // want `failLast → send to field last$`
	})
	p.Go(ctx, func(ctx context.Context) {
		sh.encodeAll(b) // want `shared..encodeAll → receive from field encoders \[possible\]$`
	})
}
