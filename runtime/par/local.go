package par

import (
	"iter"
	"slices"
	"sync"
)

// Local is a set of values of which each is used by one goroutine at a time: buffers, random number generators, partial results. There are as many as were ever in use at the same
// time. Workers do not own them, because a task that waits lets others run in its place. Make one with [NewLocal]; its methods may be called from any goroutine.
//
// A Local is for values that are worth more than a lock: taking one out and putting it back costs some tens of nanoseconds. So take one for a block of [For] and not for each
// item.
type Local[T any] struct {
	fresh func() T

	mu   sync.Mutex
	free []*T
	all  []*T
}

// NewLocal makes an empty Local. fresh makes a value when all others are in use; it may be called on several goroutines at once. It panics if fresh is nil.
func NewLocal[T any](fresh func() T) *Local[T] {
	if fresh == nil {
		panic("par: NewLocal of a nil function")
	}
	return &Local[T]{fresh: fresh}
}

// Use calls f with a value that nobody else uses meanwhile: the one that was used last, or a new one if there is none. After a panic or [runtime.Goexit] in f the value
// is not used again, as it may be half changed, but [Local.All] still has it.
//
// Use panics if f is nil or l was not made by NewLocal.
func (l *Local[T]) Use(f func(*T)) {
	if f == nil {
		panic("par: Local.Use of a nil function")
	}
	if l == nil || l.fresh == nil {
		panic("par: a Local that was not made by NewLocal")
	}
	v := l.take()
	f(v)
	l.mu.Lock()
	l.free = append(l.free, v)
	l.mu.Unlock()
}

func (l *Local[T]) take() *T {
	l.mu.Lock()
	if n := len(l.free); n > 0 {
		v := l.free[n-1]
		l.free = l.free[:n-1]
		l.mu.Unlock()
		return v
	}
	l.mu.Unlock()
	v := new(T)
	*v = l.fresh()
	l.mu.Lock()
	l.all = append(l.all, v)
	l.mu.Unlock()
	return v
}

// All gives all values, in the order in which they were made. It is for merging them when the loop that used them has returned: who uses a value at the same time races with
// the one who gets it here.
func (l *Local[T]) All() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		if l == nil {
			return
		}
		l.mu.Lock()
		all := slices.Clone(l.all)
		l.mu.Unlock()
		for _, v := range all {
			if !yield(v) {
				return
			}
		}
	}
}
