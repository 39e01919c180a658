package effects

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// buildSSA builds the package. The buildssa pass is not used because a driver
// would run it before this one could say that the standard library needs none,
// and because it leaves out literals in the initialisers of variables.
func buildSSA(pass *analysis.Pass) (*ssa.Package, []*ssa.Function) {
	prog := ssa.NewProgram(pass.Fset, ssa.BuilderMode(0))
	for _, p := range pass.Pkg.Imports() {
		prog.CreatePackage(p, nil, nil, true)
	}
	pkg := prog.CreatePackage(pass.Pkg, pass.Files, pass.TypesInfo, false)
	pkg.Build()

	var funcs []*ssa.Function
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil {
			return
		}
		funcs = append(funcs, fn)
		for _, lit := range fn.AnonFuncs {
			add(lit)
		}
	}
	add(pkg.Func("init"))
	for _, obj := range declared(pass) {
		add(prog.FuncValue(obj))
	}
	return pkg, funcs
}

// declared returns the functions that the package declares, in source order.
func declared(pass *analysis.Pass) []*types.Func {
	var objs []*types.Func
	for _, decl := range funcDecls(pass.Files) {
		// The blank function and those that do not type-check have no object.
		if obj, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
			objs = append(objs, obj)
		}
	}
	return objs
}

// live returns the blocks of a function that can run: those behind a condition that is
// never met, such as "if debug", do not count.
func live(fn *ssa.Function, never func(cond ssa.Value, want bool) bool) []*ssa.BasicBlock {
	if len(fn.Blocks) == 0 {
		return nil
	}
	seen := make([]bool, len(fn.Blocks))
	var visit func(b *ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		if seen[b.Index] {
			return
		}
		seen[b.Index] = true
		succs := b.Succs
		if cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			switch {
			case never(cond.Cond, true):
				succs = succs[1:]
			case never(cond.Cond, false):
				succs = succs[:1]
			}
		}
		for _, s := range succs {
			visit(s)
		}
	}
	visit(fn.Blocks[0])
	if fn.Recover != nil {
		visit(fn.Recover)
	}
	var blocks []*ssa.BasicBlock
	for _, b := range fn.Blocks {
		if seen[b.Index] {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// live returns the blocks of fn that can run.
func (e *engine) live(fn *ssa.Function) []*ssa.BasicBlock {
	blocks, ok := e.blocks[fn]
	if !ok {
		blocks = live(fn, e.never)
		e.blocks[fn] = blocks
	}
	return blocks
}
