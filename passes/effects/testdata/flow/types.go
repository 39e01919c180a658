package flow

import (
	"context"
	"os"

	"example.com/effects/flowlib"
	"github.com/parvet/parvet/runtime/par"
)

// What is done for values of one type is not done for those of others.

type node interface{ name() string }

type (
	leaf        struct{}
	branch      struct{ kids []node }
	pair[T any] struct{ a, b T }
)

func (leaf) name() string    { return "leaf" }
func (*branch) name() string { return "branch" }

func (pair[T]) name() string { return "pair" }

func store(n node) {
	switch n := n.(type) {
	case *branch:
		nap()
	case leaf:
		_, _ = os.Stat(n.name())
	}
}

func storeOr(v any, other node) {
	if _, ok := v.(leaf); !ok {
		nap()
		return
	}
	store(other)
}

func storePair[T any](n node) {
	if _, ok := n.(pair[T]); ok {
		nap()
	}
}

func storeNamed(n node) {
	if _, ok := n.(interface{ name() string }); ok {
		nap()
	}
}

func guardedByType(ctx context.Context, p *par.Pool, n node, b *branch) {
	p.Go(ctx, func(context.Context) {
		store(leaf{}) // want `: store → os.Stat$`
		store(b)      // want `: store → nap → time.Sleep$`
		store(n)      // want `: store → nap → time.Sleep$` `: store → os.Stat$`
		store(nil)
		store(pair[int]{})
		storeOr(leaf{}, leaf{}) // want `: storeOr → store → os.Stat$`
		storeOr(leaf{}, b)      // want `: storeOr → store → nap → time.Sleep$`
		storeOr(1, b)           // want `: storeOr → nap → time.Sleep$`
		storeOr(node(leaf{}), pair[int]{})
		storePair[int](pair[int]{}) // want `: storePair → nap → time.Sleep$`
		storeNamed(leaf{})          // want `: storeNamed → nap → time.Sleep$`
		flowlib.NapIfInt("x")
		flowlib.NapIfInt(1) // want `: flowlib.NapIfInt → time.Sleep$`
	})
}
