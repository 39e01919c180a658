package computing

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

// Pipes, of which a goroutine writes one end.

func pipes(ctx context.Context, p *par.Pool, buf []byte, v any, conn net.Conn, from io.Reader, b bool) {
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go func() {
			w.Write(buf)
			w.Close()
		}()
		io.ReadAll(r) // want `io.ReadAll → io.\(\*PipeReader\).Read \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go func() {
			w.CloseWithError(json.NewEncoder(w).Encode(v))
		}()
		json.NewDecoder(r).Decode(&v) // want `Decode → io.\(\*PipeReader\).Read \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go func() {
			defer w.Close()
			compress(w, bytes.NewReader(buf))
		}()
		io.Copy(io.Discard, r) // want `io.Copy → io.\(\*PipeReader\).Read \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go finish(w, buf)
		r.Read(buf) // want `io.\(\*PipeReader\).Read \[possible\]$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go func() {
			defer w.Close()
			io.Copy(w, conn)
		}()
		io.ReadAll(r) // want `io.ReadAll → io.\(\*PipeReader\).Read$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go func() {
			defer w.Close()
			f, err := os.Open("x")
			if err == nil {
				io.Copy(w, f)
			}
		}()
		io.ReadAll(r) // want `io.ReadAll → io.\(\*PipeReader\).Read$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go func() {
			defer w.Close()
			io.Copy(w, from) // whatever that is
		}()
		io.ReadAll(r) // want `io.ReadAll → io.\(\*PipeReader\).Read$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go func() {
			w.Write(buf) // and does not close it
		}()
		io.ReadAll(r) // want `io.ReadAll → io.\(\*PipeReader\).Read$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		go func() {
			if b {
				w.Close()
			}
		}()
		io.ReadAll(r) // want `io.ReadAll → io.\(\*PipeReader\).Read$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		_, other := io.Pipe()
		go func() {
			defer w.Close()
			other.Write(buf) // nobody reads that
		}()
		io.ReadAll(r) // want `io.ReadAll → io.\(\*PipeReader\).Read$`
	})
	p.Go(ctx, func(context.Context) {
		r, w := io.Pipe()
		defer w.Close()
		io.ReadAll(r) // want `io.ReadAll → io.\(\*PipeReader\).Read$`
	})
}

func compress(w io.Writer, r io.Reader) {
	z := gzip.NewWriter(w)
	io.Copy(z, r)
	z.Close()
}

func finish(w *io.PipeWriter, buf []byte) {
	defer w.Close()
	copy(buf, "x")
}

// Contexts that a goroutine cancels.

func contexts(ctx context.Context, p *par.Pool, n int, b bool) {
	p.Go(ctx, func(ctx context.Context) {
		done, cancel := context.WithCancel(ctx)
		go func() {
			defer cancel()
			square(n)
		}()
		<-done.Done() // want `receive from Done\(\) \[possible\]$`
	})
	p.Go(ctx, func(ctx context.Context) {
		done, cancel := context.WithCancelCause(ctx)
		go func() {
			_, err := compute(n)
			cancel(err)
		}()
		<-done.Done() // want `receive from Done\(\) \[possible\]$`
	})
	p.Go(ctx, func(ctx context.Context) {
		done, cancel := context.WithCancel(ctx)
		go func() {
			defer cancel()
			load("x")
		}()
		<-done.Done() // want `receive from Done\(\)$`
	})
	p.Go(ctx, func(ctx context.Context) {
		done, cancel := context.WithCancel(ctx)
		go func() {
			if b {
				cancel()
			}
		}()
		<-done.Done() // want `receive from Done\(\)$`
	})
	p.Go(ctx, func(ctx context.Context) {
		done, cancel := context.WithCancel(ctx)
		defer cancel()
		other, stop := context.WithCancel(ctx)
		go func() {
			defer stop()
			square(n)
		}()
		<-done.Done()  // want `receive from Done\(\)$`
		<-other.Done() // want `receive from Done\(\) \[possible\]$`
	})
}
