package wrap

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"maps"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"example.com/effects/lib"
	"github.com/parvet/parvet/runtime/par"
)

func nap() { time.Sleep(time.Second) }

func tasks(ctx context.Context, p *par.Pool, xs []int, c *lib.Client, s *lib.Set[int]) {
	p.Go(ctx, func(ctx context.Context) {
		lib.Slow()                             // want `par.\(\*Pool\).Go: lib.Slow → deep.Nap → time.Sleep`
		c.Get()                                // want `lib.\(\*Client\).Get → time.Sleep`
		lib.Fast()                             //
		lib.Call(nap)                          // want `lib.Call → nap → time.Sleep`
		lib.Twice(nap)                         // want `lib.Twice → lib.Call → nap → time.Sleep`
		lib.Twice(func() { time.Sleep(1) })    // want `lib.Twice → lib.Call → tasks.func1.1 → time.Sleep`
		lib.Call(func() {})                    //
		lib.Start(nap)                         //
		lib.Offload(ctx, nap)                  //
		lib.Generic(xs, func(x int) { nap() }) // want `lib.Generic → tasks.func1.3 → nap → time.Sleep`
		lib.Generic(xs, func(x int) {})        //
		s.Wait()                               // want `lib.\(\*Set\).Wait → time.Sleep`
		for range s.All() {
			nap() // want `: nap → time.Sleep`
		}
		for range maps.Keys(map[int]int{}) {
			nap() // want `: nap → time.Sleep`
		}
		sort.Slice(xs, func(i, j int) bool { nap(); return false }) // want `sort.Slice → .* → nap → time.Sleep`
		slices.SortFunc(xs, func(a, b int) int { return 0 })        //
		strings.Map(func(r rune) rune { nap(); return r }, "")      // want `strings.Map → .* → nap → time.Sleep`
		lib.Drain(strings.NewReader(""))                            //
		lib.Drain(os.Stdin)                                         // want `lib.Drain → io.ReadAll → os.Stdin.Read`
		lib.Drain(bufio.NewReader(bytes.NewReader(nil)))            //
		lib.Drain(bufio.NewReader(os.Stdin))                        // want `lib.Drain → io.ReadAll → .*Read`
		bufio.NewScanner(os.Stdin).Scan()                           // want `bufio.\(\*Scanner\).Scan → os.Stdin.Read`
		bufio.NewScanner(strings.NewReader("")).Scan()              //
		lib.Drain(slowReader{})                                     // want `lib.Drain → io.ReadAll → slowReader.Read → nap → time.Sleep`
		sync.OnceFunc(nap)()                                        // want `nap → time.Sleep`
	})
	lib.Each(xs, func(x int) { nap() })   // want `lib.Each \(par.ForEach\): nap → time.Sleep`
	lib.Outer(xs, func(x int) { nap() })  // want `lib.Outer \(par.ForEach\): nap → time.Sleep`
	lib.EachOf(xs, func(x int) { nap() }) // want `lib.EachOf \(par.ForEach\): nap → time.Sleep`
	lib.Each(xs, func(x int) {})
}

// inLiteral hands over in a literal that it calls.
func inLiteral(ctx context.Context, p *par.Pool, f func(context.Context)) {
	func() { p.Go(ctx, f) }()
}

func literals(ctx context.Context, p *par.Pool) {
	inLiteral(ctx, p, func(context.Context) { nap() }) // want `inLiteral \(par.\(\*Pool\).Go\): nap → time.Sleep`
	inLiteral(ctx, p, func(context.Context) {})
}

type slowReader struct{}

func (slowReader) Read(p []byte) (int, error) { nap(); return 0, io.EOF }

// Interfaces.

type store interface{ get() }

type disk struct{}

func (disk) get() { nap() }

type memory struct{}

func (memory) get() {}

var _ store = memory{}

func interfaces(ctx context.Context, p *par.Pool, st store, w *worker) {
	var known store = memory{}
	var slow store = disk{}
	p.Go(ctx, func(ctx context.Context) {
		known.get()
		slow.get()  // want `disk.get → nap → time.Sleep`
		use(slow)   // want `use → disk.get → nap → time.Sleep`
		use(known)  //
		w.st.get()  // want `disk.get → nap → time.Sleep`
		w.onDone()  // want `nap → time.Sleep`
		w.onStart() //
	})
}

func use(s store) { s.get() }

type worker struct {
	st      store
	onDone  func()
	onStart func()
}

func newWorker() *worker { return &worker{st: disk{}, onDone: nap, onStart: func() {}} }

// Recursion ends.

func even(n int) {
	if n > 0 {
		odd(n - 1)
	}
}

func odd(n int) {
	nap()
	even(n - 1)
}

func recursion(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		even(3) // want `even → odd → nap → time.Sleep`
	})
}

// Literals in the initialisers of variables.

var handler = func(ctx context.Context, xs []int) {
	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *int) error {
		nap() // want `nap → time.Sleep`
		return nil
	})
}

// A path that is longer than a message has room for.

func f1() { f2() }
func f2() { f3() }
func f3() { f4() }
func f4() { f5() }
func f5() { f6() }
func f6() { f7() }
func f7() { f8() }
func f8() { f9() }
func f9() { nap() }

func long(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		f1() // want `f1 → f2 → f3 → f4 → … 3 more → f8 → f9 → nap → time.Sleep`
	})
}
