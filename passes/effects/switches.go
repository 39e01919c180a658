package effects

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// What a program does only if it is told to, it does rarely: its settings say so, in a
// variable, a field or a bit of an options word, or in one of the environment. Nothing
// tells a setting from a state but that it is off unless somebody sets it.

// switched reports whether an instruction is run only if a switch is on, or is in a
// literal that is made only then.
func (e *engine) switched(in ssa.Instruction) bool {
	for b := in.Block(); b != nil; b = b.Idom() {
		if e.onlyIfOn(b) {
			return true
		}
	}
	lit := in.Parent()
	if lit.Parent() == nil || len(*lit.Referrers()) == 0 {
		return false
	}
	for _, made := range *lit.Referrers() {
		if made.Parent() != lit.Parent() || !e.switched(made) {
			return false
		}
	}
	return true
}

// namedInput reports whether an instruction is run only if a name is "-", by which users of
// a command say that it is to read what they type, or what is piped to it.
func namedInput(in ssa.Instruction) bool {
	for b := in.Block(); b.Idom() != nil; b = b.Idom() {
		cond, ok := atEndOf(b.Idom()).(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := cond.Cond.(*ssa.BinOp)
		if !ok || eq.Op != token.EQL && eq.Op != token.NEQ || constantOf(eq.X) != dash && constantOf(eq.Y) != dash {
			continue
		}
		named := b.Idom().Succs[0]
		if eq.Op == token.NEQ {
			named = b.Idom().Succs[1]
		}
		if ways(named) == 1 && named.Dominates(in.Block()) {
			return true
		}
	}
	return false
}

const dash = `"-"`

// onlyIfOn reports whether all ways to a block are branches for a switch that is on, as
// the two of a || b are.
func (e *engine) onlyIfOn(b *ssa.BasicBlock) bool {
	for _, p := range b.Preds {
		cond, ok := atEndOf(p).(*ssa.If)
		if !ok || p.Succs[0] == p.Succs[1] || !e.isOn(cond.Cond, b == p.Succs[0], 0) {
			return false
		}
	}
	return len(b.Preds) > 0
}

// isOn reports whether a condition that is true, or not, says that a switch is on which is
// off at first: a bool, a bit, or a package-level flag or level.
func (e *engine) isOn(cond ssa.Value, is bool, depth int) bool {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return e.isOn(c.X, !is, depth)
		}
		return is && isBool(c.Type()) && e.offAtFirst(c)
	case *ssa.Field:
		return is && isBool(c.Type()) && e.offAtFirst(c)
	case *ssa.Extract:
		return is && isBool(c.Type()) && e.isSetting(c.Tuple)
	case *ssa.BinOp:
		return e.hasBit(c, is) || is && e.isLevel(c) || e.isSet(c, is)
	case *ssa.Call:
		fn := e.callee(&c.Call)
		if fn == nil || depth == maxReach {
			return false
		}
		on := results(fn, 0)
		for _, v := range on {
			if !e.isOn(v, is, depth+1) {
				return false
			}
		}
		return len(on) > 0
	}
	return false
}

// hasBit reports whether a comparison that is true, or not, says that a word has one of
// the bits of a constant.
func (e *engine) hasBit(c *ssa.BinOp, is bool) bool {
	and, ok := c.X.(*ssa.BinOp)
	if !ok || and.Op != token.AND || c.Op != token.EQL && c.Op != token.NEQ {
		return false
	}
	word, mask := and.X, and.Y
	if constantOf(mask) == "" {
		word, mask = mask, word
	}
	bits, to := constantOf(mask), constantOf(c.Y)
	set := to == bits && is == (c.Op == token.EQL) || to == "0" && is == (c.Op == token.NEQ)
	return bits != "" && bits != "0" && set && e.offAtFirst(word)
}

// isLevel reports whether a comparison that is true says that a package-level variable,
// or a field of one, is greater than at first.
func (e *engine) isLevel(c *ssa.BinOp) bool {
	than := constantOf(c.Y)
	if than == "" || c.Op != token.GTR && (c.Op != token.GEQ || than == "0") {
		return false
	}
	load, ok := c.X.(*ssa.UnOp)
	return ok && load.Op == token.MUL && variableAt(load.X) != nil && e.offAtFirst(load)
}

// isSet reports whether a comparison that is true, or not, says that a setting is not
// empty.
func (e *engine) isSet(c *ssa.BinOp, is bool) bool {
	to, ok := c.Y.(*ssa.Const)
	if !ok || to.Value == nil || to.Value.Kind() != constant.String || !e.isSetting(c.X) {
		return false
	}
	empty := constant.StringVal(to.Value) == ""
	return empty && is == (c.Op == token.NEQ) || !empty && is == (c.Op == token.EQL)
}

// isSetting reports whether a value is one that somebody has set from outside, see
// models.Func.
func (e *engine) isSetting(v ssa.Value) bool {
	m := e.modelOfValue(v)
	return m != nil && m.Setting
}

// offAtFirst reports whether a setting is zero unless somebody sets it: a field, or a
// package-level variable or what it leads to.
func (e *engine) offAtFirst(v ssa.Value) bool {
	for range 4 { // it may be kept in a variable that a literal captures
		load, ok := v.(*ssa.UnOp)
		if !ok || load.Op != token.MUL {
			break
		}
		a := e.alloc(load.X)
		if a == nil {
			break
		}
		vals := e.allocStores(a)
		if len(vals) != 1 {
			return false
		}
		v = vals[0]
	}
	switch v := v.(type) {
	case *ssa.Field:
		return !e.setFromStart(fieldOf(v.X.Type(), v.Field))
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return false
		}
		if g := variableAt(v.X); g != nil {
			return !e.onAtFirst(g)
		}
		f, ok := v.X.(*ssa.FieldAddr)
		return ok && !e.setFromStart(fieldOf(f.X.Type(), f.Field))
	}
	return false
}

// variableAt returns the package-level variable that an address leads to, as that of a
// flag, or of a pointer to the settings; or nil.
func variableAt(addr ssa.Value) *ssa.Global {
	for range 4 {
		switch x := addr.(type) {
		case *ssa.FieldAddr:
			addr = x.X
		case *ssa.UnOp:
			addr = x.X
		case *ssa.Global:
			return x
		}
	}
	return nil
}

// setFromStart reports whether this package sets a field wherever it makes the struct,
// always to the same, and never changes it: that is no setting.
func (e *engine) setFromStart(f *types.Var) bool {
	if len(e.setters[f]) == 0 || len(e.setters[f]) != len(e.stores[f]) {
		return false
	}
	for _, st := range e.setters[f] {
		if _, made := st.Addr.(*ssa.FieldAddr).X.(*ssa.Alloc); !made || isZero(st.Val) || constantOf(st.Val) == "" {
			return false
		}
	}
	return true
}

// onAtFirst reports whether a variable is initialised with something else than a
// zero, or a call that may have asked somebody.
func (e *engine) onAtFirst(g *ssa.Global) bool {
	init := g.Pkg.Func("init")
	for _, b := range init.Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok || st.Addr != g {
				continue
			}
			if c, ok := st.Val.(*ssa.Const); ok && c.Value != nil {
				return !isZero(c)
			}
		}
	}
	return false
}

// isZero reports whether a value is false or 0.
func isZero(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil {
		return false
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return !constant.BoolVal(c.Value)
	case constant.Int, constant.Float:
		return constant.Sign(c.Value) == 0
	}
	return false
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Bool
}
