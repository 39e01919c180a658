// Package clients calls services by way of libraries that no path leads through:
// what they call is put together at run time.
package clients

import (
	"context"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/aws/smithy-go/middleware"
	"google.golang.org/grpc"

	"github.com/parvet/parvet/runtime/par"
)

// object is the client of a service of AWS, as it is generated.
type object struct {
	stack []middleware.Middleware
	end   middleware.Handler
}

func (o *object) get(ctx context.Context, key string) (any, error) {
	return middleware.DecorateHandler(o.end, o.stack...).Handle(ctx, key)
}

// local answers by itself.
type local struct{}

func (local) Handle(ctx context.Context, input any) (any, error) { return input, nil }

// blobs is the client of a service of Azure.
type blobs struct{ pipe runtime.Pipeline }

func (b *blobs) put(req *runtime.Request) (*http.Response, error) { return b.pipe.Do(req) }

// greeter is the client of a remote procedure.
type greeter struct{ cc grpc.ClientConnInterface }

func (g *greeter) hello(ctx context.Context, name string) (reply string, err error) {
	err = g.cc.Invoke(ctx, "/Greeter/Hello", name, &reply)
	return reply, err
}

// loopback is a connection to procedures of this program.
type loopback struct{}

func (loopback) Invoke(ctx context.Context, method string, args, reply any) error { return nil }

func (loopback) NewStream(ctx context.Context, method string) (grpc.ClientStream, error) {
	return nil, nil
}

func tasks(ctx context.Context, p *par.Pool, o *object, b *blobs, g *greeter, names []string,
	req *runtime.Request, pages *runtime.Pager[[]string], events grpc.ServerStreamingClient[string]) {
	p.Go(ctx, func(ctx context.Context) {
		o.get(ctx, "a")     // want `blocks on the network: \(\*object\).get → middleware.Handler.Handle .until its context ends.`
		b.put(req)          // want `blocks on the network: \(\*blobs\).put → exported.Pipeline.Do at`
		g.hello(ctx, "you") // want `blocks on the network: \(\*greeter\).hello → grpc.ClientConnInterface.Invoke .until its context ends.`
		for pages.More() {
			pages.NextPage(ctx) // want `blocks on the network: runtime.\(\*Pager\).NextPage .until its context ends.`
		}
		events.Recv()       // want `blocks on the network: grpc.ServerStreamingClient.Recv`
		events.RecvMsg(nil) // want `blocks on the network: grpc.ClientStream.RecvMsg`
	})
	p.Go(ctx, func(ctx context.Context) {
		var h middleware.Handler = local{}
		h.Handle(ctx, "a")
		var cc grpc.ClientConnInterface = loopback{}
		cc.Invoke(ctx, "/Greeter/Hello", "you", nil)
		pages.More()
		events.CloseSend()
	})
}
