// Package annotations has annotations that do not do what they say, and beside
// each of them one that does.
//
//parvet:blocking // want `//parvet:blocking is misplaced and has no effect: it belongs to a function, a method of an interface, or a variable or field of a function type`
package annotations

//parvet:task // want `//parvet:task is misplaced and has no effect: it belongs to a parameter, a field, a variable or a type that takes functions, or values with one method`
import (
	"context"
	"net/http"
	"os"
	"time"
)

// Places.

//parvet:blocking
func blocking() {}

//parvet:blocking // want `//parvet:blocking is misplaced`

func detached() {}

//parvet:blocking // want `//parvet:blocking is misplaced`
type named func()

//parvet:nonblocking kept in memory // want `//parvet:nonblocking is misplaced`
type iface interface {
	get()       //parvet:blocking
	put(func()) //parvet:nonblocking kept in memory
	interface { //parvet:blocking // want `//parvet:blocking is misplaced`
		del() //parvet:blocking // want `//parvet:blocking is misplaced`
	}
}

type fields struct {
	f       func() //parvet:blocking
	n       int    //parvet:blocking // want `//parvet:blocking is misplaced`
	iface          //parvet:blocking // want `//parvet:blocking is misplaced`
	g, h    func() //parvet:nonblocking kept in memory
	unnamed interface {
		get() //parvet:blocking // want `//parvet:blocking is misplaced`
	}
}

//parvet:blocking // want `//parvet:blocking is misplaced`
var n int

//parvet:blocking
var f func()

//parvet:blocking // want `//parvet:blocking is misplaced`
var (
	g func()
	h func() //parvet:blocking
)

//parvet:task // want `//parvet:task has no effect: untyped int is no function, nor does it hold any`
const c = 1


func parameters(
	f func(), //parvet:blocking // want `//parvet:blocking is misplaced`
	n int, //parvet:task // want `//parvet:task has no effect: int is no function, nor does it hold any`
	g func(), h func(), //parvet:task // want `//parvet:task does not say which of g, h it means and has no effect: put each parameter on a line of its own`
	i int, j func(), //parvet:task
) (
	result func(), //parvet:task // want `//parvet:task is misplaced`
) {
	//parvet:blocking // want `//parvet:blocking is misplaced`
	f()
	//parvet:blocking
	lit := func() {}
	lit()
	f = func() {} //parvet:blocking
	x := 1        //parvet:blocking // want `//parvet:blocking is misplaced`
	_ = x
	//parvet:task // want `//parvet:task is misplaced`
	other := func() {}
	other()
	//parvet:cpu // want `//parvet:cpu is misplaced and has no effect: it belongs to a package clause, a type or a function, or to what has //parvet:task`
	other()
	func(f func()) {}(f) //parvet:task // want `//parvet:task is misplaced`
	return nil
} //parvet:blocking // want `//parvet:blocking is misplaced`

func block(f func() /*parvet:task*/) {} // want `comment is not a directive and has no effect: write //parvet:task at the end of a line, or on one of its own`

/*parvet: this is prose */
/*parvet:tasks and so is this*/

// parvet:blocking is misspelt // want `comment is not a directive and has no effect: write //parvet:blocking without spaces before it`
func spaced() {}

//parvet:blockng // want `unknown directive //parvet:blockng has no effect; did you mean blocking\?`
func misspelt() {}

//parvet:non-blocking it is not // want `unknown directive //parvet:non-blocking has no effect; did you mean nonblocking\?`
func hyphen() {}

// What they say.

//parvet:nonblocking // want `//parvet:nonblocking gives no reason and has no effect: write //parvet:nonblocking reason`
func reason() {}

//parvet:blocking nett // want `//parvet:blocking names an unknown kind "nett" and has no effect; did you mean net\?`
func kind() {}

//parvet:blocking everything // want `unknown kind "everything" and has no effect: there are cond, db, file, groupwait, net, process, recv, select, sem, send, sleep, stdio`
func unknown() {}

//parvet:blocking lock // want `unknown kind "lock"`
func lock() {}

//parvet:blocking net until it answers // want `//parvet:blocking has no effect: want KIND, for=PARAM or ctx=PARAM, have "until"`
func words() {}

//parvet:blocking net ctx=ctx
func bound(ctx context.Context) {}

//parvet:blocking ctx=req
func carried(req *http.Request) {}

//parvet:blocking ctx=c // want `//parvet:blocking has no effect: there is no parameter "c"`
func noBound(ctx context.Context) {}

//parvet:blocking ctx=2 // want `there is no parameter "2"`
func noNumber(ctx context.Context) {}

//parvet:blocking ctx=n // want `//parvet:blocking has no effect: parameter n is not a context, nor carries one`
func noContext(n int) {}

//parvet:blocking for=n // want `//parvet:blocking has no effect: parameter n is not a time.Duration`
func noTime(n int) {}

//parvet:blocking sleep for=d
func timed(d time.Duration) {}

//parvet:blocking sleep for=d for=e // want `have "for=e"`
func timed2(d, e time.Duration) {}

//parvet:task
func task(n int, f func()) {}

//parvet:task // want `//parvet:task has no effect: no parameter of noTask is a function, or holds any`
func noTask(n int) {}

//parvet:task // want `//parvet:task does not say which of f, g it means and has no effect: write //parvet:task NAME`
func which(f, g func()) {}

//parvet:task f
func this(f, g func()) {}

//parvet:task h // want `//parvet:task names no parameter of neither: "h": there are f, g`
func neither(f, g func()) {}

//parvet:task n // want `//parvet:task has no effect: int is no function`
func number(n int, f func()) {}

// An interface is meant only if there is no function.
//
//parvet:task
func preferred(r interface{ Run() }, f func()) {}

type tasks struct {
	f func()        //parvet:task each
	g func()        //parvet:task both // want `//parvet:task has no effect: want each or nothing after it, have "both"`
	n int           //parvet:task // want `//parvet:task has no effect: int is no function, nor does it hold any`
	p chan<- func() //parvet:task
	q *func()       //parvet:task // want `is no function`
	r []interface {
		one()
		two()
	} //parvet:task // want `is no function`
	fields //parvet:task // want `//parvet:task is misplaced`
}

//parvet:task // want `//parvet:task has no effect: it belongs to a type of functions, or of interfaces with one method`
type count int

//parvet:task // want `//parvet:task has no effect: it belongs to a type of functions`
type list []func()

//parvet:task // want `//parvet:task has no effect: it belongs to a type of functions`
type alias = func()

//parvet:task
type one interface{ run() }

// Contradictions.

//parvet:blocking net // want `//parvet:blocking contradicts //parvet:nonblocking and neither has an effect: keep one of them`
//parvet:nonblocking kept in memory // want `//parvet:nonblocking contradicts //parvet:blocking and neither has an effect`
func both() {}

//parvet:blocking net
//parvet:blocking db
func twice() {}

//parvet:blocking net
//parvet:blocking net // want `//parvet:blocking is said twice: remove one`
func same() {}

//parvet:task f
//parvet:task f // want `//parvet:task is said twice: remove one`
func again(f func()) {}

//parvet:task f
func again2(
	f func(), //parvet:task // want `//parvet:task is said twice: remove one`
) {
}

// What makes no difference.

//parvet:nonblocking kept in memory // want `//parvet:nonblocking excludes nothing: remove it`
func harmless() {}

//parvet:nonblocking the file is in memory
func harmful() { os.ReadFile("") }

//parvet:nonblocking it is in assembly
func assembly()

//parvet:nonblocking it ends with the program
func endless() {
	for {
	}
}

func literals() {
	//parvet:nonblocking kept in memory // want `//parvet:nonblocking excludes nothing: remove it`
	f := func() {}
	f()
	//parvet:nonblocking the file is in memory
	g := func() { os.ReadFile("") }
	g()
}

//parvet:cpu // want `//parvet:cpu has no effect, as nothing there is known to become a task: say what does with //parvet:task`
type pool struct{ f func() }

func (p *pool) submit(f func()) { p.f = f }

//parvet:cpu
type pool2 struct {
	f func() //parvet:task
}

//parvet:cpu
type pool3 struct{}

func (p pool3) submit(f func()) { //parvet:task
}

//parvet:cpu
type pool4 struct{ p pool2 }

func (p pool4) submit(f func()) { p.p.f = f }

//parvet:cpu // want `//parvet:cpu has no effect`
func entry(f func()) {}

//parvet:cpu
func entry2(f func()) { pool3{}.submit(f) }

//parvet:cpu really // want `//parvet:cpu has no effect: want nothing after it, have "really"`
func entry3(f func()) { pool3{}.submit(f) }

//parvet:cpu
//parvet:cpu // want `//parvet:cpu is said twice: remove one`
func entry4(f func()) { pool3{}.submit(f) }

var _ = []any{
	blocking, detached, f, g, h, parameters, block, spaced, misspelt, hyphen, reason, kind, unknown, lock, words, bound,
	carried, noBound, noNumber, noContext, noTime, timed, timed2, task, noTask, which, this, neither, number, preferred,
	both, twice, same, again, again2, harmless, harmful, assembly, endless, literals, entry, entry2, entry3, entry4,
}
