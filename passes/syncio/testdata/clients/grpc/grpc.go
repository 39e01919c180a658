// Package grpc stands for that of remote procedure calls.
package grpc

import "context"

type ClientConnInterface interface {
	Invoke(ctx context.Context, method string, args, reply any) error
	NewStream(ctx context.Context, method string) (ClientStream, error)
}

type ClientStream interface {
	CloseSend() error
	SendMsg(m any) error
	RecvMsg(m any) error
}

type ServerStreamingClient[Res any] interface {
	Recv() (*Res, error)
	ClientStream
}
