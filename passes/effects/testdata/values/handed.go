package values

import (
	"context"
	"maps"
	"slices"

	"github.com/parvet/parvet/runtime/par"
)

var (
	slowTable = map[string]func(){"slow": nap, "fast": idle}
	fastTable = map[string]func(){"fast": idle}
	slowDoers = []doer{napJob{}, idleJob{}}
	fastDoers = []doer{idleJob{}}
)

// The variable of a range over a function, captured by a task.
func rangedTasks(ctx context.Context, p *par.Pool, given map[string]func()) {
	for f := range maps.Values(slowTable) {
		p.Go(ctx, func(ctx context.Context) {
			f() // want `^par.\(\*Pool\).Go: nap → time.Sleep \[probable\]$`
		})
	}
	for f := range maps.Values(fastTable) {
		p.Go(ctx, func(ctx context.Context) { f() })
	}
	for _, d := range slices.Backward(slowDoers) {
		p.Go(ctx, func(ctx context.Context) {
			d.do() // want `^par.\(\*Pool\).Go: napJob.do → nap → time.Sleep \[probable\]$`
		})
	}
	for ds := range slices.Chunk(slowDoers, 2) {
		p.Go(ctx, func(ctx context.Context) {
			ds[0].do() // want `^par.\(\*Pool\).Go: napJob.do → nap → time.Sleep \[probable\]$`
		})
	}
	for _, d := range slices.All(fastDoers) {
		p.Go(ctx, func(ctx context.Context) { d.do() })
	}
	tasks := []func(context.Context){
		func(context.Context) { nap() }, // want `^par.\(\*Pool\).Go: nap → time.Sleep$`
		func(context.Context) {},
	}
	for _, f := range slices.All(tasks) {
		p.Go(ctx, f)
	}
	for f := range maps.Values(given) {
		p.Go(ctx, func(ctx context.Context) { f() })
	}
	for f := range yieldEach(
		func() { nap() }, // want `^par.\(\*Pool\).Go: nap → time.Sleep$`
		func() {},
	) {
		p.Go(ctx, func(ctx context.Context) { f() })
	}
}

// yieldEach yields functions, by an iterator of this package.
func yieldEach(fs ...func()) func(func(func()) bool) {
	return func(yield func(func()) bool) {
		for _, f := range fs {
			if !yield(f) {
				return
			}
		}
	}
}

func handGiven(ctx context.Context, p *par.Pool) {
	rangedTasks(ctx, p, map[string]func(){
		"slow": func() { nap() }, // want `^rangedTasks \(par.\(\*Pool\).Go\): nap → time.Sleep`
		"fast": func() {},
	})
}

// What a generic function hands over calls methods of a type that holds no function.
func handAll[T doer](ctx context.Context, p *par.Pool, x T) {
	p.Go(ctx, func(ctx context.Context) { x.do() })
}

type slowHanded struct{ n int }

func (*slowHanded) do() { nap() } // want `^handAll \(par.\(\*Pool\).Go\): \(\*slowHanded\).do → nap → time.Sleep`

type fastHanded struct{ n int }

func (*fastHanded) do() { idle() }

func handInstances(ctx context.Context, p *par.Pool) {
	handAll(ctx, p, &slowHanded{})
	handAll(ctx, p, &fastHanded{})
}
