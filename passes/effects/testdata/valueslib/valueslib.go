// Package valueslib is imported by values.
package valueslib

import (
	"iter"
	"time"
)

type Doer interface{ Do() }

func DoAll[T Doer](x T) { x.Do() }

type Box[T Doer] struct{ v T }

func (b *Box[T]) Open() { b.v.Do() }

func Apply[T any](x T, f func(T)) { f(x) }

func MakeGeneric[T any](f func(T)) func(T) { return func(x T) { f(x) } }

func Slow(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		time.Sleep(time.Second)
		yield(n)
	}
}

func Fast(n int) iter.Seq[int] {
	return func(yield func(int) bool) { yield(n) }
}

// Each calls do with each of fs.
func Each(fs []func(), do func(func())) {
	for _, f := range fs {
		do(f)
	}
}

// Put hands a function to what takes it.
func Put(s interface{ Put(func()) }, f func()) { s.Put(f) }
