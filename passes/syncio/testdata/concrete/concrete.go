// Package concrete holds that the type of a value says more than the interface
// that it is passed as.
package concrete

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

func hello(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	fmt.Fprintf(w, "hello")
	w.Write([]byte("hello"))
}

func greet(w http.ResponseWriter, names []string) {
	for range names {
		hello(w, nil)
	}
}

// filed writes what it gets to a file, too.
type filed struct {
	http.ResponseWriter
	log *os.File
}

func (f *filed) Write(b []byte) (int, error) {
	return f.log.Write(b)
}

// counted counts, and passes on.
type counted struct {
	http.ResponseWriter
	n int
}

func (c *counted) Write(b []byte) (int, error) {
	c.n += len(b)
	return c.ResponseWriter.Write(b)
}

// memory is in memory.
type memory struct{ bytes.Buffer }

func (*memory) Header() http.Header { return nil }
func (*memory) WriteHeader(int)     {}

type embedded struct{ http.ResponseWriter }

func record(ctx context.Context, p *par.Pool, w http.ResponseWriter, log *os.File, names []string) {
	p.Go(ctx, func(context.Context) {
		rec := httptest.NewRecorder()
		hello(rec, nil)
		greet(rec, names)
		hello(new(memory), nil)

		hello(w, nil)                           // want `on the network: hello → net/http.ResponseWriter.Write`
		greet(w, names)                         // want `on the network: greet → hello → net/http.ResponseWriter.Write`
		hello(&filed{rec, log}, nil)            // want `on a file: hello → \(\*filed\).Write → os.\(\*File\).Write`
		greet(&filed{rec, log}, names)          // want `on a file: greet → hello → \(\*filed\).Write → os.\(\*File\).Write`
		hello(&counted{ResponseWriter: w}, nil) // want `on the network: hello → \(\*counted\).Write → net/http.ResponseWriter.Write`
		hello(embedded{w}, nil)                 // want `on the network: hello → net/http.ResponseWriter.Write`
		var either http.ResponseWriter = rec
		if len(names) > 0 {
			either = w
		}
		hello(either, nil) // want `on the network: hello → net/http.ResponseWriter.Write`
	})
}
