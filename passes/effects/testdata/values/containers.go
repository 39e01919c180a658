package values

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// Containers.

var (
	handlers = map[string]func(){"nap": nap, "idle": idle}
	harmless = map[string]func(){"idle": idle}
	list     = []func(){idle, nap}
	array    = [2]func(){nap, idle}
	queue    = make(chan func(), 1)
	nested   = map[string][]func(){"a": {nap}}
	table    = []struct {
		name string
		run  func()
	}{{"nap", nap}, {"idle", idle}}
	harmlessTable = []struct{ run func() }{{idle}}
	commands      = map[string]command{"nap": {run: nap}}
	pointers      = map[string]*command{"nap": {run: nap}}
	boundMap      = map[string]func(){"s": new(sleeper).sleep}
	exprMap       = map[string]func(*sleeper){"s": (*sleeper).sleep}
)

type command struct {
	name string
	run  func()
}

func globals(ctx context.Context, p *par.Pool, k string, i int, s *sleeper) {
	p.Go(ctx, func(ctx context.Context) {
		handlers[k]()          // want `: nap → time.Sleep \[probable\]$`
		harmless[k]()          //
		list[i]()              // want `: nap → time.Sleep \[probable\]$`
		array[i]()             // want `: nap → time.Sleep \[probable\]$`
		(<-queue)()            // want `: nap → time.Sleep \[probable\]$` `receive from channel queue`
		nested[k][i]()         // want `: nap → time.Sleep \[probable\]$`
		table[i].run()         // want `: nap → time.Sleep \[probable\]$`
		harmlessTable[i].run() //
		commands[k].run()      // want `: nap → time.Sleep \[probable\]$`
		pointers[k].run()      // want `: nap → time.Sleep \[probable\]$`
		boundMap[k]()          // want `: \(\*sleeper\).sleep → time.Sleep \[probable\]$`
		exprMap[k](s)          // want `: \(\*sleeper\).sleep → time.Sleep \[probable\]$`
		for _, f := range list {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for _, f := range handlers {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
		for _, c := range table {
			c.run() // want `: nap → time.Sleep \[probable\]$`
		}
		if f, ok := handlers[k]; ok {
			f() // want `: nap → time.Sleep \[probable\]$`
		}
	})
}

func enqueue() { queue <- nap }

// A container that a constructor builds.

func newTable() map[string]func() {
	m := make(map[string]func())
	m["nap"] = nap
	m["idle"] = idle
	return m
}

func literalTable() map[string]func() { return map[string]func(){"nap": nap} }

func idleTable() map[string]func() { return map[string]func(){"idle": idle} }

func list2() []func() { return []func(){nap} }

func appended() []func() {
	var fs []func()
	fs = append(fs, nap)
	return append(fs, idle)
}

func tableAndErr() (map[string]func(), error) { return literalTable(), nil }

var built = newTable()

type server struct {
	table  map[string]func()
	hooks  []func()
	routes map[string]*command
	mu     sync.Mutex
}

func newServer() *server { return &server{table: newTable(), routes: make(map[string]*command)} }

func (s *server) register(name string, f func()) { s.routes[name] = &command{name, f} }

func (s *server) onClose(f func()) { s.hooks = append(s.hooks, f) }

func setup(s *server) {
	s.register("a", nap)
	s.onClose(nap)
}

func returned(ctx context.Context, p *par.Pool, k string, i int, s *server) {
	p.Go(ctx, func(ctx context.Context) {
		newTable()[k]()     // want `: nap → time.Sleep \[probable\]$`
		literalTable()[k]() // want `: nap → time.Sleep \[probable\]$`
		idleTable()[k]()    //
		list2()[i]()        // want `: nap → time.Sleep \[probable\]$`
		appended()[i]()     // want `: nap → time.Sleep \[probable\]$`
		m, _ := tableAndErr()
		m[k]()            // want `: nap → time.Sleep \[probable\]$`
		built[k]()        // want `: nap → time.Sleep \[probable\]$`
		s.table[k]()      // want `: nap → time.Sleep \[probable\]$`
		s.routes[k].run() // want `: nap → time.Sleep \[probable\]$`
		for _, h := range s.hooks {
			h() // want `: nap → time.Sleep \[probable\]$`
		}
	})
}

// Registration.

var registry = map[string]func(){}

func Register(name string, f func()) { registry[name] = f }

func init() {
	Register("nap", nap)
	registerIdle("idle", idle)
}

var idleRegistry = map[string]func(){}

func registerIdle(name string, f func()) { idleRegistry[name] = f }

func registered(ctx context.Context, p *par.Pool, k string) {
	p.Go(ctx, func(ctx context.Context) {
		registry[k]()     // want `: nap → time.Sleep \[probable\]$`
		idleRegistry[k]() //
	})
}

// A queue of structs and of interfaces.

type work struct {
	do   func()
	args []int
}

type jobber interface{ do() }

type napJob struct{}

func (napJob) do() { nap() }

type idleJob struct{}

func (idleJob) do() {}

func queues(ctx context.Context, p *par.Pool) {
	works := make(chan work, 1)
	ptrs := make(chan *work, 1)
	jobs := make(chan jobber, 1)
	idles := make(chan jobber, 1)
	idleWorks := make(chan func(), 1)
	p.Go(ctx, func(ctx context.Context) {
		w := <-works // want `receive from channel works`
		w.do()       // want `: nap → time.Sleep \[probable\]$`
	})
	p.Go(ctx, func(ctx context.Context) {
		for w := range ptrs { // want `receive from channel ptrs`
			w.do() // want `: nap → time.Sleep \[probable\]$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for j := range jobs { // want `receive from channel jobs`
			j.do() // want `: napJob.do → nap → time.Sleep \[probable\]$`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		for j := range idles { // want `receive from channel idles`
			j.do() //
		}
		for j := range idleWorks { // want `receive from channel idleWorks`
			j()
		}
	})
	works <- work{do: nap}
	ptrs <- &work{do: nap}
	jobs <- napJob{}
	idles <- idleJob{}
	idleWorks <- idle
	time.Sleep(1)
}
