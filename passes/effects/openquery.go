package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Which latches a function opens depends on those that it calls, and of functions that
// call one another that is found together: each begins with none, and is asked again when
// more is known of another one, until nothing changes. So it does not matter who was
// asked for first.

// An openQuery is a question to opens, with all the questions that it leads to.
type openQuery struct {
	found map[*ssa.Function][]Opening
	flows map[*ssa.Function]map[openKey]*openFlow // by what is found so far
	uses  map[*ssa.Function][]*ssa.Function       // those that an answer went into
	asked map[*ssa.Function]int                   // how often
	now   *ssa.Function                           // that is looked at
	work  []*ssa.Function                         // of which more may be known by now
}

// opens returns which latches are open whenever a function returns, or whenever one of its
// results says so: those that its callers, or the functions around it, may know.
func (e *engine) opens(fn *ssa.Function) []Opening {
	if found, ok := e.opening[fn]; ok {
		return found
	}
	if e.openQuery != nil {
		return e.openQuery.ask(e, fn)
	}
	q := &openQuery{
		found: make(map[*ssa.Function][]Opening),
		flows: make(map[*ssa.Function]map[openKey]*openFlow),
		uses:  make(map[*ssa.Function][]*ssa.Function),
		asked: make(map[*ssa.Function]int),
	}
	mark := e.cuts
	e.openQuery = q
	defer func() { e.openQuery = nil }()
	q.ask(e, fn)
	for len(q.work) > 0 {
		next := q.work[0]
		q.work = q.work[1:]
		q.look(e, next)
	}
	if e.whole(mark) {
		for f, found := range q.found {
			e.opening[f] = found
		}
	}
	return q.found[fn]
}

// ask returns what is known of a function by now.
func (q *openQuery) ask(e *engine, fn *ssa.Function) []Opening {
	if _, ok := q.found[fn]; !ok {
		q.look(e, fn)
	}
	if q.now != nil && !slices.Contains(q.uses[fn], q.now) {
		q.uses[fn] = append(q.uses[fn], q.now)
	}
	return q.found[fn]
}

// look finds out what a function opens, given what is known of the others.
func (q *openQuery) look(e *engine, fn *ssa.Function) {
	if q.asked[fn]++; q.asked[fn] > maxRounds {
		return
	}
	before := q.now
	q.now = fn
	delete(q.flows, fn)
	old := q.found[fn]
	q.found[fn] = old
	found := e.findOpens(fn)
	q.now = before
	if slices.Equal(old, found) {
		return
	}
	q.found[fn] = found
	for _, f := range q.uses[fn] {
		if !slices.Contains(q.work, f) {
			q.work = append(q.work, f)
		}
	}
}

// flow returns where a latch is open in a function, which is kept as long as it holds.
func (q *openQuery) flow(key openKey, find func() *openFlow) *openFlow {
	if f, ok := q.flows[key.fn][key]; ok {
		return f
	}
	f := find()
	if q.flows[key.fn] == nil {
		q.flows[key.fn] = make(map[openKey]*openFlow)
	}
	q.flows[key.fn][key] = f
	return f
}
