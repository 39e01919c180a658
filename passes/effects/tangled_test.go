package effects_test

import (
	"fmt"
	"go/token"
	"math/rand/v2"
	"strings"
	"testing"
)

// tangled returns a program of n functions that keep callbacks in one field,
// wrap them, call them and one another: there are more ways through it than
// could be followed one by one.
func tangled(n int) string {
	rnd := rand.New(rand.NewPCG(1, uint64(n)))
	some := func() int { return rnd.IntN(n) }
	var b strings.Builder
	b.WriteString(`//parvet:cpu
package tangled

import "time"

type N struct {
	l, r *N
	f    func(*N)
	h    []func(*N)
}

type I interface{ M(int) }

type T struct{}

func (T) M(int) { time.Sleep(time.Second) }

type K struct {
	f func(int)
	i I
}

func (k K) M(i int) { k.f(i); k.i.M(i) }

func id(f func(*N)) func(*N) { return func(n *N) { f(n) } }

//parvet:task
type task func()

var Task task = func() { g0(new(N), T{}) }
`)
	shapes := []string{
		"n.f = func(m *N) { g%d(m.l, i); m.f(n) }; n.f(n.r); i.M(1); g%d(n, K{func(int) { g%d(n, i) }, i})",
		"n.f = id(func(m *N) { g%d(m.l, i); m.f(n) }); n.h = append(n.h, n.f, id(n.f)); g%d(n.l, K{i.M, i}); for _, f := range n.h { f(n) }; g%d(n, i)",
		"n.f = func(m *N) { g%d(m.l, K{func(int) { m.f(n) }, i}) }; defer func() { g%d(n.r, i) }(); i.M(1); g%d(n, i)",
		"g%d(n.l, i); g%d(n.r, K{i.M, i}); n.f(n); g%d(n, i)",
		"f := n.f; n.f = func(m *N) { f(m); g%d(m, i) }; g%d(&N{f: n.f, l: n}, i); g%d(n, i)",
	}
	for k := range n {
		fmt.Fprintf(&b, "\nfunc g%d(n *N, i I) { "+shapes[rnd.IntN(len(shapes))]+" }\n", k, some(), some(), some())
	}
	return b.String()
}

func tangledProgram(tb testing.TB, n int) *program {
	p, err := check(token.NewFileSet(), "example.com/tangled", tangled(n), &exports{fset: token.NewFileSet()})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// TestTangled holds that the work does not follow the number of ways through a
// program. Each function may call each callback, so some work for each pair of them
// is due; if all ways of two calls were followed, there would be over 500
// allocations for each pair.
func TestTangled(t *testing.T) {
	const n = 200
	p := tangledProgram(t, n)
	var reports []string
	allocs := testing.AllocsPerRun(1, func() { reports, _ = runAll(t, p, nil) })
	if len(reports) != 1 || !strings.Contains(reports[0], "time.Sleep") {
		t.Errorf("%d reports, want that of the sleep: %q", len(reports), reports)
	}
	if pair := allocs / (n * n); pair > 250 {
		t.Errorf("%.0f allocations for each pair of functions", pair)
	}
}

func BenchmarkTangled(b *testing.B) {
	for _, n := range []int{40, 80, 160} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := tangledProgram(b, n)
			for b.Loop() {
				runAll(b, p, nil)
			}
		})
	}
}

// branched returns a program in which n*n*n ways lead to the one place where a value is
// made.
func branched(n int) string {
	var b strings.Builder
	b.WriteString(`//parvet:cpu
package branched

import "time"

type I interface{ M() }

type T struct{ inner I }

func (t *T) M() { t.inner.M() }

type S struct{}

func (S) M() { time.Sleep(time.Second) }

func f0(x I, _ int) I { return &T{x} }

//parvet:task
type task func()

var Task task = func() { f3(S{}, 0).M() }
`)
	for level := 1; level <= 3; level++ {
		fmt.Fprintf(&b, "\nfunc f%d(x I, i int) I {\n\tswitch i {\n", level)
		for k := range n {
			fmt.Fprintf(&b, "\tcase %d:\n\t\treturn f%d(x, i)\n", k, level-1)
		}
		fmt.Fprintf(&b, "\t}\n\treturn f%d(x, i)\n}\n", level-1)
	}
	return b.String()
}

// TestManyWaysToOneValue holds that ways to a value are told apart only as long as they are
// few: 24,000 ways would take 750,000 allocations.
func TestManyWaysToOneValue(t *testing.T) {
	p, err := check(token.NewFileSet(), "example.com/branched", branched(28), &exports{fset: token.NewFileSet()})
	if err != nil {
		t.Fatal(err)
	}
	var reports []string
	allocs := testing.AllocsPerRun(1, func() { reports, _ = runAll(t, p, nil) })
	if len(reports) != 1 || !strings.Contains(reports[0], "time.Sleep") {
		t.Errorf("%d reports, want that of the sleep: %q", len(reports), reports)
	}
	if allocs > 200_000 {
		t.Errorf("%.0f allocations", allocs)
	}
}

// closing returns a program of n methods that close a channel and call one another.
func closing(n int) string {
	var b strings.Builder
	b.WriteString(`//parvet:cpu
package closing

type T struct {
	a, b chan struct{}
	next *T
}

//parvet:task
type task func()

func run(t *T) task {
	return func() {
		if err := t.f0(1); err == nil {
			<-t.b
		}
	}
}
`)
	for k := range n {
		fmt.Fprintf(&b, `
func (t *T) f%d(n int) error {
	if n > %d {
		<-t.a
		return t.f%d(n)
	}
	close(t.b)
	return t.next.f%d(n - 1)
}
`, k, k, (k+1)%n, (k+17)%n)
	}
	return b.String()
}

// TestManyClose holds that functions which call one another are asked for what they open
// together, and not one by one: that took 700,000 allocations for each.
func TestManyClose(t *testing.T) {
	const n = 150
	p, err := check(token.NewFileSet(), "example.com/closing", closing(n), &exports{fset: token.NewFileSet()})
	if err != nil {
		t.Fatal(err)
	}
	var reports []string
	allocs := testing.AllocsPerRun(1, func() { reports, _ = runAll(t, p, nil) })
	if len(reports) != 2 {
		t.Errorf("%d reports, want those of the two channels: %q", len(reports), reports)
	}
	if each := allocs / n; each > 5000 {
		t.Errorf("%.0f allocations for each function", each)
	}
}

// locking returns a program with a task of n branches that lock one of k mutexes and unlock
// another one.
func locking(n, k int) string {
	var b strings.Builder
	b.WriteString("//parvet:cpu\npackage locking\n\nimport \"sync\"\n\n//parvet:task\ntype task func()\n\ntype T struct {\n\tn int\n\tc chan int\n")
	for i := range k {
		fmt.Fprintf(&b, "\tm%d sync.Mutex\n", i)
	}
	b.WriteString("}\n\nfunc run(t *T) task {\n\treturn func() {\n")
	for i := range n {
		fmt.Fprintf(&b, "\t\tif t.n == %d {\n\t\t\tt.m%d.Lock()\n\t\t} else {\n\t\t\t<-t.c\n\t\t\tt.m%d.Unlock()\n\t\t}\n", i, i%k, (i+7)%k)
	}
	b.WriteString("\t}\n}\n")
	return b.String()
}

// TestManyLocks holds that each lock of a function is looked at a few times, and not once
// for each wait under each other one: that took 6,000 allocations for each, and more the more there are.
func TestManyLocks(t *testing.T) {
	const n, k = 300, 20
	p, err := check(token.NewFileSet(), "example.com/locking", locking(n, k), &exports{fset: token.NewFileSet()})
	if err != nil {
		t.Fatal(err)
	}
	var reports []string
	allocs := testing.AllocsPerRun(1, func() { reports, _ = runAll(t, p, nil) })
	if len(reports) < n {
		t.Errorf("%d reports, want one for each of %d receives at least", len(reports), n)
	}
	if each := allocs / n; each > 4000 {
		t.Errorf("%.0f allocations for each branch", each)
	}
}

// sending returns a program with a task of n sends to a channel that it has, and to one that
// it makes.
func sending(n int) string {
	var b strings.Builder
	b.WriteString("//parvet:cpu\npackage sending\n\n//parvet:task\ntype task func()\n\ntype T struct{ c chan int }\n\nfunc newT() *T { return &T{make(chan int, 1)} }\n\nfunc run(t *T, n int) task {\n\treturn func() {\n\t\td := make(chan int, n)\n")
	for i := range n {
		fmt.Fprintf(&b, "\t\tt.c <- %d\n\t\td <- %d\n", i, i)
	}
	b.WriteString("\t}\n}\n")
	return b.String()
}

// BenchmarkManySends shows whether the work for each send grows with the number of the others.
func BenchmarkManySends(b *testing.B) {
	for _, n := range []int{500, 1000, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, err := check(token.NewFileSet(), "example.com/sending", sending(n), &exports{fset: token.NewFileSet()})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				runAll(b, p, nil)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/send")
		})
	}
}
