package meanwhile

import (
	"context"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// What a run of a task alone was passed, or has received, it has for itself: who holds
// the mutex of another one long does not matter to it.

type pack struct {
	mu   sync.Mutex
	name string
	size int
}

// write is what fills packs, in a goroutine of its own.
func (p *pack) write(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	os.WriteFile(p.name, b, 0o600)
}

func (p *pack) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.size
}

type packs struct {
	open  *pack
	queue chan *pack
}

func (ps *packs) fill(in <-chan []byte) {
	go func() {
		for b := range in {
			ps.open.write(b)
		}
	}()
}

func (ps *packs) upload(ctx context.Context, p *par.Pool) {
	for range 3 {
		p.Go(ctx, func(context.Context) {
			pk := <-ps.queue
			pk.count()      // received
			ps.open.count() // want `\(\*pack\).count → sync.\(\*Mutex\).Lock at own.go:\d+, which is held across os.WriteFile`
		})
	}
}

// Tasks that are passed what they work on.

func (ps *packs) counted(ctx context.Context, p *par.Pool) {
	spawn(ctx, p, <-ps.queue, ps.countOne)
	spawn(ctx, p, ps.open, ps.countOpen)
}

func spawn(ctx context.Context, p *par.Pool, pk *pack, f func(*pack)) {
	p.Go(ctx, func(context.Context) { f(pk) })
}

func (ps *packs) countOne(pk *pack) { pk.count() }

func (ps *packs) countOpen(*pack) {
	ps.open.count() // want `\(\*pack\).count → sync.\(\*Mutex\).Lock at own.go:\d+, which is held across os.WriteFile`
}

// What is held long before and after a call that has waited for its tasks is not held
// meanwhile.

type rowset struct {
	mu   sync.Mutex
	rows int
}

func (t *rowset) load() {
	t.mu.Lock()
	defer t.mu.Unlock()
	os.ReadFile("rows")
}

func (t *rowset) len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows
}

func around(ctx context.Context, t *rowset, p *par.Pool) {
	t.load()
	p.Run(ctx, func(*par.Scope) error {
		t.len()
		return nil
	})
	t.load()
}

type batches struct {
	mu   sync.Mutex
	rows int
}

func (b *batches) load() {
	b.mu.Lock()
	defer b.mu.Unlock()
	os.ReadFile("rows")
}

func (b *batches) add(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rows += n
}

// A batch goes on until somebody waits for it.
func batch(ctx context.Context, b *batches, p *par.Pool, ns []int) {
	all, err := par.SubmitBatch(ctx, p, ns, func(_ context.Context, n int) (int, error) {
		b.add(n) // want `\(\*batches\).add → sync.\(\*Mutex\).Lock at own.go:\d+, which is held across os.ReadFile`
		return n, nil
	})
	if err != nil {
		return
	}
	b.load()
	all.Wait(ctx)
}
