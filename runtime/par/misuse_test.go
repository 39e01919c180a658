//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// kinds of misuse
const (
	nilFunc  = "nil function" // or iterator
	negative = "number out of range"
	zeroed   = "nil or zero handle"
	closed   = "closed pool"
	over     = "handle whose call has returned"
	foreign  = "handle on a foreign goroutine"
)

// misuse is a wrong call and what is documented to come of it.
type misuse struct {
	call, kind string
	do         func() error
	err        error  // in the chain of what do returns, or
	panics     string // how what it panics with begins
}

// misuses are the wrong calls of all that is exported. p is open, shut was closed, ended is a scope whose Run has returned.
func misuses(t *testing.T) (all []misuse) {
	p := newPool(t, par.Workers(2))
	shut, _ := par.New()
	wantErr(t, shut.Close(bg), nil)
	shutLane := func() *par.Lane {
		q, _ := par.New()
		l := newLane(t, q, "shut")
		wantErr(t, q.Close(bg), nil)
		return l
	}()
	var ended *par.Scope
	wantErr(t, p.Run(bg, func(s *par.Scope) error { ended = s; return nil }), nil)
	xs := []int{3, 1, 2}
	never := func(context.Context) { t.Error("a task of a wrong call runs") }
	task := func(context.Context) (int, error) { t.Error("a task of a wrong call runs"); return 0, nil }
	scope := func(*par.Scope) error { t.Error("a scope of a wrong call runs"); return nil }
	second := func(_ any, err error) error { return err }
	sum := func(a, b int) int { return a + b }
	add := func(call, kind string, want any, do func() error) {
		m := misuse{call: call, kind: kind, do: do}
		switch want := want.(type) {
		case error:
			m.err = want
		case string:
			m.panics = want
		}
		all = append(all, m)
	}
	invalid := func(call, kind string, do func() error) { add(call, kind, par.ErrInvalid, do) }
	option := func(call, kind string, opts ...par.Option) {
		for _, o := range opts {
			invalid(call, kind, func() error { return second(par.New(o)) })
		}
	}
	callOption := func(call, kind string, opts ...par.CallOption) {
		for _, o := range opts {
			invalid(call, kind, func() error {
				return par.ForEach(bg, xs, func(context.Context, int, *int) error { t.Error("called"); return nil }, par.On(p), o)
			})
		}
	}
	loop := func(call string, null func() error, run func(o ...par.CallOption) error) {
		if null != nil {
			invalid(call, nilFunc, null)
		}
		add(call, closed, par.ErrClosed, func() error { return run(par.On(shut)) })
		add(call, closed, par.ErrClosed, func() error { return run(par.In(shutLane)) })
		invalid(call, zeroed, func() error { return run(par.CallOption{}) })
	}
	for _, c := range calls {
		loop(c.name, func() error { return c.null() }, func(o ...par.CallOption) error {
			return c.run(bg, 10, func(context.Context) error { t.Errorf("%s calls", c.name); return nil }, o...)
		})
	}

	// Loops and what is built from them, but those of calls.
	loop("For", func() error { return par.For(bg, 1, nil) }, func(o ...par.CallOption) error { return par.For(bg, 3, func(int, int) error { return nil }, o...) })
	invalid("For", negative, func() error { return par.For(bg, -1, func(int, int) error { return nil }) })
	loop("ForEach", func() error { return par.ForEach(bg, xs, nil) }, func(o ...par.CallOption) error {
		return par.ForEach(bg, xs, func(context.Context, int, *int) error { return nil }, o...)
	})
	loop("Map", func() error { return second(par.Map[int, int](bg, xs, nil)) }, func(o ...par.CallOption) error {
		return second(par.Map(bg, xs, func(context.Context, int) (int, error) { return 0, nil }, o...))
	})
	reduce := func(o ...par.CallOption) error { return second(par.Reduce(bg, xs, zero, sum, sum, o...)) }
	loop("Reduce", func() error { return second(par.Reduce(bg, xs, nil, sum, sum)) }, reduce)
	loop("Reduce", func() error { return second(par.Reduce(bg, xs, zero, nil, sum)) }, reduce)
	loop("Reduce", func() error { return second(par.Reduce(bg, xs, zero, sum, nil)) }, reduce)
	fold := func(_ context.Context, a, b int) (int, error) { return a + b, nil }
	folds := func(o ...par.CallOption) error { return second(par.Fold(bg, xs, zero, fold, addErr, o...)) }
	loop("Fold", func() error { return second(par.Fold(bg, xs, nil, fold, addErr)) }, folds)
	loop("Fold", func() error { return second(par.Fold(bg, xs, zero, nil, addErr)) }, folds)
	loop("Fold", func() error { return second(par.Fold(bg, xs, zero, fold, nil)) }, folds)
	reduceRange := func(o ...par.CallOption) error { return second(par.ReduceRange(bg, 3, zero, sum, sum, o...)) }
	loop("ReduceRange", func() error { return second(par.ReduceRange(bg, 3, nil, sum, sum)) }, reduceRange)
	loop("ReduceRange", func() error { return second(par.ReduceRange(bg, 3, zero, nil, sum)) }, reduceRange)
	loop("ReduceRange", func() error { return second(par.ReduceRange(bg, 3, zero, sum, nil)) }, reduceRange)
	foldRange := func(o ...par.CallOption) error { return second(par.FoldRange(bg, 3, zero, fold, addErr, o...)) }
	loop("FoldRange", func() error { return second(par.FoldRange(bg, 3, nil, fold, addErr)) }, foldRange)
	loop("FoldRange", func() error { return second(par.FoldRange(bg, 3, zero, fold, nil)) }, foldRange)
	foldSeq := func(o ...par.CallOption) error {
		return second(par.FoldSeq(bg, slices.Values(xs), zero, fold, addErr, o...))
	}
	loop("FoldSeq", func() error { return second(par.FoldSeq(bg, nil, zero, fold, addErr)) }, foldSeq)
	loop("FoldSeq", func() error { return second(par.FoldSeq(bg, slices.Values(xs), nil, fold, addErr)) }, foldSeq)
	loop("FoldSeq", func() error { return second(par.FoldSeq(bg, slices.Values(xs), zero, fold, nil)) }, foldSeq)
	invalid("MapRange", negative, func() error {
		return second(par.MapRange(bg, -1, func(context.Context, int) (int, error) { t.Error("called"); return 0, nil }))
	})
	invalid("ReduceRange", negative, func() error { return second(par.ReduceRange(bg, -1, zero, sum, sum)) })
	invalid("FoldRange", negative, func() error { return second(par.FoldRange(bg, -1, zero, fold, addErr)) })
	loop("Sum", nil, func(o ...par.CallOption) error { return second(par.Sum(bg, xs, o...)) })
	loop("Min", nil, func(o ...par.CallOption) error { _, _, err := par.Min(bg, xs, o...); return err })
	loop("Max", nil, func(o ...par.CallOption) error { _, _, err := par.Max(bg, xs, o...); return err })
	loop("Sort", nil, func(o ...par.CallOption) error { return par.Sort(bg, slices.Clone(xs), o...) })
	loop("Merge", nil, func(o ...par.CallOption) error { return second(par.Merge(bg, xs, xs, o...)) })
	loop("Unique", nil, func(o ...par.CallOption) error { return second(par.Unique(bg, xs, o...)) })
	piece := func(context.Context, int, []int) error { t.Error("called"); return nil }
	for _, size := range []int{0, -1} {
		invalid("Chunks", negative, func() error { return par.Chunks(bg, xs, size, piece) })
		invalid("Windows", negative, func() error { return par.Windows(bg, xs, size, piece) })
	}
	rec := fibRec()
	loop("Rec.Run", nil, func(o ...par.CallOption) error { return second(rec.Run(bg, 5, o...)) })
	invalid("Rec.Run", zeroed, func() error { return second(new(par.Rec[int, int]).Run(bg, 5)) })
	invalid("Rec.Run", zeroed, func() error { return second((*par.Rec[int, int])(nil).Run(bg, 5)) })
	add("NewRec", nilFunc, "par: NewRec of a nil function", func() error { par.NewRec[int, int](nil); return nil })
	for _, seq := range []func() error{
		func() error {
			return par.ForSeq(bg, iter.Seq[int](nil), func(context.Context, int) error { return nil })
		},
	} {
		invalid("ForSeq", nilFunc, seq)
	}
	invalid("ForSeq2", nilFunc, func() error {
		return par.ForSeq2(bg, iter.Seq2[int, int](nil), func(context.Context, int, int) error { return nil })
	})
	invalid("MapSeq", nilFunc, func() error {
		return second(par.MapSeq(bg, iter.Seq[int](nil), func(context.Context, int) (int, error) { return 0, nil }))
	})
	invalid("MapSeq2", nilFunc, func() error {
		return second(par.MapSeq2(bg, iter.Seq2[int, int](nil), func(context.Context, int, int) (int, error) { return 0, nil }))
	})
	invalid("Stream", nilFunc, func() error {
		for _, err := range par.Stream(bg, iter.Seq[int](nil), func(context.Context, int) (int, error) { return 0, nil }) {
			return err
		}
		return nil
	})

	// Tasks.
	submits := map[string]func(p *par.Pool, f func(context.Context) (int, error), o ...par.CallOption) error{
		"Submit": func(p *par.Pool, f func(context.Context) (int, error), o ...par.CallOption) error {
			return second(par.Submit(bg, p, f, o...))
		},
		"TrySubmit": func(p *par.Pool, f func(context.Context) (int, error), o ...par.CallOption) error {
			return second(par.TrySubmit(bg, p, f, o...))
		},
		"SubmitAfter": func(p *par.Pool, f func(context.Context) (int, error), o ...par.CallOption) error {
			return second(par.SubmitAfter(bg, p, ms, f, o...))
		},
		"SubmitBatch": func(p *par.Pool, f func(context.Context) (int, error), o ...par.CallOption) error {
			g := func(ctx context.Context, _ int) (int, error) { return f(ctx) }
			if f == nil {
				g = nil
			}
			return second(par.SubmitBatch(bg, p, xs, g, o...))
		},
	}
	for call, submit := range submits {
		invalid(call, nilFunc, func() error { return submit(p, nil) })
		invalid(call, zeroed, func() error { return submit(nil, task) })
		invalid(call, zeroed, func() error { return submit(new(par.Pool), task) })
		invalid(call, zeroed, func() error { return submit(p, task, par.CallOption{}) })
		add(call, closed, par.ErrClosed, func() error { return submit(shut, task) })
	}
	for _, i := range []int{-1, 0, 1} {
		for _, wait := range []bool{false, true} {
			want := error(par.ErrInvalid)
			if i == 0 {
				want = nil
			}
			add("Batch.Result", negative, want, func() error {
				b, err := par.SubmitBatch(bg, p, []int{1}, func(context.Context, int) (int, error) { return 1, nil })
				if err != nil {
					return err
				}
				if wait || i == 0 {
					err = b.Wait(bg)
				}
				return errors.Join(err, second(b.Result(i)))
			})
		}
	}
	add("SubmitAfter", negative, nil, func() error { // due at once
		fut, err := par.SubmitAfter(bg, p, -time.Hour, func(context.Context) (int, error) { return 1, nil })
		if err == nil {
			_, err = fut.Wait(bg)
		}
		return err
	})
	invalid("Future.Wait", zeroed, func() error { return second(new(par.Future[int]).Wait(bg)) })

	// Methods of pools and lanes.
	for _, q := range []*par.Pool{nil, new(par.Pool), shut} {
		kind, want := zeroed, par.ErrInvalid
		if q == shut {
			kind, want = closed, par.ErrClosed
		}
		add("Pool.Run", kind, want, func() error { return q.Run(bg, scope) })
		add("Pool.RunFIFO", kind, want, func() error { return q.RunFIFO(bg, scope) })
		add("Pool.Go", kind, want, func() error { return q.Go(bg, never) })
		add("Pool.Broadcast", kind, want, func() error { return q.Broadcast(bg, func(context.Context, int, int) error { never(bg); return nil }) })
		add("Pool.NewLane", kind, want, func() error { return second(q.NewLane("x")) })
		if q != shut {
			add("Pool.Resize", kind, want, func() error { return q.Resize(1) })
			add("Pool.Close", kind, want, func() error { return q.Close(bg) })
			add("Pool.Stats", kind, nil, func() error { return numbers(q.Stats() != par.Stats{}) })
			add("Pool.String", kind, nil, func() error { _ = q.String(); return nil })
			callOption("On", kind, par.On(q))
		} else {
			add("Pool.Resize", kind, nil, func() error { return q.Resize(1) })
			add("Pool.Close", kind, nil, func() error { return q.Close(bg) })
		}
	}
	invalid("Pool.Run", nilFunc, func() error { return p.Run(bg, nil) })
	invalid("Pool.RunFIFO", nilFunc, func() error { return p.RunFIFO(bg, nil) })
	invalid("Pool.Go", nilFunc, func() error { return p.Go(bg, nil) })
	invalid("Pool.Broadcast", nilFunc, func() error { return p.Broadcast(bg, nil) })
	invalid("Pool.Resize", negative, func() error { return p.Resize(-1) })
	for _, l := range []*par.Lane{nil, new(par.Lane), shutLane} {
		kind, want := zeroed, par.ErrInvalid
		if l == shutLane {
			kind, want = closed, par.ErrClosed
		}
		add("Lane.Run", kind, want, func() error { return l.Run(bg, scope) })
		add("Lane.Go", kind, want, func() error { return l.Go(bg, never) })
		if l != shutLane {
			add("Lane.Stats", kind, nil, func() error { return numbers(l.Stats() != par.LaneStats{}) })
			callOption("In", kind, par.In(l))
		}
	}
	invalid("Lane.Run", nilFunc, func() error { return newLane(t, p, "a").Run(bg, nil) })
	invalid("Lane.Go", nilFunc, func() error { return newLane(t, p, "b").Go(bg, nil) })

	// Scopes and strands.
	add("Scope.Spawn", over, "par: Spawn on a Scope whose Run has returned", func() error { ended.Spawn(scope); return nil })
	add("Scope.Spawn", over, "par: Spawn on a Scope whose Run has returned", func() error { ended.Spawn(nil); return nil })
	invalid("Scope.Spawn", nilFunc, func() error { return p.Run(bg, func(s *par.Scope) error { s.Spawn(nil); return nil }) })
	add("Scope.Yield", over, context.Canceled, func() error { return ended.Yield() })
	add("Scope.Context", over, context.Canceled, func() error { return ended.Context().Err() })
	add("Scope.Blocking", over, errBoom, func() error { return ended.Blocking(func() error { return errBoom }) })
	invalid("Scope.Blocking", nilFunc, func() error { return p.Run(bg, func(s *par.Scope) error { return s.Blocking(nil) }) })
	half := func(*par.Scope) {}
	one := func(*par.Scope) int { return 1 }
	inScope := func(f func(s *par.Scope)) func() error {
		return func() error { return p.Run(bg, func(s *par.Scope) error { f(s); return nil }) }
	}
	add("Join", nilFunc, "par: Join of a nil function", inScope(func(s *par.Scope) { par.Join(s, nil, half) }))
	add("Join", nilFunc, "par: Join of a nil function", inScope(func(s *par.Scope) { par.Join(s, half, nil) }))
	add("Join", over, "par: Join on a Scope whose Run has returned", func() error { par.Join(ended, half, half); return nil })
	add("Join2", nilFunc, "par: Join2 of a nil function", inScope(func(s *par.Scope) { par.Join2[int, int](s, nil, one) }))
	add("Join2", nilFunc, "par: Join2 of a nil function", inScope(func(s *par.Scope) { par.Join2[int, int](s, one, nil) }))
	add("Join2", over, "par: Join on a Scope whose Run has returned", func() error { par.Join2(ended, one, one); return nil })
	add("Join", foreign, "par: Join of a Scope on a goroutine that is not its task's", func() error {
		inside, leave := make(gate), make(gate)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer leave.open()
		return newPool(t, par.Workers(1)).Run(bg, func(s *par.Scope) error {
			par.Join(s, func(s *par.Scope) {
				wg.Go(func() { par.Join(s, func(*par.Scope) { inside.open(); leave.wait() }, half) })
				inside.wait()
			}, half)
			return nil
		})
	})
	strand := func(f func(s *par.Strand[int, int]) int) func() error {
		return func() error {
			return second(par.NewRec(func(s *par.Strand[int, int], n int) int { return f(s) }).Run(bg, 1, par.On(p)))
		}
	}
	add("Strand.Await", over, "par: Await without a Fork", strand(func(s *par.Strand[int, int]) int { return s.Await() }))
	for call, f := range map[string]func(s *par.Strand[int, int]){
		"Strand.Fork":     func(s *par.Strand[int, int]) { s.Fork(1) },
		"Strand.Join":     func(s *par.Strand[int, int]) { s.Join(1, 2) },
		"Strand.Context":  func(s *par.Strand[int, int]) { s.Context() },
		"Strand.Blocking": func(s *par.Strand[int, int]) { _ = s.Blocking(func() error { return nil }) },
	} {
		for _, limit := range []int{1, 8} {
			add(call, over, "par: a Strand is used outside of its Run", func() error {
				var kept *par.Strand[int, int]
				err := second(par.NewRec(func(s *par.Strand[int, int], n int) int { kept = s; return n }).Run(bg, 1, par.On(p), par.Limit(limit)))
				f(kept)
				return err
			})
		}
		add(call, zeroed, "par: a Strand is used outside of its Run", func() error { f(new(par.Strand[int, int])); return nil })
	}
	add("Strand.Await", zeroed, "par: Await without a Fork", func() error { new(par.Strand[int, int]).Await(); return nil })
	add("Strand.Blocking", nilFunc, par.ErrInvalid, func() (err error) {
		_ = strand(func(s *par.Strand[int, int]) int { err = s.Blocking(nil); return 0 })()
		return err
	})

	// The rest that takes functions or numbers.
	invalid("Blocking", nilFunc, func() error { return par.Blocking(bg, nil) })
	add("Sleep", negative, nil, func() error { return par.Sleep(bg, -time.Hour) })
	add("NewLocal", nilFunc, "par: NewLocal of a nil function", func() error { par.NewLocal[int](nil); return nil })
	add("Local.Use", nilFunc, "par: Local.Use of a nil function", func() error { par.NewLocal(zero).Use(nil); return nil })
	option("Workers", negative, par.Workers(-1))
	option("Queue", negative, par.Queue(-1, par.Block), par.Queue(0, par.DropOldest), par.Queue(1, par.Policy(9)))
	option("MaxBlocked", negative, par.MaxBlocked(-1))
	option("MaxDelayed", negative, par.MaxDelayed(-1))
	option("MaxStalled", negative, par.MaxStalled(-1))
	option("MaxAbandoned", negative, par.MaxAbandoned(-1))
	option("MemoryQuota", negative, par.MemoryQuota(-1), par.MemoryQuota(0))
	option("Quarantine", negative, par.Quarantine(0, 1, ms), par.Quarantine(1.5, 1, ms), par.Quarantine(0.5, 0, ms), par.Quarantine(0.5, 1, 0))
	option("TaskTimeout", negative, par.TaskTimeout(0), par.TaskTimeout(-ms))
	option("Watchdog", negative, par.Watchdog(0, ms), par.Watchdog(2*ms, ms))
	option("WatchdogGrace", negative, par.WatchdogGrace(-1))
	option("OnPanic", nilFunc, par.OnPanic(nil))
	option("OnEvent", nilFunc, par.OnEvent(nil))
	option("Checked", nilFunc, par.Checked(nil))
	option("OnWorkerStart", nilFunc, par.OnWorkerStart(nil))
	option("OnWorkerExit", nilFunc, par.OnWorkerExit(nil))
	callOption("Limit", negative, par.Limit(0), par.Limit(-1))
	callOption("MinLen", negative, par.MinLen(0), par.MinLen(-1))
	callOption("MaxLen", negative, par.MaxLen(0), par.MaxLen(-1))
	for call, o := range map[string][]par.CallOption{"Timeout": {par.Timeout(0), par.Timeout(-ms)}, "Memory": {par.Memory(0), par.Memory(-1)}} {
		for _, o := range o {
			invalid(call, negative, func() error { return second(par.Submit(bg, p, task, o)) })
		}
	}
	for call, o := range map[string]par.LaneOption{"LaneWeight": par.LaneWeight(0), "LaneCap": par.LaneCap(0), "LaneQueue": par.LaneQueue(-1)} {
		invalid(call, negative, func() error { return second(p.NewLane("x", o)) })
	}
	return all
}

// numbers is an error if there are any where none should be.
func numbers(some bool) error {
	if some {
		return errHalf
	}
	return nil
}

// Each wrong call gives the error or the panic that is documented.
func TestMisuse(t *testing.T) {
	for _, m := range misuses(t) {
		t.Run(m.call+"/"+m.kind, func(t *testing.T) {
			var err error
			v := caught(func() { err = m.do() })
			if pe, ok := v.(*par.PanicError); ok {
				v = pe.Value
			}
			text, _ := v.(string)
			switch {
			case m.panics != "":
				if !strings.HasPrefix(text, m.panics) {
					t.Errorf("panicked with %v, want %q", v, m.panics)
				}
			case v != nil:
				t.Errorf("panicked with %v", v)
			case m.err == nil && err != nil, !errors.Is(err, m.err):
				t.Errorf("error %v, want %v", err, m.err)
			case m.err == par.ErrInvalid && !strings.HasPrefix(err.Error(), "par: invalid argument: "):
				t.Errorf("the error does not say what is wrong: %v", err)
			}
		})
	}
}

// harmless may be called with any argument that its types allow.
var harmless = []string{"Histogram.Quantile", "EventKind.String", "Logger"}

// All exported functions that take a function, an iterator, a number or a pool are in the table.
func TestMisuseIsComplete(t *testing.T) {
	have := map[string]bool{}
	for _, m := range misuses(t) {
		have[m.call+", "+m.kind] = true
	}
	found := 0
	need := func(call, kind string) {
		found++
		if !have[call+", "+kind] && !slices.Contains(harmless, call) {
			t.Errorf("%s: no test of a %s", call, kind)
		}
	}
	pkgs, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range pkgs["par"].Files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() {
				continue
			}
			call, on := f.Name.Name, ""
			if f.Recv != nil {
				if on = named(f.Recv.List[0].Type); !ast.IsExported(on) {
					continue
				}
				call = on + "." + call
			}
			switch {
			case on == "Pool" && call != "Pool.MarshalJSON", on == "Lane", call == "Rec.Run":
				need(call, zeroed)
			case on == "Scope":
				need(call, over)
			}
			for _, p := range f.Type.Params.List {
				switch name := named(p.Type); name {
				case "func", "Seq", "Seq2":
					need(call, nilFunc)
				case "int", "int64", "float64", "Duration":
					need(call, negative)
				case "Pool":
					need(call, zeroed)
					if call != "On" {
						need(call, closed)
					}
				case "Scope":
					need(call, over)
				case "CallOption":
					need(call, closed)
				}
			}
		}
	}
	if found < 150 {
		t.Errorf("found only %d", found)
	}
}

// named is the name of a type, or what it is made of.
func named(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return named(e.X)
	case *ast.Ellipsis:
		return named(e.Elt)
	case *ast.IndexExpr:
		return named(e.X)
	case *ast.IndexListExpr:
		return named(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	case *ast.FuncType:
		return "func"
	}
	return ""
}
