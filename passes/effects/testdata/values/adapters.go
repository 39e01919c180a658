package values

import (
	"context"
	"net/http"

	"github.com/parvet/parvet/runtime/par"
)

// Adapters: types that make a function what an interface wants, and wrappers of
// what they are given.

type worker interface{ work() }

type workerFunc func()

func (f workerFunc) work() { f() }

type slowWorker struct{}

func (slowWorker) work() { nap() }

type fastWorker struct{}

func (fastWorker) work() {}

func adapt(f func()) worker { return workerFunc(f) }

func adaptLater(f func()) worker { return workerFunc(func() { f() }) }

func counted(w worker) worker {
	return workerFunc(func() {
		idle()
		w.work()
	})
}

func twice(w worker) worker { return counted(counted(w)) }

func adaptSecond(_, f func()) worker { return workerFunc(func() { f() }) }

func adaptAny(f func()) (worker, error) {
	if f == nil {
		return fastWorker{}, nil
	}
	return workerFunc(func() { f() }), nil
}

// Recorder has the next one in a field that everybody may set.
type Recorder struct{ Next worker }

func (r *Recorder) work() { r.Next.work() }

func recorded(w worker) worker { return &Recorder{Next: w} }

type noter struct{ next worker }

func (n *noter) work() { n.next.work() }

func noted(w worker) worker { return &noter{next: w} }

func adapters(ctx context.Context, p *par.Pool) {
	slow, fast := counted(slowWorker{}), counted(fastWorker{})
	either := fast
	if flip() {
		either = slow
	}
	p.Go(ctx, func(context.Context) {
		slow.work()                            // want `: workerFunc.work → counted.func1 → slowWorker.work → nap → time.Sleep$`
		fast.work()                            //
		either.work()                          // want `: workerFunc.work → counted.func1 → slowWorker.work → nap → time.Sleep \[probable\]$`
		adapt(nap).work()                      // want `: workerFunc.work → nap → time.Sleep$`
		adapt(idle).work()                     //
		adaptLater(nap).work()                 // want `: workerFunc.work → adaptLater.func1 → nap → time.Sleep$`
		adaptLater(idle).work()                //
		adaptSecond(idle, nap).work()          // want `: workerFunc.work → adaptSecond.func1 → nap → time.Sleep$`
		adaptSecond(nap, idle).work()          //
		counted(counted(slowWorker{})).work()  // want `slowWorker.work → nap → time.Sleep$`
		counted(counted(fastWorker{})).work()  //
		twice(slowWorker{}).work()             // want `slowWorker.work → nap → time.Sleep$`
		twice(fastWorker{}).work()             //
		counted(adaptLater(nap)).work()        // want `: workerFunc.work → counted.func1 → workerFunc.work → adaptLater.func1 → nap → time.Sleep$`
		counted(adaptLater(idle)).work()       //
		recorded(slowWorker{}).work()          // want `: \(\*Recorder\).work → slowWorker.work → nap → time.Sleep$`
		recorded(fastWorker{}).work()          //
		recorded(counted(slowWorker{})).work() // want `: \(\*Recorder\).work → workerFunc.work → counted.func1 → slowWorker.work → nap → time.Sleep$`
		recorded(counted(fastWorker{})).work() //
		noted(slowWorker{}).work()             // want `: \(\*noter\).work → slowWorker.work → nap → time.Sleep \[probable\]$`
		a, _ := adaptAny(nap)                  //
		a.work()                               // want `: workerFunc.work → adaptAny.func1 → nap → time.Sleep \[probable\]$`
		b, _ := adaptAny(idle)                 //
		b.work()                               //
	})
}

func logged(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		idle()
		h.ServeHTTP(w, r)
	})
}

type quickHandler struct{}

func (quickHandler) ServeHTTP(http.ResponseWriter, *http.Request) {}

func httpMiddleware(ctx context.Context, p *par.Pool, w http.ResponseWriter, r *http.Request) {
	slow, quick := logged(logged(slowHandler{})), logged(logged(quickHandler{}))
	p.Go(ctx, func(context.Context) {
		slow.ServeHTTP(w, r) // want `slowHandler.ServeHTTP → nap → time.Sleep$`
		quick.ServeHTTP(w, r)
	})
}

// A worker that is made of itself would have no end.
func selfMadeWorkers(ctx context.Context, p *par.Pool, n int) {
	var slow, fast worker = slowWorker{}, fastWorker{}
	for range n {
		slow, fast = counted(slow), counted(fast)
	}
	p.Go(ctx, func(context.Context) {
		slow.work() // want `slowWorker.work → nap → time.Sleep \[probable\]$`
		fast.work()
	})
}
