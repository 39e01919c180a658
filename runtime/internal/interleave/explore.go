package interleave

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing/synctest"
)

// Options say how much is tried.
type Options struct {
	Preemptions int // how often a goroutine that could go on may be stopped in favour of another one
	Runs        int // at most, of those in order
	Random      int // then so many with random choices and no bound
}

// Report says how much was tried.
type Report struct {
	Runs     int
	Steps    int // of all runs
	Complete bool
}

// maxSteps bounds a run: one that is longer goes round in circles.
const maxSteps = 20_000

// Explore calls scenario in all orders that o allows, one after the other, until one of them fails: it returns an error, does not come to an end, or leaves
// goroutines. It must be called in a bubble, with GOMAXPROCS(1), which keeps the order in which goroutines are made. After an error the bubble cannot end, as
// goroutines are stuck in it.
func Explore(o Options, scenario func() error) (Report, error) {
	var rep Report
	var plan []choice
	for rep.Runs < o.Runs {
		r := &run{plan: plan, budget: o.Preemptions}
		if err := r.do(scenario); err != nil {
			return rep, err
		}
		rep.Runs++
		rep.Steps += len(r.made)
		if plan = next(r.made); plan == nil {
			rep.Complete = true
			break
		}
	}
	for seed := range uint64(o.Random) {
		r := &run{random: rand.New(rand.NewPCG(seed, 1))}
		if err := r.do(scenario); err != nil {
			return rep, err
		}
		rep.Runs++
		rep.Steps += len(r.made)
	}
	return rep, nil
}

// choice is who had the turn, of how many who might have it.
type choice struct{ of, taken int }

// next is the plan of the run after this one, in the order of a depth-first search, nil at the end.
func next(made []choice) []choice {
	for i := len(made) - 1; i >= 0; i-- {
		if c := made[i]; c.taken+1 < c.of {
			return append(slices.Clone(made[:i]), choice{c.of, c.taken + 1})
		}
	}
	return nil
}

// run is one run of a scenario.
type run struct {
	plan   []choice // the beginning; after it the first choice is taken, or a random one
	random *rand.Rand
	budget int // preemptions that are left

	made  []choice
	trace []*stop
	last  uint64  // goroutine that had the last turn
	at    []*stop // under mu of the package
}

func (r *run) do(scenario func() error) error {
	goroutines := runtime.NumGoroutine()
	var result error
	ended := false
	clock = 0
	current.Store(r)
	go func() {
		defer func() { ended = true }()
		point("begins", nil)
		result = scenario()
	}()
	for {
		synctest.Wait()
		s, err := r.choose()
		if err != nil {
			return r.failure(err)
		}
		if s == nil {
			break
		}
		close(s.goOn)
	}
	current.Store(nil)
	switch n := runtime.NumGoroutine() - goroutines; {
	case !ended:
		return r.failure(errors.New("nobody can go on: a wake-up was lost"))
	case result != nil:
		return r.failure(result)
	case n > 0:
		return r.failure(fmt.Errorf("%d goroutines are left", n))
	}
	return nil
}

// choose takes the goroutine whose turn it is from those that stand at a point, nil if there is none that could go on.
func (r *run) choose() (*stop, error) {
	mu.Lock()
	defer mu.Unlock()
	// In the order in which they were made, which is the same in each run, but the one that had the last turn first.
	slices.SortFunc(r.at, func(a, b *stop) int {
		if a.id == r.last || b.id == r.last {
			return map[bool]int{true: -1, false: 1}[a.id == r.last]
		}
		return cmp.Compare(a.id, b.id)
	})
	var ready []int
	for i, s := range r.at {
		if s.ready == nil || s.ready() {
			ready = append(ready, i)
		}
	}
	if len(ready) == 0 {
		return nil, nil
	}
	stays := r.at[ready[0]].id == r.last // whoever else has the turn, it is against the will of this one
	c := choice{of: len(ready)}
	if stays && r.budget == 0 && r.random == nil {
		c.of = 1
	}
	switch k := len(r.made); {
	case k >= maxSteps:
		return nil, fmt.Errorf("no end after %d steps", k)
	case k < len(r.plan):
		if r.plan[k].of != c.of {
			return nil, fmt.Errorf("step %d has %d choices, and had %d before: the scenario depends on more than the order", k, c.of, r.plan[k].of)
		}
		c = r.plan[k]
	case r.random != nil:
		c.taken = r.random.IntN(c.of)
	}
	if stays && c.taken > 0 {
		r.budget--
	}
	i := ready[c.taken]
	s := r.at[i]
	r.at = slices.Delete(r.at, i, i+1)
	r.made = append(r.made, c)
	r.last = s.id
	r.trace = append(r.trace, s)
	return s, nil
}

// failure tells who did what until then, and where the others are.
func (r *run) failure(err error) error {
	current.Store(nil)
	stacks := make([]byte, 1<<16)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var steps strings.Builder
	for _, s := range r.trace {
		fmt.Fprintf(&steps, "%d %s\n", s.id, s.what)
	}
	return fmt.Errorf("%w\n\nafter %d steps, the goroutine first:\n%s\n%s", err, len(r.trace), &steps, stacks)
}
