package interleave

import (
	"sync"
	"sync/atomic"
)

// Mutex is [sync.Mutex]. To unlock is no point: whoever waits for it is only then ready.
type Mutex struct {
	real sync.Mutex
	held bool
}

// Lock locks m.
func (m *Mutex) Lock() {
	if current.Load() == nil {
		m.real.Lock()
		return
	}
	point("locks", func() bool { return !m.held })
	m.held = true
}

// TryLock locks m if nobody has it.
func (m *Mutex) TryLock() bool {
	if current.Load() == nil {
		return m.real.TryLock()
	}
	point("tries to lock", nil)
	if m.held {
		return false
	}
	m.held = true
	return true
}

// Unlock unlocks m.
func (m *Mutex) Unlock() {
	if current.Load() == nil {
		m.real.Unlock()
		return
	}
	m.held = false
}

// Pool is [sync.Pool] without memory, so that each run is like the first one.
type Pool struct{ New func() any }

// Get makes a new one.
func (p *Pool) Get() any {
	if p.New == nil {
		return nil
	}
	return p.New()
}

// Put forgets x.
func (p *Pool) Put(x any) {}

// Bool is [atomic.Bool].
type Bool struct{ v atomic.Bool }

// Int32 is [atomic.Int32].
type Int32 struct {
	number[int32, *atomic.Int32, atomic.Int32]
}

// Int64 is [atomic.Int64].
type Int64 struct {
	number[int64, *atomic.Int64, atomic.Int64]
}

// Uint32 is [atomic.Uint32].
type Uint32 struct {
	number[uint32, *atomic.Uint32, atomic.Uint32]
}

// Uint64 is [atomic.Uint64].
type Uint64 struct {
	number[uint64, *atomic.Uint64, atomic.Uint64]
}

// Pointer is [atomic.Pointer].
type Pointer[T any] struct{ v atomic.Pointer[T] }

// Load reads.
func (x *Bool) Load() bool { Point("loads a Bool"); return x.v.Load() }

// Store writes.
func (x *Bool) Store(v bool) { Point("stores a Bool"); x.v.Store(v) }

// CompareAndSwap writes if it finds what it expects.
func (x *Bool) CompareAndSwap(old, v bool) bool {
	Point("swaps a Bool")
	return x.v.CompareAndSwap(old, v)
}

// Load reads.
func (x *Pointer[T]) Load() *T { Point("loads a Pointer"); return x.v.Load() }

// Store writes.
func (x *Pointer[T]) Store(v *T) { Point("stores a Pointer"); x.v.Store(v) }

// CompareAndSwap writes if it finds what it expects.
func (x *Pointer[T]) CompareAndSwap(old, v *T) bool {
	Point("swaps a Pointer")
	return x.v.CompareAndSwap(old, v)
}

// number is what the types for numbers have in common.
type number[N any, P interface {
	*V
	Load() N
	Store(N)
	Add(N) N
	Swap(N) N
	CompareAndSwap(old, v N) bool
}, V any] struct{ v V }

// Load reads.
func (x *number[N, P, V]) Load() N { Point("loads a number"); return P(&x.v).Load() }

// Store writes.
func (x *number[N, P, V]) Store(v N) { Point("stores a number"); P(&x.v).Store(v) }

// Add adds.
func (x *number[N, P, V]) Add(d N) N { Point("adds to a number"); return P(&x.v).Add(d) }

// Swap writes and returns what was there.
func (x *number[N, P, V]) Swap(v N) N { Point("swaps a number"); return P(&x.v).Swap(v) }

// CompareAndSwap writes if it finds what it expects.
func (x *number[N, P, V]) CompareAndSwap(old, v N) bool {
	Point("compares a number")
	return P(&x.v).CompareAndSwap(old, v)
}
