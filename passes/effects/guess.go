package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

// Which type is in an interface that other packages fill is out of sight, see doc.go. But
// Go's conventions tell something: what takes a context can be told to stop waiting, and
// what returns an error besides may fail, as remote procedures, databases and stores do.
// Most that do both do wait. So it is possible that such a function does of which nothing
// else is known.
//
// Guesses are for who reads the code where the call is: importers do not get to know
// them, and no other conclusion is drawn from them.

// guess adds that a call may wait of which it is not known what it runs.
func (e *engine) guess(out *outcome, c *ssa.CallCommon, pos finding.Position) {
	if !e.mayWait(c.Signature()) {
		return
	}
	name := nameOfValue(c.Value)
	if c.IsInvoke() {
		name = e.unknownMethod(c.Value.Type(), c.Method.Name())
	}
	if name != "" {
		out.effects = append(out.effects, guessed(name, Path{}, pos))
	}
}

// unknownMethod returns the full name of a method that may wait and of which nothing is
// known, or "".
func (e *engine) unknownMethod(t types.Type, name string) string {
	m, ok := lookupMethod(t, name).(*types.Func)
	if !ok || !e.mayWait(m.Signature()) || e.model(m) != nil || e.told(m).Calls() {
		return ""
	}
	return fullName(m)
}

// guessParams adds to what an instruction of the task fn does that functions which were
// passed to it or to the functions around it, and methods of what was passed, may wait.
func (e *engine) guessParams(out *outcome, fn *ssa.Function) {
	for _, c := range out.calls {
		p, typ := passedTo(fn, c)
		if typ == nil {
			continue
		}
		if sig, ok := coreType(typ).Underlying().(*types.Signature); ok && e.mayWait(sig) {
			out.effects = append(out.effects, guessed(p.Name(), c.Path, c.Pos))
		}
	}
	for _, c := range out.invokes {
		_, typ := passedTo(fn, c.ParamCall)
		if typ == nil || c.tparam != nil || c.Type > 0 || e.isSealed(typ) {
			continue
		}
		if name := e.unknownMethod(typ, c.Method); name != "" {
			out.effects = append(out.effects, guessed(name, c.Path, c.Pos))
		}
	}
}

// passedTo returns the parameter which fn, or a function around it, calls, and of what type
// that is which it calls of it.
func passedTo(fn *ssa.Function, c ParamCall) (*ssa.Parameter, types.Type) {
	p := c.outer
	if p == nil {
		i := slices.IndexFunc(fn.Params, func(p *ssa.Parameter) bool { return paramIndex(p) == c.Param })
		if i < 0 {
			return nil, nil
		}
		p = fn.Params[i]
	}
	return p, partType(p.Type(), c.Part)
}

func guessed(name string, via Path, pos finding.Position) Effect {
	return Effect{Kind: models.Blocking, Bound: Ctx, Doubt: true, guessed: true,
		Path: via.join(Path{Hops: []Hop{{Func: name, Pos: pos, Edge: Param}}})}
}

// mayWait reports whether a function takes a context and returns an error.
func (e *engine) mayWait(sig *types.Signature) bool {
	res := sig.Results()
	return sig.Params().Len() > 0 && e.isContext(sig.Params().At(0).Type()) &&
		res.Len() > 0 && types.Identical(res.At(res.Len()-1).Type(), types.Universe.Lookup("error").Type())
}

// nameOfValue returns the full name of the field or variable that a function is read from,
// or "".
func nameOfValue(v ssa.Value) string {
	var f *types.Var
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return ""
		}
		switch addr := v.X.(type) {
		case *ssa.FieldAddr:
			f = fieldOf(addr.X.Type(), addr.Field)
		case *ssa.Global:
			f, _ = addr.Object().(*types.Var)
		}
	case *ssa.Field:
		f = fieldOf(v.X.Type(), v.Field)
	}
	if f == nil || f.Pkg() == nil {
		return ""
	}
	return f.Pkg().Path() + "." + f.Name()
}

// withoutGuesses returns the effects that other packages get to know.
func withoutGuesses(effs []Effect) []Effect {
	return slices.DeleteFunc(slices.Clone(effs), func(e Effect) bool { return e.guessed })
}
