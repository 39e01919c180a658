package limitations

import (
	"context"
	"net/http"
	"net/rpc"

	"github.com/parvet/parvet/runtime/par"
)

// Service is called by name, over a connection.
type Service struct{}

// Nap sleeps.
func (*Service) Nap(in int, out *int) error { nap(); return nil }

// A registry of a library runs what was registered with it, by a name or a path
// that is known at run time.
func registration(ctx context.Context, p *par.Pool, codec rpc.ServerCodec, w http.ResponseWriter, r *http.Request) {
	server := rpc.NewServer()
	server.Register(new(Service))
	p.Go(ctx, func(context.Context) {
		server.ServeRequest(codec) // not reported
	})
	mux := http.NewServeMux()
	handler := func(http.ResponseWriter, *http.Request) { nap() }
	mux.HandleFunc("/nap", handler)
	p.Go(ctx, func(context.Context) {
		mux.ServeHTTP(w, r) // not reported
	})
	p.Go(ctx, func(context.Context) {
		new(Service).Nap(1, nil) // want `sleeps, so its worker idles: \(\*Service\).Nap → nap → time.Sleep`
	})
	p.Go(ctx, func(context.Context) {
		handler(w, r) // want `sleeps, so its worker idles: registration.func\d → nap → time.Sleep`
	})
}
