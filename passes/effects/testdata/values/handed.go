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

// A type argument may be all that says what runs.

func handBuilt[T any, P interface {
	*T
	do()
}](ctx context.Context, p *par.Pool, n int) {
	made := make([]T, n)
	for i := range made {
		p.Go(ctx, func(ctx context.Context) { P(&made[i]).do() })
	}
}

type slowBuilt struct{ n int }

func (*slowBuilt) do() { nap() } // want `^handBuilt \(par.\(\*Pool\).Go\): \(\*slowBuilt\).do → nap → time.Sleep`

type fastBuilt struct{ n int }

func (*fastBuilt) do() { idle() }

type started[D doer] struct{ d D }

func (h *started[D]) start(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) { h.d.do() })
}

type slowHeld struct{ n int }

func (*slowHeld) do() { nap() } // want `^\(\*started\).start \(par.\(\*Pool\).Go\): \(\*slowHeld\).do → nap → time.Sleep`

func handArguments(ctx context.Context, p *par.Pool, slow *started[*slowHeld], fast *started[*fastBuilt]) {
	handBuilt[slowBuilt](ctx, p, 3)
	handBuilt[fastBuilt](ctx, p, 3)
	slow.start(ctx, p)
	fast.start(ctx, p)
}

// Who passes the items says what a task does with the one that it gets.
func handItems(ctx context.Context, ds []doer, fs ...func()) {
	par.ForEach(ctx, ds, func(ctx context.Context, i int, d *doer) error {
		(*d).do()
		return nil
	})
	par.Map(ctx, fs, runItem)
}

func runItem(ctx context.Context, f func()) (int, error) {
	f()
	return 0, nil
}

func handEach[D doer](ctx context.Context, ds []D) {
	par.Map(ctx, ds, func(ctx context.Context, d D) (int, error) {
		d.do()
		return 0, nil
	})
}

type slowItem struct{ n int }

func (slowItem) do() { nap() } // want `^handItems \(par.ForEach\): slowItem.do → nap → time.Sleep`

type slowEach struct{ n int }

func (slowEach) do() { nap() } // want `^handEach \(par.Map\): slowEach.do → nap → time.Sleep`

type fastItem struct{ n int }

func (fastItem) do() { idle() }

func handLists(ctx context.Context) {
	handItems(ctx, []doer{slowItem{}, fastItem{}},
		func() { nap() }, // want `^handItems \(par.Map\): nap → time.Sleep`
		func() {})
	handItems(ctx, []doer{fastItem{}}, idle)
	handEach(ctx, []slowEach{{}})
	handEach(ctx, []fastItem{{}})
	handEach(ctx, []doer{fastItem{}})
}
