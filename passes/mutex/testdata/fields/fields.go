// Package fields tells objects apart by the fields that they are in.
package fields

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Two fields of one struct are two objects, and so are what they point to if each points to
// new ones only; instances of a generic type are of different types.

type table[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

func (t *table[K, V]) get(k K, make func() V) V {
	t.mu.Lock()
	defer t.mu.Unlock()
	if v, ok := t.m[k]; ok {
		return v
	}
	t.m[k] = make()
	return t.m[k]
}

func (t *table[K, V]) reload() {
	t.mu.Lock()
	defer t.mu.Unlock()
	time.Sleep(time.Second)
}

func (t *table[K, V]) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.m)
}

func newTable[K comparable, V any]() *table[K, V] { return &table[K, V]{m: make(map[K]V)} }

type tables struct {
	long, short         table[string, int]
	toLong, toShort     *table[string, int]
	other               *table[int, int]
	given, given2       *table[string, string]
	reloaded, reloaded2 table[string, bool]
}

func newTables(given *table[string, string]) *tables {
	return &tables{toLong: &table[string, int]{}, toShort: newTable[string, int](), other: newTable[int, int](), given: given, given2: given}
}

func slowly() int { time.Sleep(time.Second); return 1 }

func quickly() int { return 1 }

func (t *tables) fill() {
	t.long.get("x", slowly)
	t.given.get("x", func() string { time.Sleep(time.Second); return "" })
	t.reloaded.reload()
}

func (t *tables) fillTo() { t.toLong.get("x", slowly) }

func tableTasks(ctx context.Context, p *par.Pool, t *tables) {
	p.Go(ctx, func(context.Context) {
		t.long.get("y", quickly) // want `\(\*table\).get → .* which is held across time.Sleep`
		t.short.get("y", quickly)
		t.toLong.get("y", quickly) // want `\(\*table\).get → .* which is held across time.Sleep`
		t.toShort.get("y", quickly)
		t.other.get(1, quickly)
		t.given.get("y", func() string { return "" })  // want `\(\*table\).get → .* which is held across time.Sleep`
		t.given2.get("y", func() string { return "" }) // want `\(\*table\).get → .* which is held across time.Sleep`
		t.reloaded.size()                              // want `\(\*table\).size → .* which is held across time.Sleep`
		t.reloaded2.size()
	})
}

// What is assigned from one to the other is one.

type swapped struct{ a, b, c *table[int, string] }

func newSwapped() *swapped {
	return &swapped{a: newTable[int, string](), b: newTable[int, string](), c: newTable[int, string]()}
}

func (s *swapped) swap() { s.a, s.b = s.b, s.a }

func (s *swapped) fill() { s.a.get(1, func() string { time.Sleep(time.Second); return "" }) }

func swappedTasks(ctx context.Context, p *par.Pool, s *swapped) {
	p.Go(ctx, func(context.Context) {
		s.a.get(2, func() string { return "" }) // want `\(\*table\).get → .* which is held across time.Sleep`
		s.b.get(2, func() string { return "" }) // want `\(\*table\).get → .* which is held across time.Sleep`
	})
}

// Where a function waits for many mutexes, the fields of one struct count as one, so that
// no other is left out.

type many struct {
	x, y          table[int8, int]
	a, b, c, d, e sync.Mutex
}

func (m *many) fill() {
	m.x.reload()
	m.y.reload()
	m.a.Lock()
	m.b.Lock()
	m.c.Lock()
	m.d.Lock()
	m.e.Lock()
	time.Sleep(time.Second)
	m.e.Unlock()
	m.d.Unlock()
	m.c.Unlock()
	m.b.Unlock()
	m.a.Unlock()
}

func (m *many) all() {
	m.x.size()
	m.y.size()
	m.others()
}

func (m *many) others() { m.one() }

func (m *many) one() {
	m.a.Lock()
	m.a.Unlock()
	m.b.Lock()
	m.b.Unlock()
	m.c.Lock()
	m.c.Unlock()
	m.d.Lock()
	m.d.Unlock()
	m.e.Lock()
	m.e.Unlock()
}

func manyTasks(ctx context.Context, p *par.Pool, m *many) {
	p.Go(ctx, func(context.Context) {
		m.all() // want `table..size` `fields.go:\d+, which` `fields.go:\d+, which` `fields.go:\d+, which` `fields.go:\d+, which` `fields.go:\d+, which`
	})
}
