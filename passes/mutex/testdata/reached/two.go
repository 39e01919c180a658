package reached

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// One callee takes two locks of the same type: which of them all items share does not
// depend on the order of the arguments.

type account struct {
	mu  sync.Mutex
	sum int
}

func transfer(from, to *account) {
	from.mu.Lock()
	from.sum--
	from.mu.Unlock()
	to.mu.Lock()
	to.sum++
	to.mu.Unlock()
}

func transferAll(from, to *account) { transfer(from, to) }

type bank struct{ main account }

func (b *bank) collect(ctx context.Context, as []*account) error {
	return par.ForEach(ctx, as, func(_ context.Context, _ int, a **account) error {
		transfer(*a, &b.main) // want `takes the same lock for each item`
		return nil
	})
}

func (b *bank) pay(ctx context.Context, as []*account) error {
	return par.ForEach(ctx, as, func(_ context.Context, _ int, a **account) error {
		transfer(&b.main, *a) // want `takes the same lock for each item`
		return nil
	})
}

func (b *bank) deeper(ctx context.Context, as []*account) error {
	return par.ForEach(ctx, as, func(_ context.Context, _ int, a **account) error {
		transferAll(*a, &b.main) // want `takes the same lock for each item`
		return nil
	})
}

func (b *bank) among(ctx context.Context, as []*account) error {
	return par.ForEach(ctx, as, func(_ context.Context, _ int, a **account) error {
		transferAll(*a, &account{})
		return nil
	})
}
