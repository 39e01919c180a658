// Package decorated has values that wrap others, and functions that ask what a value
// can do besides.
package decorated

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"os"
	"slices"
	"time"

	"example.com/effects/decorations"
	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Hour) }

func idle() {}

type Store interface {
	Get()
	Put()
}

type slow struct{}

func (slow) Get()   { nap() }
func (slow) Put()   { nap() }
func (slow) Flush() { nap() }

type fast struct{}

func (fast) Get() {}
func (fast) Put() {}

// counted has the methods of the store that it embeds, but for one.
type counted struct {
	Store
	n int
}

func (c *counted) Put() { c.n++ }

// hidden embeds an interface that nobody outside can set.
type store interface{ Get() }

type hidden struct{ store }

// Deep has it from what it embeds.
type Deep struct{ *counted }

func count(s Store) Store { return &counted{Store: s} }

func get(s Store) { s.Get() }

func (c *counted) twice() {
	c.Get()
	c.Store.Get()
}

type flusher interface{ Flush() }

func flush(s Store) {
	if f, ok := s.(flusher); ok {
		f.Flush()
	}
}

func flushed(s Store) {
	switch f := s.(type) {
	case flusher:
		f.Flush()
	case interface{ Sync() }:
		f.Sync()
	}
}

func embedded(ctx context.Context, p *par.Pool) {
	slows, fasts := &counted{Store: slow{}}, &counted{Store: fast{}}
	p.Go(ctx, func(context.Context) {
		slows.Get()               // want `slow.Get → nap → time.Sleep$`
		slows.Put()               //
		fasts.Get()               //
		get(slows)                // want `slow.Get → nap → time.Sleep$`
		get(fasts)                //
		count(slow{}).Get()       // want `slow.Get → nap → time.Sleep$`
		count(slow{}).Put()       //
		count(fast{}).Get()       //
		get(count(count(slow{}))) // want `slow.Get → nap → time.Sleep$`
		get(count(count(fast{}))) //
		slows.twice()             // want `slow.Get → nap → time.Sleep`
		fasts.twice()             //
		Deep{slows}.Get()         // want `slow.Get → nap → time.Sleep$`
		Deep{fasts}.Get()         //
		decorations.Get(slows)    // want `slow.Get → nap → time.Sleep$`
		decorations.Get(fasts)    //
		f := slows.Get
		f()                  // want `slow.Get → nap → time.Sleep$`
		hidden{slow{}}.Get() // want `slow.Get → nap → time.Sleep`
	})
}

func optional(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		flush(slow{})             // want `flush → slow.Flush → nap → time.Sleep$`
		flush(fast{})             //
		flushed(slow{})           // want `flushed → slow.Flush → nap → time.Sleep$`
		flushed(fast{})           //
		decorations.Flush(slow{}) // want `decorations.Flush → slow.Flush → nap → time.Sleep$`
		decorations.Flush(fast{}) //
	})
}

type parser struct{ br *bufio.Reader }

func newParser(r io.Reader) *parser { return &parser{br: bufio.NewReader(r)} }

func (p *parser) next() { p.br.ReadString('\n') }

func lines(r io.Reader) *bufio.Scanner {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	return sc
}

func openLines(name string) (*bufio.Scanner, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return bufio.NewScanner(f), nil
}

func readers(ctx context.Context, p *par.Pool, conn net.Conn) {
	pr := newParser(conn)
	sc, _ := openLines("x")
	p.Go(ctx, func(context.Context) {
		newParser(conn).next()          // want `net.Conn.Read`
		pr.next()                       // want `net.Conn.Read`
		sc.Scan()                       // want `os.\(\*File\).Read`
		lines(conn).Scan()              // want `net.Conn.Read`
		lines(new(bytes.Buffer)).Scan() //
	})
}

func copies(ctx context.Context, p *par.Pool) {
	fs := []func(){idle, nap}
	idles := []func(){idle}
	named := map[string]func(){"x": nap}
	p.Go(ctx, func(context.Context) {
		for f := range slices.Values(fs) {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for f := range slices.Values(idles) {
			f()
		}
		for _, f := range slices.All(fs) {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for _, f := range slices.Backward(fs) {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for f := range maps.Values(named) {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for _, f := range slices.Clone(fs) {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for _, f := range slices.Concat(idles, fs) {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for _, f := range slices.Concat(idles, idles) {
			f()
		}
		for _, f := range slices.Collect(maps.Values(named)) {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		slices.Clone(named2())[0]() // want `: nap → time.Sleep \[probable\]$`
	})
}

func named2() []func() { return []func(){nap} }

// Config copies its function from another one.
type Config struct{ Done func() }

func (c *Config) with(d *Config) *Config {
	c.Done = d.Done
	return c
}

func copied(ctx context.Context, p *par.Pool, c, d *Config) {
	c.with(d).with(c)
	p.Go(ctx, func(context.Context) {
		c.Done()
		d.Done()
	})
	e, g := new(Config), &Config{Done: nap}
	e.Done = g.Done
	g.Done = e.Done
	p.Go(ctx, func(context.Context) {
		e.Done() // want `nap → time.Sleep`
		g.Done() // want `nap → time.Sleep`
	})
}
