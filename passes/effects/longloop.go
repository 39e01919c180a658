package effects

import (
	"go/ast"
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/cfg"
	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// loopEffects returns the effects of the loops of fn: those of which it never
// comes out by what it does itself.
func (e *engine) loopEffects(fn *ssa.Function) []Effect {
	return append(e.busyWaits(fn), e.longLoops(fn)...)
}

// longLoops returns an effect for each loop of fn that fn itself cannot leave:
// no condition, return, break, panic or end of a channel leads out of it, so
// that the call never returns. Busy waits are not among them, see busyWaits.
//
// Loops are sought in the syntax: SSA forgets where a loop begins, an empty one
// leaves no trace, and it adds ways out that never happen, such as the panic of
// a select in which no case is ready.
func (e *engine) longLoops(fn *ssa.Function) []Effect {
	effs, ok := e.endless[fn]
	if !ok {
		effs = e.findLongLoops(fn)
		e.endless[fn] = effs
	}
	return effs
}

func (e *engine) findLongLoops(fn *ssa.Function) []Effect {
	// The body of a range over a function is part of the function around it.
	body := bodyOf(fn.Syntax())
	if body == nil || !e.mayLoop(body) {
		return nil
	}
	f := flow{e: e, instrs: e.instrsAt(fn), exits: make(map[*cfg.Block]bool)}
	var effs []Effect
	for _, loop := range f.endless(cfg.New(body, func(*ast.CallExpr) bool { return true })) {
		at := spanOfLoop(loop)
		blocks := blocksIn(fn, at)
		if e.waitsBusily(fn, blocks) || !at.pos.IsValid() {
			continue
		}
		effs = append(effs, Effect{Kind: models.Loop, Bound: Forever, Cause: e.waitIn(fn, at), Guard: guardOfLoop(fn, blocks),
			Path: Path{Hops: []Hop{{Func: "endless loop", Pos: e.position(at.pos)}}}})
	}
	return effs
}

// waitsBusily reports whether a loop, which is known by its blocks in the source, is a busy
// wait. They lack those that have no position, such as where a loop in there counts: so a
// loop of the control flow has to be one as well.
func (e *engine) waitsBusily(fn *ssa.Function, blocks map[*ssa.BasicBlock]bool) bool {
	if _, busy := e.busyLoop(blocks); !busy {
		return false
	}
	for _, loop := range loops(fn) {
		for b := range loop {
			if blocks[b] {
				if _, busy := e.busyLoop(loop); busy {
					return true
				}
				break
			}
		}
	}
	return false
}

// guardOfLoop returns the parameter that has to have some value for control to
// come to a loop. Of one that leaves no trace nothing is known.
func guardOfLoop(fn *ssa.Function, loop map[*ssa.BasicBlock]bool) Guard {
	for _, first := range inOrder(loop) {
		entry := true
		for b := range loop {
			entry = entry && first.Dominates(b)
		}
		if entry {
			return guardOf(fn, first)
		}
	}
	return Guard{}
}

func bodyOf(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// mayLoop reports whether a function has a statement of which an endless loop
// can be made: most have none.
func (e *engine) mayLoop(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt:
			_, known := e.constant(n.Cond)
			found = found || n.Cond == nil || known
		case *ast.RangeStmt:
			t := e.pass.TypesInfo.TypeOf(n.X)
			if t != nil {
				found = found || chanOf(t) != nil
			}
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO
		}
		return !found
	})
	return found
}

// constant returns the value of a condition that is a constant.
func (e *engine) constant(cond ast.Node) (value, known bool) {
	expr, ok := cond.(ast.Expr)
	if !ok || expr == nil {
		return false, false
	}
	v := e.pass.TypesInfo.Types[expr].Value
	if v == nil || v.Kind() != constant.Bool {
		return false, false
	}
	return constant.BoolVal(v), true
}

// flow is the control flow of one function.
type flow struct {
	e      *engine
	instrs map[token.Pos]ssa.Instruction
	exits  map[*cfg.Block]bool // whether the function may end in a block
}

// endless returns the loops without a way out: strongly connected blocks that
// no edge leaves. They are in the order of the source.
func (f *flow) endless(g *cfg.CFG) [][]*cfg.Block {
	live := f.reach(g.Blocks[0])
	escapes := make(map[*cfg.Block]bool) // can come to an end
	for changed := true; changed; {
		changed = false
		for _, b := range live {
			if !escapes[b] && (f.exit(b) || slices.ContainsFunc(f.succs(b), func(s *cfg.Block) bool { return escapes[s] })) {
				escapes[b], changed = true, true
			}
		}
	}
	var found [][]*cfg.Block
	known := make(map[*cfg.Block]bool)
	for _, b := range live {
		if escapes[b] || known[b] {
			continue
		}
		loop := f.bottom(b)
		if !known[loop[0]] {
			found = append(found, loop)
		}
		for _, c := range loop {
			known[c] = true
		}
	}
	return found
}

// bottom returns the blocks among which control stays in the end, once it is in
// b: a block from which there is no end leads to some loop.
func (f *flow) bottom(b *cfg.Block) []*cfg.Block {
	for {
		reached := f.reach(b)
		i := slices.IndexFunc(reached, func(c *cfg.Block) bool { return !slices.Contains(f.reach(c), b) })
		if i < 0 {
			return reached
		}
		b = reached[i]
	}
}

// reach returns the blocks that control may come to from b, which is the first.
func (f *flow) reach(b *cfg.Block) []*cfg.Block {
	seen := map[*cfg.Block]bool{b: true}
	blocks := []*cfg.Block{b}
	for i := 0; i < len(blocks); i++ {
		for _, s := range f.succs(blocks[i]) {
			if !seen[s] {
				seen[s] = true
				blocks = append(blocks, s)
			}
		}
	}
	return blocks
}

// succs returns the blocks that may come after b, given constant conditions.
func (f *flow) succs(b *cfg.Block) []*cfg.Block {
	if len(b.Succs) != 2 {
		return b.Succs
	}
	switch {
	case b.Kind == cfg.KindRangeLoop:
		if f.neverClosed(b.Stmt.(*ast.RangeStmt)) {
			return b.Succs[:1]
		}
	case isStuck(b.Succs[1]):
		return b.Succs[:1]
	case len(b.Nodes) > 0:
		if value, known := f.e.constant(b.Nodes[len(b.Nodes)-1]); known {
			if value {
				return b.Succs[:1]
			}
			return b.Succs[1:]
		}
	}
	return b.Succs
}

// isStuck reports whether a block is where a select would go on if no case ever
// became ready.
func isStuck(b *cfg.Block) bool {
	return b.Kind == cfg.KindSelectAfterCase && len(b.Nodes)+len(b.Succs) == 0
}

// neverClosed reports whether a range is over the channel of a timer or ticker:
// nobody closes those.
func (f *flow) neverClosed(s *ast.RangeStmt) bool {
	recv, ok := f.instrs[s.For].(*ssa.UnOp)
	if !ok || recv.Op != token.ARROW {
		return false
	}
	srcs := f.e.sources(recv.X)
	for _, src := range srcs {
		if m := f.e.modelOfValue(src.value); m == nil || m.Timer == nil {
			return false
		}
	}
	return len(srcs) > 0
}

// exit reports whether the function may end in a block: nothing comes after it,
// or a call in it may not come back.
func (f *flow) exit(b *cfg.Block) bool {
	found, ok := f.exits[b]
	if ok {
		return found
	}
	found = len(b.Succs) == 0
	for _, n := range b.Nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.CallExpr:
				found = found || f.e.leaves(f.instrs[n.Lparen], 0)
			}
			return !found
		})
	}
	f.exits[b] = found
	return found
}

// spanOfLoop returns the source of a loop, from its for statement on, or from
// the label that a goto leads back to. It is empty if neither is there.
func spanOfLoop(loop []*cfg.Block) span {
	var s span
	for _, b := range loop {
		switch b.Kind {
		case cfg.KindForBody, cfg.KindForLoop, cfg.KindRangeLoop:
			s.widen(b.Stmt.Pos(), b.Stmt.End())
		case cfg.KindLabel:
			if l, ok := b.Stmt.(*ast.LabeledStmt); ok && !isLoop(l.Stmt) {
				s.widen(l.Pos(), l.Colon)
			}
		}
		for _, n := range b.Nodes {
			if s.pos.IsValid() {
				s.widen(s.pos, n.End())
			}
		}
	}
	return s
}

func isLoop(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}

func (s *span) widen(pos, end token.Pos) {
	if !s.pos.IsValid() || pos < s.pos {
		s.pos = pos
	}
	s.end = max(s.end, end)
}

func (s span) has(pos token.Pos) bool { return s.pos <= pos && pos < s.end }

// instrsAt returns the instructions of a function by their positions, those of
// the bodies of ranges over functions included.
func (e *engine) instrsAt(fn *ssa.Function) map[token.Pos]ssa.Instruction {
	m := make(map[token.Pos]ssa.Instruction)
	for _, f := range withBodies(fn) {
		for _, b := range e.live(f) {
			for _, in := range b.Instrs {
				switch in.(type) {
				case *ssa.Call, *ssa.Panic, *ssa.UnOp:
					if in.Pos().IsValid() {
						m[in.Pos()] = in
					}
				}
			}
		}
	}
	return m
}

// withBodies returns a function and what SSA makes of the bodies of its ranges
// over functions.
func withBodies(fn *ssa.Function) []*ssa.Function {
	fns := []*ssa.Function{fn}
	for i := 0; i < len(fns); i++ {
		for _, lit := range fns[i].AnonFuncs {
			if lit.Synthetic == "range-over-func yield" {
				fns = append(fns, lit)
			}
		}
	}
	return fns
}

// blocksIn returns the blocks of a function that have instructions of a loop.
func blocksIn(fn *ssa.Function, s span) map[*ssa.BasicBlock]bool {
	blocks := make(map[*ssa.BasicBlock]bool)
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if s.has(in.Pos()) {
				blocks[b] = true
			}
		}
	}
	return blocks
}

// waitIn returns the first operation on channels in a loop, or nil.
func (e *engine) waitIn(fn *ssa.Function, s span) *Cause {
	var first *Effect
	var at token.Pos
	for _, f := range withBodies(fn) {
		for _, b := range e.live(f) {
			for _, in := range b.Instrs {
				switch in.(type) {
				case *ssa.Send, *ssa.UnOp, *ssa.Select:
				default:
					continue
				}
				if pos := in.Pos(); s.has(pos) && (first == nil || pos < at) {
					if eff, ok := e.channelOp(f, in); ok {
						first, at = &eff, pos
					}
				}
			}
		}
	}
	if first == nil {
		return nil
	}
	last := first.Path.Last()
	return &Cause{Func: last.Func, Pos: last.Pos}
}
