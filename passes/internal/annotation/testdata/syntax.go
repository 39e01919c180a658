// Package syntax has what there is to annotate, and what there is not.
package syntax

import (
	"context"
	"time"
)

const one = 1

const (
	two   = 2
	three = 3
)

var f func()

var (
	g    func()
	h, i func(int)
	j    = func() {
		k := 1
		_ = k
	}
	n int
)

type fn func()

type (
	generic[T any, F func() | func(int)] func(T, F)
	alias                                = func()
	list                                 []func()
)

type object struct {
	run    func()
	a, b   func()
	fs     []func()
	m      map[string]func()
	ch     chan func()
	nested struct {
		run func()
	}
	iface interface {
		m(f func())
	}
	context.Context
	_    func()
	with func(
		f func(),
	) func()
	long func(
		int,
	)
}

type runner interface {
	run()
}

type several interface {
	runner
	one(f func())
	two(func(), func())
	~int | ~string
	three(
		f func(),
		n int,
	) error
}

func _() {}

func init() {}

func (o *object) method(f func()) {}

func (object) value(ctx context.Context, d time.Duration) (f func()) { return nil }

func (generic[T, F]) of(
	x T,
	a, b func(),
	fs ...func(),
) (
	err error,
) {
	return nil
}

func assembly(func())

func body(xs []int) {
	var f func()
	var g = func() {}
	h := func() {}
	f, g = g, f
	go func() {
		h()
	}()
	for range xs {
		defer g()
	}
	switch {
	case f == nil:
		f = func() {
			g()
		}
	}
	type local struct {
		run func()
	}
	_ = local{
		run: func() {},
	}
label:
	select {
	default:
		goto label
	}
}
