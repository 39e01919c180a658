package interleave_test

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/internal/interleave"
)

func explore(t *testing.T, o interleave.Options, scenario func() error) (rep interleave.Report, err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	synctest.Test(t, func(t *testing.T) { rep, err = interleave.Explore(o, scenario) })
	return rep, err
}

var errWrong = errors.New("wrong")

// Two goroutines that each load and then store lose an addition if one is stopped between the two, and with Add they never do.
func TestFindsLostAddition(t *testing.T) {
	for _, c := range []struct {
		preemptions int
		add         func(x *interleave.Int64)
		wrong       bool
	}{
		{0, func(x *interleave.Int64) { x.Store(x.Load() + 1) }, false},
		{1, func(x *interleave.Int64) { x.Store(x.Load() + 1) }, true},
		{3, func(x *interleave.Int64) { x.Add(1) }, false},
	} {
		rep, err := explore(t, interleave.Options{Preemptions: c.preemptions, Runs: 10_000}, func() error {
			var x interleave.Int64
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() { c.add(&x) })
			}
			wg.Wait()
			if x.Load() != 3 {
				return errWrong
			}
			return nil
		})
		if errors.Is(err, errWrong) != c.wrong || !c.wrong && (err != nil || !rep.Complete) {
			t.Errorf("%d preemptions: %+v, %v", c.preemptions, rep, err)
		}
	}
}

// All orders of goroutines with two steps each are tried once, and there are 4!/(2!·2!) of them, beside the choices at which one of the two has ended.
func TestTriesEachOrderOnce(t *testing.T) {
	orders := map[string]int{}
	rep, err := explore(t, interleave.Options{Preemptions: 9, Runs: 1000}, func() error {
		var order strings.Builder
		var wg sync.WaitGroup
		for _, name := range []string{"a", "b"} {
			wg.Go(func() {
				for range 2 {
					interleave.Point(name)
					order.WriteString(name)
				}
			})
		}
		wg.Wait()
		orders[order.String()]++
		return nil
	})
	if len(orders) != 6 || rep.Runs != 6 || !rep.Complete || err != nil {
		t.Errorf("%v, %+v, %v", orders, rep, err)
	}
}

func TestMutexExcludes(t *testing.T) {
	rep, err := explore(t, interleave.Options{Preemptions: 2, Runs: 10_000, Random: 100}, func() error {
		var m interleave.Mutex
		inside, wrong := 0, false
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				m.Lock()
				defer m.Unlock()
				inside++
				interleave.Point("inside")
				wrong = wrong || inside != 1
				inside--
			})
		}
		wg.Wait()
		if wrong {
			return errWrong
		}
		return nil
	})
	if err != nil || !rep.Complete || rep.Runs < 10 {
		t.Errorf("%+v, %v", rep, err)
	}
}

// A run that gets stuck leaves goroutines in its bubble, so this one is tried in a process of its own.
func TestFindsLostWakeUp(t *testing.T) {
	if os.Getenv("INTERLEAVE_STUCK") == "" {
		out := again(t, "TestFindsLostWakeUp", "INTERLEAVE_STUCK=1")
		if !strings.Contains(out, "a wake-up was lost") || !strings.Contains(out, "loads a Bool") {
			t.Errorf("%s", out)
		}
		return
	}
	runtime.GOMAXPROCS(1)
	synctest.Test(t, func(t *testing.T) {
		_, err := interleave.Explore(interleave.Options{Preemptions: 2, Runs: 1000}, func() error {
			var ready interleave.Bool
			var waits interleave.Pointer[chan struct{}]
			var wg sync.WaitGroup
			wg.Go(func() { // looks, and only then says that it waits
				if !ready.Load() {
					c := make(chan struct{})
					waits.Store(&c)
					<-c
				}
			})
			ready.Store(true)
			if c := waits.Load(); c != nil {
				close(*c)
			}
			wg.Wait()
			return nil
		})
		os.Stdout.WriteString(err.Error())
		os.Exit(1)
	})
}

// again runs a test in another process and returns what that prints.
func again(t *testing.T, test, env string) string {
	c := exec.Command(os.Args[0], "-test.run=^"+test+"$")
	c.Env = append(os.Environ(), env)
	out, err := c.CombinedOutput()
	if err == nil {
		t.Errorf("%s ended well", test)
	}
	return string(out)
}
