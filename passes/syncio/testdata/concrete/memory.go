package concrete

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/parvet/parvet/runtime/par"
)

// A request that is made here has the body that it is made with.

func echo(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	w.Write(b)
}

type echoing struct{}

func (echoing) ServeHTTP(w http.ResponseWriter, r *http.Request) { echo(w, r) }

func readBody(r *http.Request) { io.ReadAll(r.Body) }

func inMemory(ctx context.Context, p *par.Pool, served *http.Request, w http.ResponseWriter, f *os.File, c net.Conn) {
	p.Go(ctx, func(ctx context.Context) {
		rec := httptest.NewRecorder()
		req := httptest.NewRequest("GET", "/", strings.NewReader("x"))
		echo(rec, req)
		echoing{}.ServeHTTP(rec, req)
		http.HandlerFunc(echo).ServeHTTP(rec, req)
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { echo(w, r) }).ServeHTTP(rec, req)
		io.ReadAll(req.Body)
		io.Copy(io.Discard, rec.Result().Body)
		made, err := http.NewRequestWithContext(ctx, "POST", "/", strings.NewReader("x"))
		if err != nil {
			return
		}
		readBody(made)
	})
	p.Go(ctx, func(ctx context.Context) {
		echo(httptest.NewRecorder(), served) // want `echo → io.ReadAll → net/http.Request.Body.Read`
	})
	p.Go(ctx, func(ctx context.Context) {
		echo(w, httptest.NewRequest("GET", "/", nil)) // want `echo → net/http.ResponseWriter.Write`
	})
	p.Go(ctx, func(ctx context.Context) {
		http.HandlerFunc(echo).ServeHTTP(w, served) // want `HandlerFunc.ServeHTTP → echo → net/http.ResponseWriter.Write`
	})
	p.Go(ctx, func(ctx context.Context) {
		file, _ := http.NewRequest("POST", "/", f)
		readBody(file) // want `readBody → io.ReadAll → os.\(\*File\).Read`
	})
	p.Go(ctx, func(ctx context.Context) {
		conn, _ := http.NewRequest("POST", "/", c)
		io.ReadAll(conn.Body)                    // want `io.ReadAll → net.Conn.Read`
		resp, err := http.DefaultClient.Do(conn) // want `Client..Do`
		if err != nil {
			return
		}
		io.ReadAll(resp.Body) // want `net/http.Response.Body.Read`
	})
}

// So it is where the body is read without a function in between.

func readSome(r *http.Request) (int, error) { return r.Body.Read(make([]byte, 8)) }

func inMemoryDirectly(ctx context.Context, p *par.Pool, served *http.Request) {
	made, err := http.NewRequest("POST", "/", strings.NewReader("x"))
	if err != nil {
		return
	}
	p.Go(ctx, func(ctx context.Context) {
		readSome(made)
		made.Body.Read(nil)
		served.Body.Close()
	})
	p.Go(ctx, func(ctx context.Context) {
		readSome(served) // want `readSome → net/http.Request.Body.Read`
	})
	p.Go(ctx, func(ctx context.Context) {
		served.Body.Read(nil) // want `net/http.Request.Body.Read`
	})
}
