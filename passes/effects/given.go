package effects

import (
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

// What a function calls of its parameters, it often calls with what it was given
// itself: an item of a slice, a connection, the next handler. What the callback
// does with that is up to who passes both.

// A Given says what a parameter, or a method of it, is called with, as far as that
// may be something to run. There is one of each in a package, so that calls compare.
type Given struct {
	Args []Arg

	split bool   // some arguments are only there to decide which branch is taken,
	plain *Given // and this is without them
}

// An Arg is one argument.
type Arg struct {
	To    int  // the parameter of what is called
	Param int  // the parameter of the function that is passed,
	Part  Part // or of which this part is

	outer *ssa.Parameter // instead of Param, within the package
	value ssa.Value      // or another value of the package

	exact   bool // it is outer itself, not what may come from there
	decides bool // it matters to branches only, see toDecide
}

const (
	maxGiven  = 3 // arguments of a call
	maxGivens = 4 // ways in which a function calls a parameter
	maxArgs   = 8 // parameters that are looked at
)

// givenArgs are the arguments of a Given.
type givenArgs [maxGiven]Arg

func (g *Given) String() string {
	if g == nil {
		return ""
	}
	var parts []string
	for _, a := range g.Args {
		parts = append(parts, strconv.Itoa(a.Param)+string(a.Part)+" as "+strconv.Itoa(a.To))
	}
	return " with " + strings.Join(parts, ", ")
}

// A giving is a call of a parameter of fn, or of a method of it, as seen by who
// called fn with args.
type giving struct {
	given *Given
	fn    *ssa.Function
	args  args
}

// passes returns what is passed at a call of a parameter, or of a method of it.
func (e *engine) passes(args args) *Given {
	var all, known []Arg
	for i := range maxArgs {
		v := args(i)
		if v == nil {
			known = toDecide(known, i, nil, args)
			continue
		}
		if _, constant := v.(*ssa.Const); !constant && e.mayHold(v.Type(), 0) {
			all = e.addArgs(all, i, v)
			if !decides(v) && args.notNil(i) {
				known = toDecide(known, i, v, args)
			}
			continue
		}
		known = toDecide(known, i, v, args)
	}
	if len(known) == 0 {
		return e.givenOf(all)
	}
	return e.givenOf(append(slices.Clone(all), known...))
}

// decides reports whether a value is known to be nil, true or false, so that what it is
// passed to comes to one of two branches.
func decides(v ssa.Value) bool {
	_, nilness := truth(v, true)
	_, is := truth(v, false)
	_, constant := v.(*ssa.Const)
	return constant && (is || isNil(v)) || nilness && !constant && isStruct(deref(v.Type()))
}

func (e *engine) addArgs(all []Arg, to int, v ssa.Value) []Arg {
	srcs := e.origins(v)
	other := len(srcs) == 0
	for _, s := range srcs {
		p, ok := s.value.(*ssa.Parameter)
		_, constant := s.value.(*ssa.Const)
		switch {
		case ok && !s.field:
			all = append(all, Arg{To: to, outer: p, Part: s.part, exact: p == v})
		case !ok && !constant:
			other = true
		}
	}
	if other {
		all = append(all, Arg{To: to, value: v})
	}
	return all
}

func (e *engine) givenOf(all []Arg) *Given {
	if len(all) == 0 {
		return nil
	}
	var key givenArgs
	n := copy(key[:], all)
	if e.givens[key] == nil {
		g := &Given{Args: slices.Clone(all[:n])}
		e.givens[key] = g
		others := slices.DeleteFunc(slices.Clone(all), func(a Arg) bool { return a.decides })
		if g.split = len(others) < len(all) && n > len(others); g.split {
			g.plain = e.givenOf(others)
		}
	}
	return e.givens[key]
}

// givenOfLine returns what a line says of the arguments of the function that is a
// parameter, or that a parameter contains: they are what the container of contains,
// or pointers to it.
func givenOfLine(sig *types.Signature, param, of int) *Given {
	if param < 0 || of < 0 || max(param, of) >= sig.Params().Len() {
		return nil
	}
	elem, t := elemType(coreType(sig.Params().At(of).Type())), sig.Params().At(param).Type()
	if inner := elemType(t); inner != nil {
		t = inner
	}
	f, ok := t.Underlying().(*types.Signature)
	if !ok || elem == nil {
		return nil
	}
	var all []Arg
	for i := range f.Params().Len() {
		switch t := f.Params().At(i).Type(); {
		case types.Identical(t, elem):
			all = append(all, Arg{To: i, Param: of, Part: partElems})
		case types.Identical(t, types.NewPointer(elem)):
			all = append(all, Arg{To: i, Param: of, Part: partElems + partAddress})
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &Given{Args: all[:min(len(all), maxGiven)]}
}

// givenForFact returns what importers get to know of g: what comes from parameters
// of fn.
func (e *engine) givenForFact(g *Given, fn *ssa.Function) *Given {
	if g == nil {
		return nil
	}
	var all []Arg
	for _, a := range g.Args {
		switch {
		case a.outer != nil && a.outer.Parent() == fn:
			all = append(all, Arg{To: a.To, Param: paramIndex(a.outer), Part: a.Part, decides: a.decides})
		case a.outer == nil && a.value == nil:
			all = append(all, a)
		}
	}
	return e.givenOf(all)
}

// argsGiven returns with which arguments the parameter is called.
func (e *engine) argsGiven(g giving) args {
	if g.given == nil {
		return noArgs
	}
	return func(i int) ssa.Value {
		if isNotNilArg(i) {
			return g.notNil(i - notNilArg)
		}
		var of pieces
		n := 0
		for _, a := range g.given.Args {
			if a.To != i {
				continue
			}
			p := partKey{a.value, ""}
			switch {
			case a.value != nil:
			case a.outer != nil && a.outer.Parent() != g.fn:
				p = partKey{a.outer, a.Part}
			case g.args == nil:
			case a.outer != nil:
				p = partKey{g.args(paramIndex(a.outer)), a.Part}
			default:
				p = partKey{g.args(a.Param), a.Part}
			}
			if p.value != nil {
				of[n] = p
				n++
			}
		}
		return e.pieceOf(of)
	}
}

// notNil returns someValue if it is known that the argument for a parameter is not nil.
func (g giving) notNil(i int) ssa.Value {
	for _, a := range g.given.Args {
		if a.To == notNilArg+i || a.To == i && a.exact && a.outer.Parent() == g.fn && g.args.notNil(paramIndex(a.outer)) {
			return someValue
		}
	}
	return nil
}

// enterGiven returns what f does that is called as given says. Beyond some such
// calls in one another, of which there may be no end, arguments are unknown.
func (e *engine) enterGiven(f target, bound bool, pos finding.Position, given giving) outcome {
	const maxDepth = 3
	if given.given == nil {
		return e.enterOnce(f, bound, pos)
	}
	args, depth := e.argsGiven(given), &e.calledBack
	if given.given.onlyDecides() {
		if depth = &e.deciding; !slices.ContainsFunc(given.given.Args, func(a Arg) bool { return args(a.To) != nil }) {
			return e.enterOnce(f, bound, pos)
		}
	}
	if *depth == maxDepth {
		return e.enterOnce(f, bound, pos)
	}
	*depth++
	defer func() { *depth-- }()
	if bound {
		args = args.on(f.recv)
	}
	var out outcome
	e.enter(&out, f, args, pos)
	if given.fn != nil && given.args != nil && out.asks(given.fn) {
		e.bindOuter(&out, []frame{{fn: given.fn, args: given.args}})
	}
	out.fold()
	return out
}

// on returns the arguments of a method of recv.
func (a args) on(recv ssa.Value) args {
	return func(i int) ssa.Value {
		if i == models.Receiver {
			return recv
		}
		return a(i)
	}
}

// asks reports whether something in o is up to a parameter of fn.
func (o *outcome) asks(fn *ssa.Function) bool {
	of := func(p *ssa.Parameter) bool { return p != nil && p.Parent() == fn }
	return slices.ContainsFunc(o.calls, func(c ParamCall) bool { return of(c.outer) }) ||
		slices.ContainsFunc(o.invokes, func(c ParamInvoke) bool { return of(c.outer) }) ||
		slices.ContainsFunc(o.hands, func(h Hand) bool { return of(h.outer) })
}

// rebased returns what a parameter of a function around a literal is called with, as
// seen by who called the literal.
func (e *engine) rebased(given giving) *Given {
	if given.given == nil {
		return nil
	}
	return e.passes(e.argsGiven(given))
}

// A piece stands for what is no value of its own in the function that is looked at:
// a part of one, or one of several. There is one of each in a package.
type piece struct {
	of  pieces
	typ types.Type
}

type pieces [maxGiven]partKey

// pieceOf returns the value that stands for one of several parts, or nil.
func (e *engine) pieceOf(of pieces) ssa.Value {
	switch {
	case of[0].value == nil:
		return nil
	case of[0].part == "" && of[1].value == nil:
		return of[0].value
	}
	if p := e.pieces[of]; p != nil {
		return p
	}
	typ := partType(of[0].value.Type(), of[0].part)
	if typ == nil {
		return nil
	}
	p := &piece{of, typ}
	e.pieces[of] = p
	return p
}

func (p *piece) Name() string                  { return p.of[0].value.Name() }
func (p *piece) String() string                { return p.Name() + string(p.of[0].part) }
func (p *piece) Type() types.Type              { return p.typ }
func (p *piece) Parent() *ssa.Function         { return p.of[0].value.Parent() }
func (p *piece) Referrers() *[]ssa.Instruction { return nil }
func (p *piece) Pos() token.Pos                { return p.of[0].value.Pos() }

// piece follows what a piece stands for.
func (w *sourceWalk) piece(p *piece, field bool) {
	for _, k := range p.of {
		if k.value == nil {
			continue
		}
		for _, s := range w.e.inside(k.value, k.part) { // which cannot be followed further
			s.field = s.field || field
			w.add(s)
		}
	}
}

// bindOwn settles what fn does with its own parameters, as a task or goroutine that
// is called with args.
func (e *engine) bindOwn(out *outcome, fn *ssa.Function, args args) {
	if args == nil {
		return
	}
	calls, invokes := out.calls, out.invokes
	out.calls, out.invokes = nil, nil
	for _, c := range calls {
		v := args(c.Param)
		if c.outer != nil || v == nil {
			out.calls = append(out.calls, c)
			continue
		}
		for _, f := range e.given(v, c.Part) {
			e.through(out, f, c.Path, c.Pos, giving{c.Given, fn, args})
		}
	}
	for _, c := range invokes {
		v := args(c.Param)
		if c.outer != nil || c.tparam != nil || c.Type > 0 || v == nil {
			out.invokes = append(out.invokes, c)
			continue
		}
		e.invokeArg(out, v, c, c.Path, c.Pos, giving{c.Given, fn, args})
	}
}
