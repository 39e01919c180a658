// Package runtime stands for that of Azure's clients.
package runtime

import (
	"context"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/internal/exported"
)

type (
	Pipeline = exported.Pipeline
	Request  = exported.Request
)

type PagingHandler[T any] struct {
	More    func(T) bool
	Fetcher func(context.Context, *T) (T, error)
}

type Pager[T any] struct {
	handler PagingHandler[T]
	current *T
}

func NewPager[T any](h PagingHandler[T]) *Pager[T] { return &Pager[T]{handler: h} }

func (p *Pager[T]) More() bool { return p.current == nil || p.handler.More(*p.current) }

func (p *Pager[T]) NextPage(ctx context.Context) (T, error) { return p.handler.Fetcher(ctx, p.current) }
