package effects

import "golang.org/x/tools/go/ssa"

// To say how long an operation waits, the engine may have to know what functions do
// that the one around it does not call: who starts the goroutines that it waits for,
// or who takes the same semaphore. Those are summarised first then; and what they, in
// turn, have from functions that are being summarised already is not all there is.

// early tells which summaries were computed too early.
type early struct {
	asking  int                   // how deep in questions about other functions
	working map[*ssa.Function]int // how deep those are that are being summarised
	low     map[*ssa.Function]int // of what was computed too early: how deep that is which it lacks
	lacks   int                   // how deep that is of which too little was known meanwhile, 0 if nothing
}

func newEarly() early {
	return early{working: make(map[*ssa.Function]int), low: make(map[*ssa.Function]int)}
}

// unfinished returns how deep that is which the summary of a function lacks, or 0 if
// it is complete, or one of those that are being computed together now.
func (y *early) unfinished(fn *ssa.Function) int {
	if low := y.low[fn]; low > 0 {
		return low
	}
	if depth := y.working[fn]; depth < y.asking {
		return depth
	}
	return 0
}

// use says that the summary of a function is used.
func (y *early) use(fn *ssa.Function) { y.lack(y.unfinished(fn)) }

func (y *early) lack(depth int) {
	if depth > 0 && (y.lacks == 0 || depth < y.lacks) {
		y.lacks = depth
	}
}

// complete reports whether nothing is lacking of what do uses.
func (y *early) complete(do func()) bool {
	before := y.lacks
	y.lacks = 0
	do()
	known := y.lacks == 0
	y.lack(before)
	return known
}

// while summarises some functions, given which others each of them depends on.
func (y *early) while(part []*ssa.Function, deps map[*ssa.Function][]*ssa.Function, summarize func()) {
	before := y.lacks
	y.lacks = 0
	for _, fn := range part {
		y.working[fn] = y.asking
	}
	defer func() {
		for _, fn := range part {
			delete(y.working, fn)
		}
		y.lack(before)
	}()
	summarize()
	for _, fn := range part {
		for _, d := range deps[fn] {
			y.use(d)
		}
	}
	if y.lacks >= y.asking {
		y.lacks = 0 // these functions, which are done now
	}
	if y.lacks > 0 {
		for _, fn := range part {
			y.low[fn] = y.lacks
		}
	}
}

// forget gives up the summaries that were computed too early, so that they are
// computed again when they are asked for.
func (e *engine) forget() {
	g := e.graph
	for fn := range g.low {
		delete(g.marks, fn)
		delete(g.parts, fn)
		delete(g.deps, fn)
		*e.nodes[fn] = summary{}
	}
	clear(g.low)
	g.lacks = 0
}
