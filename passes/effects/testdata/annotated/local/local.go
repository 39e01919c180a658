// Package local has annotations of its own and uses them, and those of jobs.
package local

import (
	"context"
	"os"
	"time"

	"github.com/parvet/parvet/runtime/par"

	"example.com/effects/annotated/jobs"
)

func read() { os.ReadFile("") }

// Stores of all kinds.

type job struct {
	run   func() //parvet:task
	other func()
	steps []func()          //parvet:task
	named map[string]func() //parvet:task
	fixed [2]func()         //parvet:task
	queue chan func()       //parvet:task
}

type outer struct{ job }

func stores(j *job, o *outer, c chan func()) {
	j.run = func() { read() }     // want `^stored in local.job.run: read → os.ReadFile$`
	o.run = func() { read() }     // want `^stored in local.job.run: read`
	o.job.run = func() { read() } // want `^stored in local.job.run: read`
	j.other = func() { read() }
	_ = job{
		run:   func() { read() }, // want `^stored in local.job.run: read`
		other: func() { read() },
	}
	_ = &job{run: func() { read() }}                  // want `^stored in local.job.run: read`
	_ = []job{{run: func() { read() }}}               // want `^stored in local.job.run: read`
	_ = map[string]*job{"": {run: func() { read() }}} // want `^stored in local.job.run: read`
	_ = outer{job{run: func() { read() }}}            // want `^stored in local.job.run: read`
	j.run = nil

	j.steps = []func(){func() { read() }, func() { read() }} // want `^stored in local.job.steps: read` `^stored in local.job.steps: read`
	j.steps = append(j.steps, func() { read() })             // want `^stored in local.job.steps: read`
	j.steps[0] = func() { read() }                           // want `^stored in local.job.steps: read`
	j.named = map[string]func(){"": func() { read() }}       // want `^stored in local.job.named: read`
	j.named[""] = func() { read() }                          // want `^stored in local.job.named: read`
	j.fixed = [2]func(){func() { read() }, nil}              // want `^stored in local.job.fixed: read`
	j.fixed[1] = func() { read() }                           // want `^stored in local.job.fixed: read`
	j.queue <- func() { read() }                             // want `^sent to local.job.queue: read`
	select {
	case j.queue <- func() { read() }: // want `^sent to local.job.queue: read`
	default:
	}

	// What is no job's.
	steps := []func(){func() { read() }}
	steps[0] = func() { read() }
	c <- func() { read() }
	named := map[string]func(){"": func() { read() }}
	named[""] = func() { read() }
}

// Wrappers of all kinds.

func newJob(f func()) *job { return &job{run: f} }

func (j *job) set(f func()) { j.run = f }

func (j *job) push(f func()) { j.queue <- f }

func (j *job) add(fs ...func()) { j.steps = append(j.steps, fs...) }

func newSteps(fs []func()) *job { return &job{steps: fs} }

func (j *job) closure(f func()) func() {
	return func() { j.run = f }
}

func (j *job) task(f func()) { j.run = func() { f() } }

func wrapped(j *job) {
	newJob(func() { read() })             // want `^passed to newJob \(local.job.run\): read`
	j.set(func() { read() })              // want `^passed to \(\*job\).set \(local.job.run\): read`
	j.push(func() { read() })             // want `^passed to \(\*job\).push \(local.job.queue\): read`
	j.add(func() { read() })              // want `^passed to \(\*job\).add \(local.job.steps\): read`
	newSteps([]func(){func() { read() }}) // want `^passed to newSteps \(local.job.steps\): read`
	j.task(func() { read() })             // want `^passed to \(\*job\).task \(local.job.run\): read`
}

// Methods of interfaces.

type submitter interface {
	submit(f func()) //parvet:task
}

type hidden struct{}

func (hidden) submit(f func())

type shown struct{ j *job }

func (s shown) submit(f func()) { s.j.run = f }

type pooled struct{ p *par.Pool }

func (p pooled) submit(f func()) {
	p.p.Go(context.Background(), func(context.Context) { f() })
}

func submits(j *job, p *par.Pool, s submitter) {
	s.submit(func() { read() }) // want `^passed to local.submitter.submit: read`
	h := submitter(hidden{})
	h.submit(func() { read() }) // want `^passed to local.submitter.submit: read`
	h = shown{j}
	h.submit(func() { read() }) // want `^passed to local.submitter.submit: read`
	h = pooled{p}
	h.submit(func() { read() }) // want `^passed to pooled.submit \(par.\(\*Pool\).Go\): .*read`
}

// Types.

type task func() //parvet:task

type plain func()

type runner interface { //parvet:task
	run()
}

type ran struct{}

func (ran) run() { os.ReadFile("") } // want `^converted to local.runner: ran.run → os.ReadFile$`

type quiet struct{}

func (quiet) run() {}

func take(t task)          {}
func takePlain(t plain)    {}
func takeRunner(r runner)  {}
func makes(f func()) task  { return f }
func makes2(f func()) task { return task(f) }

func types(j *job) {
	take(func() { read() }) // want `^converted to local.task: read`
	takePlain(func() { read() })
	_ = task(func() { read() })    // want `^converted to local.task: read`
	var t task = func() { read() } // want `^converted to local.task: read`
	take(t)
	_ = map[string]task{"": func() { read() }} // want `^converted to local.task: read`
	makes(func() { read() })                   // want `^passed to makes \(local.task\): read`
	makes2(func() { read() })                  // want `^passed to makes2 \(local.task\): read`
	takeRunner(ran{})
	takeRunner(quiet{})
	handed(func() { read() }) // want `^passed to local.handed: read`
}

// What is a task by its type and by where it goes is so once.
//
//parvet:task
func handed(t task) { _ = t }

// Generic types and functions.

type box[T any] struct {
	do func(T) //parvet:task
}

func (b *box[T]) set(f func(T)) { b.do = f }

type typed[T any] func(T) //parvet:task

func each[T any](xs []T, f func(T)) { //parvet:task each
}

func generics(b *box[int], g *jobs.Generic[string]) {
	b.do = func(int) { read() }                  // want `^stored in local.box.do: read`
	_ = box[string]{do: func(string) { read() }} // want `^stored in local.box.do: read`
	b.set(func(int) { read() })                  // want `^passed to \(\*box\).set \(local.box.do\): read`
	_ = typed[int](func(int) { read() })         // want `^converted to local.typed: read`
	each([]int{}, func(int) { read() })          // want `^passed to local.each \[each\]: read`
	each(nil, func(string) { read() })           // want `^passed to local.each \[each\]: read`
	g.Do = func(string) { read() }               // want `^stored in jobs.Generic.Do: read`
	g.Submit(func(string) { read() })            // want `^passed to jobs.\(\*Generic\).Submit: read`
	_ = jobs.Typed[int](func(int) { read() })    // want `^converted to jobs.Typed: read`
	jobs.Each([]int{}, func(int) { read() })     // want `^passed to jobs.Each \[each\]: read`
}

// Of another package.

type myJob jobs.Job

func imported(q *jobs.Queue, p jobs.Pool) {
	_ = jobs.Job{Run: func() { read() }}                     // want `^stored in jobs.Job.Run: read`
	_ = jobs.Job{A: func() { read() }, B: func() { read() }} // want `^stored in jobs.Job.A: read` `^stored in jobs.Job.B: read`
	_ = jobs.Job{Done: func() { read() }}
	_ = jobs.Job{Steps: []func(){func() { read() }}}               // want `^stored in jobs.Job.Steps: read`
	_ = jobs.Job{ByName: map[string]func(){"": func() { read() }}} // want `^stored in jobs.Job.ByName: read`
	_ = jobs.Job{Fixed: [2]func(){func() { read() }}}              // want `^stored in jobs.Job.Fixed: read`
	_ = jobs.Job{Runner: imp{}}
	_ = myJob{Run: func() { read() }} // want `^stored in jobs.Job.Run: read`
	jobs.Hook = func() { read() }     // want `^stored in jobs.Hook: read`
	jobs.Tasks <- func() { read() }   // want `^sent to jobs.Tasks: read`
	q.Add(func() { read() })          // want `^passed to jobs.\(\*Queue\).Add: read`
	q.Two(func() {}, func() { read() })
	q.Spread(1, func(int) { read() }, func(int) { read() }, func(int) { read() }) // want `^passed to jobs.\(\*Queue\).Spread \[each\]: read` `^passed to jobs.\(\*Queue\).Spread: read`
	p.Submit(func() { read() })                                                   // want `^passed to jobs.Pool.Submit: read`
	go q.Add(func() { read() })                                                   // want `^passed to jobs.\(\*Queue\).Add: read`
	defer q.Add(func() { read() })                                                // want `^passed to jobs.\(\*Queue\).Add: read`
	jobs.New(
		jobs.OnIdle(func() { read() }), // want `^passed to jobs.OnIdle \(jobs.config.idle\): read`
		jobs.OnOther(func() { read() }),
	)
	var s jobs.Step = imp{}
	_ = s
	jobs.Task(func() { read() })() // want `^converted to jobs.Task: read`
}

type imp struct{}

func (imp) Run()  { os.ReadFile("") } // want `^stored in jobs.Job.Runner: imp.Run → os.ReadFile$`
func (imp) Step() { os.ReadFile("") } // want `^converted to jobs.Step: imp.Step → os.ReadFile$`

// What waits, and what does not.

//parvet:nonblocking the files are on a memory disk
func memory() { os.ReadFile("") }

//parvet:blocking db
func query() {}

//parvet:blocking
func (j *job) block() {}

//parvet:nonblocking it has nobody to wait for
func loop() {
	for {
	}
}

type store interface {
	load()  //parvet:blocking net
	cache() //parvet:nonblocking it is in memory
	stat()
}

type disk struct{}

func (disk) load()  {}
func (disk) cache() { os.ReadFile("") }
func (disk) stat()  { os.ReadFile("") }

type holder struct{ s store }

var held = holder{disk{}}

var hook = func() {} //parvet:blocking process

//parvet:nonblocking it is what tests replace
var clock = func() { time.Sleep(1e9) }

type fields struct {
	ask  func() //parvet:blocking net
	look func() //parvet:nonblocking it is in memory
	none func()
}

func newFields() *fields {
	return &fields{ask: func() {}, look: func() { read() }, none: func() { read() }}
}

func inMemory[T any](x T) { //parvet:nonblocking the files are on a memory disk
	os.ReadFile("")
}

func waits(ctx context.Context, p *par.Pool, s store, f *fields, j *job) {
	p.Go(ctx, func(context.Context) {
		memory()
		query()   // want `query$`
		j.block() // want `\(\*job\).block$`
		loop()
		held.s.load() // this one does not wait
		held.s.cache()
		s.load() // want `: store.load$`
		s.cache()
		held.s.stat() // want `disk.stat → os.ReadFile \[probable\]$`
		hook()        // want `hook$`
		clock()
		f.ask() // want `fields.ask$`
		f.look()
		f.none() // want `newFields.func3 → read → os.ReadFile \[probable\]$`
		inMemory(1)
		jobs.Fast(nil)
		jobs.Each1(nil, func() { read() }) // want `jobs.Each1 → waits.func1.1 → read → os.ReadFile$`
		jobs.Default()                     // want `jobs.Default$`
		jobs.Ask(ctx, "")                  // want `jobs.Ask \[ctx\]$`
		jobs.Ask(context.Background(), "") // want `jobs.Ask$`
		jobs.Rest(1, 0)
		jobs.Rest(1, time.Hour) // want `jobs.Rest \[timed\]$`
		//parvet:blocking net
		literal := func() {}
		literal()                 // want `waits.func1.2$`
		fast := func() { read() } //parvet:nonblocking the files are on a memory disk
		fast()
		var slow = func() {} //parvet:blocking
		slow()               // want `waits.func1.4$`
	})
	p.Go(ctx, task1) // want `task1$`
	p.Go(ctx, task2)
}

//parvet:blocking
func task1(context.Context) {}

//parvet:nonblocking the files are on a memory disk
func task2(context.Context) { read() }

// What a function that does not wait does with its parameters remains.
func remains(ctx context.Context, p *par.Pool) {
	//parvet:nonblocking it only starts
	start := func(f func(context.Context)) { p.Go(ctx, f); read() }
	start(func(context.Context) { read() }) // want `read → os.ReadFile`
}
