package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Who lends something to a function that it is passed
//
//	func (p *pool) with(f func(*buffer)) {
//		b := <-p.free
//		defer func() { p.free <- b }()
//		f(b)
//	}
//
// keeps it from others for as long as that takes.

// lentLong reports whether some caller in this package passes a function that takes long
// to one that calls it, as these calls say; what importers pass is out of sight.
func (e *engine) lentLong(fn *ssa.Function, calls []ParamCall) bool {
	type lender struct {
		fn    *ssa.Function
		param int
		part  Part
	}
	var work []lender
	add := func(l lender) {
		if !slices.Contains(work, l) {
			work = append(work, l)
		}
	}
	for _, c := range calls {
		if c.outer == nil {
			add(lender{fn, c.Param, c.Part})
		}
	}
	for i := 0; i < len(work); i++ {
		l := work[i]
		for _, site := range e.callSites[l.fn] {
			if e.testOnly(site.fn, l.fn.Pos()) {
				continue
			}
			c := site.in.Common()
			for _, f := range e.given(argsOf(c, target{fn: l.fn, obj: objOf(l.fn)})(l.param), l.part) {
				if f.param != nil {
					if f.method == "" {
						add(lender{f.param.Parent(), paramIndex(f.param), f.part})
					}
					continue
				}
				var out outcome
				known := e.graph.complete(func() { e.through(&out, f, Path{}, e.position(posOf(site.in)), giving{}) })
				if known && slices.ContainsFunc(out.effects, func(eff Effect) bool { return eff.Waits() && !eff.Doubtful() }) {
					return true
				}
			}
		}
	}
	return false
}
