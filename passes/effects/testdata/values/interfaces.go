package values

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/parvet/parvet/runtime/par"
)

// Interfaces: by the concrete type, where it can be seen.

type store interface{ get() }

type disk struct{}

func (*disk) get() { nap() }

type memory struct{}

func (memory) get() {}

func newDisk() store { return &disk{} }

func newMemory() store { return memory{} }

func openStore(kind string) (store, error) {
	if kind == "disk" {
		return newDisk(), nil
	}
	return memory{}, nil
}

func sameStore(s store) store { return s }

type slowReader struct{}

func (slowReader) Read([]byte) (int, error) { nap(); return 0, io.EOF }

func openSlow() io.Reader { return slowReader{} }

func openFast() io.Reader { return strings.NewReader("") }

type service struct {
	st   store
	fast store
	r    io.Reader
	h    http.Handler
}

func newService(st, fast store, r io.Reader) *service {
	return &service{st: st, fast: fast, r: r, h: slowHandler{}}
}

type slowHandler struct{}

func (slowHandler) ServeHTTP(http.ResponseWriter, *http.Request) { nap() }

var theService = newService(newDisk(), memory{}, openSlow())

var stores = map[string]store{"disk": &disk{}, "memory": memory{}}

var memories = []store{memory{}}

// Nobody here puts anything into it.
type remote interface{ fetch() }

func interfaces(ctx context.Context, p *par.Pool, s *service, k string, i int, rem remote, any store, h http.Handler) {
	var direct store = memory{}
	if flip() {
		direct = &disk{}
	}
	p.Go(ctx, func(ctx context.Context) {
		newDisk().get()            // want `: \(\*disk\).get → nap → time.Sleep$`
		newMemory().get()          //
		sameStore(newDisk()).get() // want `: \(\*disk\).get → nap → time.Sleep$`
		sameStore(memory{}).get()  //
		st, _ := openStore(k)      //
		st.get()                   // want `: \(\*disk\).get → nap → time.Sleep \[probable\]$`
		direct.get()               // want `: \(\*disk\).get → nap → time.Sleep \[probable\]$`
		s.st.get()                 // want `: \(\*disk\).get → nap → time.Sleep \[probable\]$`
		s.fast.get()               //
		s.r.Read(nil)              // want `: slowReader.Read → nap → time.Sleep \[probable\]$`
		s.h.ServeHTTP(nil, nil)    // want `: slowHandler.ServeHTTP → nap → time.Sleep \[probable\]$`
		openSlow().Read(nil)       // want `: slowReader.Read → nap → time.Sleep$`
		openFast().Read(nil)       //
		io.ReadAll(openSlow())     // want `: io.ReadAll → slowReader.Read → nap → time.Sleep$`
		io.ReadAll(openFast())     //
		stores[k].get()            // want `: \(\*disk\).get → nap → time.Sleep \[probable\]$`
		memories[i].get()          //
		rem.fetch()                //
		any.get()                  // want `: \(\*disk\).get → nap → time.Sleep \[probable\]$`
		h.ServeHTTP(nil, nil)      // another package's interface: it may be anything
		if d, ok := any.(*disk); ok {
			d.get() // want `: \(\*disk\).get → nap → time.Sleep$`
		}
		switch x := any.(type) {
		case memory:
			x.get()
		case *disk:
			x.get() // want `: \(\*disk\).get → nap → time.Sleep$`
		}
	})
}

// What is handed over is up to the caller.

type tape struct{}

func (*tape) get() { nap() } // want `handStore \(par.\(\*Pool\).Go\): \(\*tape\).get → nap → time.Sleep$`

type unused struct{}

func (unused) get() { nap() }

func handStore(ctx context.Context, p *par.Pool, st store) {
	p.Go(ctx, func(ctx context.Context) { st.get() })
}

func callers(ctx context.Context, p *par.Pool) {
	handStore(ctx, p, &tape{})
	handStore(ctx, p, memory{})
}
