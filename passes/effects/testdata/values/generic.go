package values

import (
	"context"

	"example.com/effects/valueslib"
	"github.com/parvet/parvet/runtime/par"
)

type doer interface{ do() }

func doAll[T doer](x T) { x.do() }

func doEach[T doer](xs []T) {
	for _, x := range xs {
		x.do()
	}
}

type box[T doer] struct{ v T }

func (b *box[T]) open() { b.v.do() }

type cache[K comparable, V any] struct {
	load func(K) V
	m    map[K]V
}

func newCache[K comparable, V any](load func(K) V) *cache[K, V] {
	return &cache[K, V]{load: load, m: make(map[K]V)}
}

func (c *cache[K, V]) get(k K) V { return c.load(k) }

func slowLoad(k string) int { nap(); return 0 }

func apply[T any](x T, f func(T)) { f(x) }

func makeGeneric[T any](f func(T)) func(T) { return func(x T) { f(x) } }

func constrained[T interface {
	*P
	do()
}, P any](p *P) {
	T(p).do()
}

type ptrJob struct{}

func (*ptrJob) do() { nap() }

type lazyBox[T any] struct{ f func() T }

func (b lazyBox[T]) get() T { return b.f() }

func generics(ctx context.Context, p *par.Pool, b *box[napJob], ib *box[idleJob]) {
	c := newCache(slowLoad)
	p.Go(ctx, func(ctx context.Context) {
		doAll(napJob{})                               // want `: doAll → napJob.do → nap → time.Sleep$`
		doAll(idleJob{})                              //
		doEach([]napJob{{}})                          // want `: doEach → napJob.do → nap → time.Sleep`
		doEach([]idleJob{{}})                         //
		b.open()                                      // want `: \(\*box\).open → napJob.do → nap → time.Sleep`
		ib.open()                                     //
		c.get("a")                                    // want `: \(\*cache\).get → slowLoad → nap → time.Sleep \[probable\]$`
		apply(1, func(int) { nap() })                 // want `: apply → generics.func1.1 → nap → time.Sleep$`
		apply(1, func(int) {})                        //
		makeGeneric(func(int) { nap() })(1)           // want `: makeGeneric.func1 → generics.func1.3 → nap → time.Sleep$`
		constrained(new(ptrJob))                      // want `: constrained → \(\*ptrJob\).do → nap → time.Sleep`
		lazyBox[int]{f: slowInt}.get()                // want `: lazyBox.get → slowInt → nap → time.Sleep`
		valueslib.DoAll(napJob2{})                    // want `: valueslib.DoAll → napJob2.Do → nap → time.Sleep`
		valueslib.DoAll(idleJob2{})                   //
		valueslib.Apply(1, func(int) { nap() })       // want `: valueslib.Apply → generics.func1.4 → nap → time.Sleep$`
		(&valueslib.Box[napJob2]{}).Open()            // want `: valueslib.\(\*Box\).Open → napJob2.Do → nap → time.Sleep`
		(&valueslib.Box[idleJob2]{}).Open()           //
		valueslib.MakeGeneric(func(int) { nap() })(1) // want `: valueslib.MakeGeneric.func1 → generics.func1.5 → nap → time.Sleep$`
	})
}

func slowInt() int { nap(); return 0 }

type napJob2 struct{}

func (napJob2) Do() { nap() }

type idleJob2 struct{}

func (idleJob2) Do() {}
