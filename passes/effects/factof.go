package effects

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// fact returns what importers get to know, or nil if that is nothing. What
// concerns the parameters of enclosing functions has been settled by then.
func (e *engine) fact(fn *ssa.Function, s *summary) *Summary {
	f := new(Summary)
	effects := withoutGuesses(s.effects)
	for i := range effects {
		e.lengthen(&effects[i], &waiter{fn: fn, path: effects[i].Path, joined: true})
		e.setApart(&effects[i], fn)
		effects[i].Lock.Made = e.madeForParam(&effects[i].Lock)
	}
	slices.SortFunc(effects, func(a, b Effect) int { return a.compare(&b) })
	// First the worst of each class that a rule reports, so that none goes blind.
	var first, rest []Effect
	seen := make(map[class]bool)
	for _, e := range effects {
		if e.Lock.Root == RootLocal || e.Lock.Root == RootElement {
			e.Lock.Root = RootUnknown
		}
		if _, ok := e.Lock.reach.from.(*ssa.Global); ok && e.Lock.Root == RootUnknown {
			e.Lock.Root = RootShared
		}
		if e.Lock.Key == "" {
			e.Lock.In = ""
		}
		e.tellPlace(fn)
		e.Latch = e.Latch.toldBy(fn)
		e = e.told()
		if c := classOf(e.Kind); !seen[c] && c != classPool {
			seen[c] = true
			first = append(first, e)
		} else {
			rest = append(rest, e)
		}
	}
	// What no rule reports comes last: it matters under a mutex only.
	slices.SortStableFunc(rest, func(a, b Effect) int {
		return compareBool(classOf(a.Kind) == classPool, classOf(b.Kind) == classPool)
	})
	effects = append(first, rest...)
	f.Effects = effects[:min(len(effects), maxFact)]
	var told summary // may be less: what differs in values only is the same to importers
	for _, c := range s.calls {
		if c.outer == nil {
			c.Given = e.givenForFact(c.Given, fn)
			told.addCall(c)
		}
	}
	for _, c := range s.invokes {
		if c.outer == nil && c.tparam == nil {
			c.Given = e.givenForFact(c.Given, fn)
			told.addInvoke(c)
		}
	}
	for _, h := range s.hands {
		if h.outer == nil && h.tparam == nil {
			h.Given = e.givenForFact(h.Given, fn)
			told.addHand(h)
		}
	}
	f.Calls, f.Invokes, f.Hands = told.calls, told.invokes, told.hands
	f.Releases, f.Acquires, f.Tries, f.Made, f.Under = s.releases, s.acquires, s.tries, s.made, slices.Clone(s.under)
	f.Long = s.long
	f.Holds, f.Armed, f.Ends, f.New, f.Hides = s.holds, s.armed, s.ends, s.isNew, s.hides
	f.Fresh, f.Of, f.Feeds = s.isFresh, s.of, s.feeds
	f.Permits, f.Opens, f.Latch = s.permits, s.opens, s.latch
	if !f.New && !f.Fresh && f.Of == 0 && !f.Latch.known() && len(f.Feeds)+len(f.Opens)+len(f.Permits)+len(f.Long)+len(f.Hides)+len(f.Tries)+len(f.Holds)+len(f.Armed)+len(f.Ends)+len(f.Made)+len(f.Under)+len(f.Effects)+len(f.Calls)+len(f.Invokes)+len(f.Hands)+len(f.Releases)+len(f.Acquires) == 0 {
		return nil
	}
	slices.SortFunc(f.Under, func(a, b Under) int {
		return cmp.Or(cmp.Compare(a.Param, b.Param), cmp.Compare(a.Part, b.Part), cmp.Compare(a.Method, b.Method), cmp.Compare(a.Lock, b.Lock), cmp.Compare(a.Owner, b.Owner), cmp.Compare(a.In, b.In))
	})
	slices.SortFunc(f.Calls, func(a, b ParamCall) int {
		return cmp.Or(cmp.Compare(a.Param, b.Param), cmp.Compare(a.Part, b.Part), cmp.Compare(a.Given.String(), b.Given.String()))
	})
	slices.SortFunc(f.Invokes, func(a, b ParamInvoke) int {
		return cmp.Or(cmp.Compare(a.Param, b.Param), cmp.Compare(a.Part, b.Part), cmp.Compare(a.Method, b.Method), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Given.String(), b.Given.String()))
	})
	slices.SortFunc(f.Hands, func(a, b Hand) int {
		return cmp.Or(cmp.Compare(a.Param, b.Param), cmp.Compare(a.Part, b.Part), cmp.Compare(a.Method, b.Method), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Type, b.Type),
			cmp.Compare(a.Pool, b.Pool), compareBool(a.Each, b.Each), compareBool(a.Joined, b.Joined), compareBool(a.CPU, b.CPU), cmp.Compare(a.Way, b.Way), cmp.Compare(a.Given.String(), b.Given.String()))
	})
	return f
}

// compareBool puts false first.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
