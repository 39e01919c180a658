package effects

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What a function has done to permits when it returns depends on its results, or nobody can
// tell.

// netKey is a question to netsOf.
type netKey struct {
	fn    *ssa.Function
	depth int
}

// netsOf returns what fn does to permits for its caller, as far as functions that it calls
// matter which are so many calls away.
func (e *engine) netsOf(fn *ssa.Function, depth int) []net {
	if depth == 0 || len(fn.Blocks) == 0 {
		return nil
	}
	key := netKey{fn, depth}
	nets, ok := e.nets[key]
	if !ok {
		mark := e.cuts
		if f := e.permitFlow(fn, depth-1, nil); f != nil {
			nets = f.nets(fn)
		}
		if e.whole(mark) {
			e.nets[key] = nets
		}
	}
	return nets
}

// permitsAtEnd are what a function holds at one of its ends.
type permitsAtEnd struct {
	held permits
	ret  *ssa.Return
}

// nets returns what is held when fn returns.
func (f *permitFlow) nets(fn *ssa.Function) []net {
	var ends []permitsAtEnd
	fields := make(map[taking]string)
	for _, b := range f.e.live(fn) {
		ret, ok := atEndOf(b).(*ssa.Return)
		if !ok || f.entry[b] == nil {
			continue
		}
		held := f.atReturn(ret)
		for k, g := range held {
			if !g.none {
				fields[k] = g.field
			}
		}
		ends = append(ends, permitsAtEnd{held, ret})
	}
	var all []net
	for k, field := range fields {
		n := net{taking: k, held: field}
		if !f.settle(&n, fn, ends) {
			continue
		}
		if root := k.place.root; root != nil && within(root.Parent(), fn) {
			if p, ok := root.(*ssa.Parameter); !ok || p.Parent() != fn {
				if field == "" {
					continue
				}
				n.taking = taking{field: field, dir: k.dir}
			}
		}
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b net) int {
		return cmp.Or(cmp.Compare(a.place.path, b.place.path), cmp.Compare(rootOrder(a.place), rootOrder(b.place)), cmp.Compare(a.dir, b.dir), cmp.Compare(a.held, b.held))
	})
	return all
}

// settle finds out on what it depends whether a permit is held at the ends of fn, and
// reports whether callers know that, or need not.
func (f *permitFlow) settle(n *net, fn *ssa.Function, ends []permitsAtEnd) bool {
	always := true
	for _, end := range ends {
		g, ok := end.held[n.taking]
		always = always && ok && g.sure()
		n.soft = n.soft || g.soft
	}
	if always {
		return true
	}
	n.soft = false
	results := slices.Collect(fn.Signature.Results().Variables())
	for _, may := range []func(types.Type) bool{tellsTaken, tellsByNil} {
		for i, r := range results {
			if may(r.Type()) && !slices.ContainsFunc(ends, func(end permitsAtEnd) bool {
				g, ok := end.held[n.taking]
				return !f.e.toldBy(end.ret.Results[i], g, ok)
			}) {
				n.result = i + 1
				return true
			}
		}
	}
	// If no result says so, it does not matter to callers.
	n.soft = true
	return f.traced(n.taking, ends) && !f.polls(n.taking) && !slices.ContainsFunc(results, func(r *types.Var) bool { return tellsTaken(r.Type()) })
}

// traced reports whether something tells, where fn returns, whether a select has taken a
// permit.
func (f *permitFlow) traced(k taking, ends []permitsAtEnd) bool {
	var blocks []*ssa.BasicBlock
	for _, end := range ends {
		blocks = append(blocks, end.ret.Block())
	}
	for in, steps := range f.steps {
		_, ok := in.(*ssa.Select)
		if ok && slices.ContainsFunc(steps, func(s permitStep) bool { return s.taking == k && s.soft }) && !leavesTrace(in.Block(), blocks) {
			return false
		}
	}
	return true
}

// rootOrder orders places that have the same path.
func rootOrder(p chanPlace) int {
	if p.root == nil {
		return 0
	}
	if param, ok := p.root.(*ssa.Parameter); ok {
		return paramIndex(param) + firstArg
	}
	return -1
}

// polls reports whether a permit is one of which the function has to ask whether it has
// taken it.
func (f *permitFlow) polls(k taking) bool {
	for _, steps := range f.steps {
		if slices.ContainsFunc(steps, func(s permitStep) bool { return s.taking == k && s.when.value != nil && !s.soft }) {
			return true
		}
	}
	return false
}

// tellsTaken reports whether a result of the type may say whether something was done.
func tellsTaken(t types.Type) bool {
	return isBool(t) || isError(t)
}

// tellsByNil reports whether a result of the type may say so by not being nil.
func tellsByNil(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Signature, *types.Interface:
		return !isError(t)
	}
	return false
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// toldBy reports whether a result says right whether a permit is held.
func (e *engine) toldBy(v ssa.Value, g grant, held bool) bool {
	if held && !g.sure() {
		if g.when == (condition{v, isBool(v.Type()) || isError(v.Type())}) {
			return true
		}
		cond, isTrue := plain(v, true)
		holds, told := e.decided(g.when, cond, isTrue)
		return holds && told && isBool(v.Type())
	}
	switch {
	case isError(v.Type()):
		return held || !isNil(v)
	case !isBool(v.Type()):
		return held != isNil(v)
	}
	is, known := truth(v, false)
	return held || known && !is
}

// isFlagOf reports whether a value is true only where a condition was found to hold.
func isFlagOf(v ssa.Value, c condition) bool {
	flag, ok := v.(*ssa.Phi)
	if !ok {
		return false
	}
	d := flag.Block().Idom()
	branch, ok := atEndOf(d).(*ssa.If)
	ways := entries(flag.Block())
	if !ok || branch.Cond != c.value || len(ways) != len(flag.Edges) {
		return false
	}
	for i, way := range ways {
		is, known := truth(flag.Edges[i], false)
		if on := sideOf(d, way); !(known && !is) && (on < 0 || (on == 0) != c.want) {
			return false
		}
	}
	return true
}
