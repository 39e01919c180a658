package settled

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Who has seen that a context has an error need not wait for its end.

func ended(ctx, other context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		if ctx.Err() != nil {
			<-ctx.Done()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if err := context.Cause(ctx); err != nil {
			<-ctx.Done()
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if ctx.Err() == nil {
			return
		}
		<-ctx.Done()
	})
	p.Go(ctx, func(ctx context.Context) {
		if ctx.Err() == nil {
			<-ctx.Done() // want `receive from Done\(\)`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if ctx.Err() != nil {
			<-other.Done() // want `receive from Done\(\)`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if ctx.Err() != nil || other.Err() != nil {
			<-ctx.Done() // want `receive from Done\(\)`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		if ctx.Err() != nil {
			ctx = other
			<-ctx.Done() // want `receive from Done\(\)`
		}
	})
}

// What sync.OnceValue returns has run once it was called.

var table = sync.OnceValue(func() int { http.Get("x"); return 1 })

func onceFuncs(ctx context.Context, p *par.Pool, some bool) {
	load := sync.OnceValue(func() int { http.Get("x"); return 1 })
	load()
	p.Go(ctx, func(ctx context.Context) {
		load()
	})
	late := sync.OnceFunc(func() { http.Get("x") })
	p.Go(ctx, func(ctx context.Context) {
		late() // want `onceFuncs.func3 → net/http.Get$`
		late()
	})
	perhaps := sync.OnceFunc(func() { http.Get("x") })
	if some {
		perhaps()
	}
	p.Go(ctx, func(ctx context.Context) {
		perhaps() // want `onceFuncs.func5 → net/http.Get$`
	})
	table()
	p.Go(ctx, func(ctx context.Context) {
		table()
	})
}

// What a bufio.ReadWriter is made from is what it reads and writes.

func readWriter(ctx context.Context, p *par.Pool, c net.Conn) {
	b := bufio.NewReadWriter(bufio.NewReader(c), bufio.NewWriter(c))
	p.Go(ctx, func(ctx context.Context) {
		b.ReadString('\n') // want `bufio.\(\*Reader\).ReadString → net.Conn.Read$`
		b.WriteString("x") // want `bufio.\(\*Writer\).WriteString → net.Conn.Write$`
		b.Flush()          // want `bufio.\(\*Writer\).Flush → net.Conn.Write$`
	})
	inMemory := bufio.NewReadWriter(bufio.NewReader(nil), bufio.NewWriter(nil))
	p.Go(ctx, func(ctx context.Context) {
		inMemory.ReadString('\n')
		inMemory.Flush()
	})
}
