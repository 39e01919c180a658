// Package flow follows function values through containers, results and
// interfaces.
package flow

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"sync"
	"time"

	"example.com/effects/flowlib"
	"github.com/parvet/parvet/runtime/par"
)

func nap()  { time.Sleep(time.Second) } // want `flowlib.Spread .*: nap → time.Sleep`
func fast() {}

// Queues: what is sent anywhere in the package may be received.

type queue struct {
	slow, quick chan func()
	handlers    map[string]func()
	after       []func()
}

func newQueue() *queue {
	return &queue{
		slow:     make(chan func(), 8),
		quick:    make(chan func(), 8),
		handlers: map[string]func(){"nap": nap},
		after:    nil,
	}
}

func (q *queue) fill() {
	q.slow <- nap
	q.quick <- fast
	q.handlers["fast"] = fast
	q.after = append(q.after, fast, func() { nap() })
}

func (q *queue) drain(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		for f := range q.slow { // want `receive from field slow`
			f() // want `: nap → time.Sleep`
		}
		for f := range q.quick { // want `receive from field quick`
			f()
		}
	})
	p.Go(ctx, func(context.Context) {
		if f, ok := q.handlers["x"]; ok {
			f() // want `: nap → time.Sleep`
		}
		for _, f := range q.handlers {
			f() // want `: nap → time.Sleep`
		}
		q.handlers["y"]() // want `: nap → time.Sleep`
		for _, f := range q.after {
			f() // want `: \(\*queue\).fill.func1 → nap → time.Sleep`
		}
	})
	p.Go(ctx, func(ctx context.Context) {
		select { // want `select`
		case f := <-q.quick:
			f()
		case f, ok := <-q.slow:
			if ok {
				f() // want `: nap → time.Sleep`
			}
		case <-ctx.Done():
		}
	})
	for f := range q.slow {
		p.Go(ctx, func(context.Context) { f() }) // want `: nap → time.Sleep`
	}
}

func local(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		for _, f := range []func(){fast, nap} {
			f() // want `: nap → time.Sleep`
		}
		for _, f := range []func(){fast} {
			f()
		}
		fs := [...]func(){nap}
		fs[0]() // want `: nap → time.Sleep`
		other := []func(){nap}
		_ = other
		var anything any = nap
		anything.(func())() // want `: nap → time.Sleep`
		if f, ok := anything.(func()); ok {
			f() // want `: nap → time.Sleep`
		}
		anything.(func(int))(1)
	})
}

var table = map[string]func(){"nap": nap}

func global(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		table["nap"]() // want `: nap → time.Sleep`
	})
}

// Variadic arguments belong to the call.

func all(fs ...func()) {
	for _, f := range fs {
		f()
	}
}

func first(fs ...func()) { fs[0]() }

func variadic(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		all(fast, nap)          // want `: all → nap → time.Sleep`
		all(fast, fast)         //
		first([]func(){nap}...) // want `: first → nap → time.Sleep`
		flowlib.All(nap)        // want `: flowlib.All → nap → time.Sleep`
		flowlib.All(fast)       //
		flowlib.All()           //
	})
	flowlib.Spread(p, nap, fast)
	flowlib.Spread(p, fast)
}

// Functions that functions return.

func logged(f func()) func() { return func() { f() } }

func limited(n int) func(func()) func() {
	return func(f func()) func() { return func() { f() } }
}

func either(b bool) func() {
	if b {
		return fast
	}
	return nap
}

func results(ctx context.Context, p *par.Pool, s *flowlib.Server) {
	p.Go(ctx, func(context.Context) {
		logged(nap)()         // want `: logged.func1 → nap → time.Sleep$`
		logged(fast)()        //
		logged(logged(nap))() // want `: logged.func1 → logged.func1 → nap → time.Sleep`
		logged(logged(fast))()
		limited(1)(nap)()  // want `nap → time.Sleep`
		limited(1)(fast)() //
		either(true)()     // want `: nap → time.Sleep \[probable\]$`
		f, err := flowlib.Backoff(time.Second)
		if err == nil {
			f() // want `: flowlib.Backoff.func1 → time.Sleep`
		}
		flowlib.Nop()()
		flowlib.Logged(nap)()  // want `: flowlib.Logged.func1 → nap → time.Sleep`
		flowlib.Logged(fast)() //
		flowlib.Chain(nap)()   // want `: flowlib.Logged.func1 → flowlib.Logged.func1 → nap → time.Sleep`
		flowlib.Same(nap)()    // want `: flowlib.Same → nap → time.Sleep`
		flowlib.Same(fast)()   //
		s.Handler(nap)()       // want `: flowlib.\(\*Server\).Handler.func1 → nap → time.Sleep`
		s.Handler(fast)()
		h := logged
		h(nap)() // want `: logged.func1 → nap → time.Sleep`
	})
	p.Go(ctx, withContext(logged(nap)))
	p.Go(ctx, withContext(flowlib.Logged(nap)))
	p.Go(ctx, withContext(logged(fast)))
}

func withContext(f func()) func(context.Context) {
	return func(context.Context) { f() } // want `: logged.func1 → nap → time.Sleep` `: flowlib.Logged.func1 → nap → time.Sleep`
}

// Jobs: what a queue takes is an interface, and a method of it is the task.

type slowJob struct{}

func (slowJob) Run() { nap() } // want `submit .*: slowJob.Run → nap` `submitMethod .*: slowJob.Run → nap` `submitGeneric .*: slowJob.Run → nap` `flowlib.Enqueue .*: slowJob.Run → nap` `flowlib.EnqueueAll .*: slowJob.Run → nap`

type fastJob struct{}

func (*fastJob) Run() {}

type runner interface{ Run() }

func submit(ctx context.Context, p *par.Pool, r runner) {
	p.Go(ctx, func(context.Context) { r.Run() })
}

func submitMethod(ctx context.Context, p *par.Pool, r runner) {
	p.Go(ctx, func(context.Context) { run(r) })
}

func run(r runner) { r.Run() }

func submitGeneric[R runner](ctx context.Context, p *par.Pool, r R) {
	p.Go(ctx, func(context.Context) { r.Run() })
}

func jobs(ctx context.Context, p *par.Pool) {
	submit(ctx, p, slowJob{})
	submit(ctx, p, &fastJob{})
	submitMethod(ctx, p, slowJob{})
	submitMethod(ctx, p, &fastJob{})
	submitGeneric(ctx, p, slowJob{})
	submitGeneric(ctx, p, &fastJob{})
	flowlib.Enqueue(p, slowJob{})
	flowlib.Enqueue(p, &fastJob{})
	flowlib.EnqueueAll(p, []flowlib.Job{&fastJob{}, slowJob{}})
	flowlib.EnqueueAll(p, []flowlib.Job{&fastJob{}})
}

// A chain of interceptors makes each link by a call of itself.

type handler func(n int)

func chain(links []func(int, handler), i int, last handler) handler {
	if i == len(links) {
		return last
	}
	return func(n int) { links[i](n, chain(links, i+1, last)) }
}

func pass(n int, next handler) { next(n) }

func intercepted(ctx context.Context, p *par.Pool) {
	h := chain([]func(int, handler){pass, func(n int, next handler) { nap(); next(n) }}, 0, func(int) {})
	p.Go(ctx, func(context.Context) {
		h(1) // want `: chain.func1 → .* → nap → time.Sleep`
	})
}

// What may also be something else is less sure.

func several(ctx context.Context, p *par.Pool, b bool, w io.Writer) {
	p.Go(ctx, func(context.Context) {
		f := fast
		if b {
			f = nap
		}
		f() // want `: nap → time.Sleep \[probable\]$`
		var g func()
		if b {
			g = nap
		}
		g() // want `: nap → time.Sleep$`
		if w == nil {
			w = os.Stdout
		}
		fmt.Fprint(w, "x")         // want `fmt.Fprint → os.Stdout.Write \[probable\]$`
		fmt.Fprint(os.Stdout, "x") // want `fmt.Fprint → os.Stdout.Write$`
	})
}

// A function that is wrapped in its own variable is made of itself.

func rewrapped(ctx context.Context, p *par.Pool, h func()) {
	h = flowlib.Logged(h)
	p.Go(ctx, func(context.Context) {
		h()
		nap() // want `: nap → time.Sleep`
	})
}

func wrappedTwice(ctx context.Context, p *par.Pool) {
	h := nap
	h = flowlib.Logged(h)
	p.Go(ctx, func(context.Context) {
		h() // want `: nap → time.Sleep`
	})
}

// Records that are written only when somebody asks for them are less sure still,
// and last words do not matter.

var debug struct {
	enabled bool
	out     *log.Logger
}

var (
	verbose = flag.Bool("v", false, "")
	level   int
	quiet   bool
	always  = true
	count   int
)

func openLog() {
	f, _ := os.Create("log")
	debug.out = log.New(f, "", 0)
	debug.enabled = true
}

func debugf(format string, args ...any) {
	if !debug.enabled {
		return
	}
	debug.out.Printf(format, args...)
	show := func() { fmt.Fprintf(os.Stderr, format, args...) }
	show()
}

func infof(format string, args ...any) {
	if level > 1 && !quiet {
		log.Printf(format, args...)
	}
}

func records(ctx context.Context, p *par.Pool, n int, loud bool) {
	p.Go(ctx, func(context.Context) {
		debugf("x") // want `debugf → log.\(\*Logger\).Printf → os.\(\*File\).Write \[possible\]$` `debugf.func1 → fmt.Fprintf → os.Stderr.Write \[possible\]$`
		infof("x")  // want `infof → log.Printf \[possible\]$`
		if *verbose {
			log.Println("x")     // want `log.Println \[possible\]$`
			_, _ = os.Stat("x")  // want `os.Stat$`
			debug.out.Print("x") // want `os.\(\*File\).Write \[possible\]$`
		}
		debug.out.Print("x") // want `os.\(\*File\).Write$`
		log.Println("x")     // want `log.Println \[possible\]$`
		slog.Info("x")       // want `log/slog.Info \[possible\]$`
		if always {
			fmt.Println("x") // want `fmt.Println$`
		}
		if count != 3 {
			fmt.Println("x") // want `fmt.Println$`
		}
		if loud {
			fmt.Println("x") // want `fmt.Println$`
		}
		if !*verbose {
			fmt.Println("x") // want `fmt.Println$`
		}
		if *verbose || loud {
			fmt.Println("x") // want `fmt.Println$`
		}
	})
	p.Go(ctx, func(context.Context) {
		if n < 0 {
			fmt.Println("n is negative")
			os.Exit(2)
		}
		if n > 100 {
			fmt.Println("n is too large")
			panic(n)
		}
		if n == 50 {
			log.Fatalf("n is %d", n)
		}
		if err := os.Remove("x"); err != nil { // want `os.Remove$`
			log.Println(err)    // want `log.Println \[possible\]$`
			_, _ = os.Stat("x") // want `os.Stat$`
		} else {
			fmt.Println("x") // want `fmt.Println$`
		}
		_, err := os.ReadFile("x") // want `os.ReadFile$`
		if err == nil {
			return
		}
		fmt.Println(err)    // want `fmt.Println \[possible\]$`
		_, _ = fmt.Scanln() // want `fmt.Scanln$`
		if err != io.EOF {
			return
		}
		fmt.Println("bye")
		_, _ = os.Stat("x") // want `os.Stat$`
		os.Exit(0)
	})
}

// What a parameter excludes does not happen.

func read(name string, really bool) {
	if !really {
		return
	}
	nap()
	_, _ = os.ReadFile(name)
}

func reread(again bool) { read("x", !again) }

func oneOf(first bool) {
	if first {
		_, _ = os.Stat("x")
	} else {
		_, _ = os.Lstat("x")
	}
}

func guarded(ctx context.Context, p *par.Pool, b bool) {
	p.Go(ctx, func(context.Context) {
		read("x", false)
		read("x", true) // want `: read → nap → time.Sleep$` `: read → os.ReadFile$`
		read("x", b)    // want `: read → nap → time.Sleep$` `: read → os.ReadFile$`
		reread(true)
		reread(false) // want `: reread → read → nap → time.Sleep$` `: reread → read → os.ReadFile$`
		reread(b)     // want `: reread → read → nap → time.Sleep$` `: reread → read → os.ReadFile$`
		oneOf(true)   // want `: oneOf → os.Stat$`
		oneOf(false)  // want `: oneOf → os.Lstat$`
		f := func(really bool) { read("x", really) }
		f(false)
		f(true) // want `read → nap → time.Sleep$` `read → os.ReadFile$`
		flowlib.Nap(false)
		flowlib.Nap(true) // want `: flowlib.Nap → time.Sleep$`
	})
}

type mode int

const (
	soft mode = iota
	hard
)

func fail(m mode) {
	if hard == m {
		nap()
		return
	}
	_, _ = os.Stat("x")
}

func commit(name string, m mode) {
	if name != "" {
		fail(m)
	}
}

// Of several constants, the last one is what the default depends on.
func open(scheme string) {
	switch scheme {
	case "file":
		_, _ = os.Stat("x")
	case "none":
	default:
		_, _ = os.Lstat("x")
	}
}

func forced(m mode, really bool) {
	if really && m == hard {
		nap()
	}
}

func changed(m mode) {
	if m == soft {
		m = hard
	}
	if m == hard {
		nap()
	}
}

func step(n int) {
	switch n {
	case 0:
		time.Sleep(1 * time.Second)
	case 1:
		time.Sleep(2 * time.Second)
	case 2:
		time.Sleep(3 * time.Second)
	case 3:
		time.Sleep(4 * time.Second)
	case 4:
		time.Sleep(5 * time.Second)
	case 5:
		time.Sleep(6 * time.Second)
	case 6:
		time.Sleep(7 * time.Second)
	case 7:
		time.Sleep(8 * time.Second)
	}
}

func guardedByConstant(ctx context.Context, p *par.Pool, m mode, scheme string) {
	p.Go(ctx, func(context.Context) {
		fail(soft)        // want `: fail → os.Stat$`
		fail(hard)        // want `: fail → nap → time.Sleep$`
		fail(m)           // want `: fail → nap → time.Sleep$` `: fail → os.Stat$`
		commit("x", soft) // want `: commit → fail → os.Stat$`
		commit("x", hard) // want `: commit → fail → nap → time.Sleep$`
		open("file")      // want `: open → os.Stat$` `: open → os.Lstat$`
		open("none")
		open("http") // want `: open → os.Lstat$`
		open(scheme) // want `: open → os.Stat$` `: open → os.Lstat$`
		forced(hard, false)
		forced(hard, true) // want `: forced → nap → time.Sleep$`
		forced(m, true)    // want `: forced → nap → time.Sleep$`
		changed(soft)      // want `: changed → nap → time.Sleep$`
		step(1)            // want `: step → time.Sleep$`
		step(7)            // want `: step → time.Sleep$`
		flowlib.NapAs("deep")
		flowlib.NapAs("light") // want `: flowlib.NapAs → time.Sleep$`
	})
}

func copyTo(w io.Writer, done func()) {
	if w != nil {
		_, _ = os.Stat("x")
	}
	if done == nil {
		_, _ = os.Lstat("x")
		return
	}
	nap()
}

func guardedByNil(ctx context.Context, p *par.Pool, w io.Writer, f func()) {
	p.Go(ctx, func(context.Context) {
		copyTo(nil, nil)         // want `: copyTo → os.Lstat$`
		copyTo(io.Discard, fast) // want `: copyTo → os.Stat$` `: copyTo → nap → time.Sleep$`
		copyTo(w, f)             // want `: copyTo → os.Stat$` `: copyTo → os.Lstat$` `: copyTo → nap → time.Sleep$`
	})
}

// A reply has room if every channel for replies has a buffer.

type reply struct{ n int }

type answer struct{ n int }

type request struct {
	reply  chan reply
	answer chan answer
}

func newRequest() request {
	return request{reply: make(chan reply, 1), answer: make(chan answer)}
}

var pending = make(map[int]chan reply)

func respond(ctx context.Context, p *par.Pool, r request, n int) {
	p.Go(ctx, func(context.Context) {
		r.reply <- reply{1}    // want `: send to field reply \[possible\]$`
		r.answer <- answer{1}  // want `: send to field answer$`
		pending[n] <- reply{n} // want `: send to a channel \[possible\]$`
		for range n {
			r.reply <- reply{n} // want `: send to field reply$`
		}
	})
}

// A message that is received says where the answer to it goes.

func answerAll(ctx context.Context, p *par.Pool, requests chan request, one request) {
	p.Go(ctx, func(context.Context) {
		for r := range requests { // want `: receive from channel requests$`
			r.reply <- reply{1}   // want `: send to field reply \[possible\]$`
			r.answer <- answer{1} // want `: send to field answer$`
		}
		for {
			var r request
			select { // want `: select$`
			case <-ctx.Done():
				return
			case r = <-requests:
			}
			look(&r)
			r.reply <- reply{1} // want `: send to field reply \[possible\]$`
		}
	})
	p.Go(ctx, func(context.Context) {
		r := <-requests // want `: receive from channel requests$`
		for {           // want `: endless loop$`
			r.reply <- reply{1} // want `: send to field reply$`
		}
	})
	p.Go(ctx, func(context.Context) {
		for { // want `: endless loop$`
			r := one
			if ctx.Err() == nil {
				r = <-requests // want `: receive from channel requests$`
			}
			look(&r)
			r.reply <- reply{1} // want `: send to field reply$`
		}
	})
}

func look(*request) {}

// Who can only receive from a channel takes no room in it.

func ordered(ctx context.Context, p *par.Pool, queue chan (<-chan int), both chan chan int, n int) {
	for range n {
		ch := make(chan int, 1)
		p.Go(ctx, func(context.Context) { ch <- n })
		queue <- ch
		given := make(chan int, 1)
		p.Go(ctx, func(context.Context) { given <- n }) // want `: send to channel given$`
		both <- given
	}
}

// A channel that only a functional option sets.

type uploader struct {
	mu       sync.Mutex
	progress *progress
	results  chan int
	events   chan int
	sink     chan int
}

type progress struct {
	mu      sync.Mutex
	updates chan<- int
}

type UploadOption func(*uploader)

func WithProgress(updates chan<- int) UploadOption {
	return func(u *uploader) { u.progress = &progress{updates: updates} }
}

// WithResults is used here as well.
func WithResults(ch chan int) UploadOption {
	return func(u *uploader) { u.results = ch }
}

// WithEvents is not the only one who sets them.
func WithEvents(ch chan int) UploadOption {
	return func(u *uploader) { u.events = ch }
}

func NewUploader(sink chan int, opts ...UploadOption) *uploader {
	u := &uploader{events: make(chan int), sink: sink}
	for _, o := range append(opts, WithResults(make(chan int))) {
		o(u)
	}
	return u
}

func (p *progress) complete(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.updates <- n
}

func (u *uploader) upload(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		if u.progress != nil {
			u.progress.complete(1) // want `\(\*progress\).complete → sync.\(\*Mutex\).Lock$` `\(\*progress\).complete → send to field updates \[possible\]$`
		}
		u.results <- 1 // want `send to field results$`
		u.events <- 1  // want `send to field events$`
		u.sink <- 1    // want `send to field sink$`
	})
}

// Channels of goroutines that compute.

func squares(ctx context.Context, n int) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			select {
			case <-ctx.Done():
				return
			case ch <- i * i:
			}
		}
	}()
	return ch
}

func lines(name string) <-chan string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		data, _ := os.ReadFile(name)
		ch <- string(data)
	}()
	return ch
}

func lockedOne(mu *sync.Mutex, n int) <-chan int {
	ch := make(chan int)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		ch <- n
	}()
	return ch
}

func shared(n int) (<-chan int, *queueOf) {
	ch := make(chan int)
	go func() { ch <- n }()
	return ch, &queueOf{ch}
}

type queueOf struct{ ch chan int }

func computing(ctx context.Context, p *par.Pool, mu *sync.Mutex, in chan int) {
	p.Go(ctx, func(context.Context) {
		for range squares(ctx, 3) { // want `receive from squares\(\) \[possible\]$`
		}
		for range lines("x") { // want `receive from lines\(\)$`
		}
		<-lockedOne(mu, 3) // want `receive from lockedOne\(\)$`
		ch, _ := shared(3)
		<-ch // want `receive from a channel$`
		open := make(chan int)
		go func() {
			for i := range 3 {
				open <- i
			}
		}()
		for range 4 {
			<-open // want `receive from channel open$`
		}
		maybe := make(chan int)
		go func() {
			if mu != nil {
				maybe <- 1
			}
		}()
		<-maybe // want `receive from channel maybe$`
		late := make(chan int)
		if mu != nil {
			go func() { late <- 1 }()
		}
		<-late // want `receive from channel late$`
		twice := make(chan int)
		go func() { twice <- 1 }()
		<-twice // want `receive from channel twice$`
		<-twice // want `receive from channel twice$`
		sum := make(chan int)
		go func() { sum <- 1 + 2 }()
		<-sum // want `receive from channel sum \[possible\]$`
		next := make(chan int)
		go func() { next <- <-in }()
		<-next // want `receive from channel next$`
	})
}
