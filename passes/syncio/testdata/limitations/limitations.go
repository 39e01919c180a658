// Package limitations shows what the rule cannot see or takes on trust: the
// limits on its page, each next to a twin that comes out the other way. What is
// possible is reported with -tier=possible only.
package limitations

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// For how long at most: what is not seen is not said.

// Client is made by others, perhaps with a timeout.
var Client *http.Client

func limits(ctx context.Context, p *par.Pool, conn net.Conn, buf []byte) {
	p.Go(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		r, _ := http.NewRequestWithContext(ctx, "GET", "http://example.org", nil)
		http.DefaultClient.Do(r) // want `\(for up to 1s\)`
	})
	p.Go(ctx, func(context.Context) {
		conn.SetDeadline(time.Now().Add(time.Second))
		conn.Read(buf) // want `\(for up to 1s\)`
	})
	own := &http.Client{Timeout: time.Second}
	p.Go(ctx, func(context.Context) {
		own.Get("http://example.org") // want `\(for up to 1s\)`
	})
	p.Go(ctx, func(context.Context) {
		Client.Get("http://example.org") // want `network: [^(]*\(\*Client\).Get;`
	})
}

// Memory, and readers of which nothing is known.

func readers(ctx context.Context, p *par.Pool, r io.Reader, buf []byte) {
	p.Go(ctx, func(context.Context) {
		io.Copy(new(bytes.Buffer), strings.NewReader("a")) // not reported: it is in memory
	})
	p.Go(ctx, func(context.Context) {
		r.Read(buf) // not reported: it may be in memory
	})
	p.Go(ctx, func(context.Context) {
		io.Copy(io.Discard, r) // not reported: it may be in memory
	})
	p.Go(ctx, func(context.Context) {
		f, _ := os.Open("a") // want `a file`
		f.Read(buf)          // want `a file`
	})
}

// Lines for a log, and output that is rare.

var verbose = flag.Bool("v", false, "")

func logs(ctx context.Context, p *par.Pool, f func() error) {
	p.Go(ctx, func(context.Context) {
		log.Printf("a") // possible // want `log.Printf`
	})
	p.Go(ctx, func(context.Context) {
		slog.Info("a") // possible // want `slog.Info`
	})
	p.Go(ctx, func(context.Context) {
		if err := f(); err != nil {
			fmt.Println(err) // possible // want `fmt.Println`
		}
	})
	p.Go(ctx, func(context.Context) {
		if *verbose {
			fmt.Println("a") // possible // want `fmt.Println`
		}
	})
	p.Go(ctx, func(context.Context) {
		defer func() { // possible // want `fmt.Println`
			if r := recover(); r != nil {
				fmt.Println(r)
			}
		}()
		f()
	})
	p.Go(ctx, func(context.Context) {
		fmt.Println("a") // want `fmt.Println`
	})
	p.Go(ctx, func(context.Context) {
		if err := f(); !errors.Is(err, io.EOF) {
			fmt.Fprintln(os.Stderr, "a") // want `fmt.Fprintln`
		}
	})
}

// Page faults of mapped files look like memory.
func mapped(ctx context.Context, p *par.Pool, f *os.File) {
	data, _ := syscall.Mmap(int(f.Fd()), 0, 1, syscall.PROT_READ, syscall.MAP_SHARED)
	p.Go(ctx, func(context.Context) {
		bytes.IndexByte(data, 'a') // not reported: it reads memory
	})
	p.Go(ctx, func(context.Context) {
		io.ReadAll(f) // want `a file`
	})
}
