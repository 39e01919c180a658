package effects

import (
	"go/constant"
	"go/token"
	"go/types"
	"math"

	"golang.org/x/tools/go/ssa"
)

// A channel that only the function uses which makes it, without literals, is a queue:
// nobody else fills or empties it. How many items are in it can be counted, and where
// that is not enough to know whether an operation waits, the program has been run: it
// would wait for ever.

// A fill is how many items are in the buffer of a channel, at least and at most.
type fill struct{ least, most int64 }

// unlimited is the size of a buffer that is not known.
const unlimited = math.MaxInt64 / 2

// A turnout says whether an operation waits.
type turnout uint8

const (
	unknownTurn turnout = iota // others may use the channel, or it waits in any case
	freeTurn                   // it does not
	doubtTurn                  // it does not if the program is right
)

// aloneWith returns whether a send to a channel, or a receive from it, waits, if only the
// function of the instruction uses the channel.
func (e *engine) aloneWith(ch ssa.Value, in ssa.Instruction, dir types.ChanDir) turnout {
	mc := e.makeChan(ch)
	if mc == nil || mc.Parent() != in.Parent() || isInt(mc.Size, 0) {
		return unknownTurn
	}
	fills, ok := e.filling[mc]
	if !ok {
		fills = e.fillings(mc)
		e.filling[mc] = fills
	}
	f, ok := fills[in]
	if !ok {
		return unknownTurn
	}
	size := bufferSize(mc)
	switch {
	case dir == types.RecvOnly && f.least > 0, dir == types.SendOnly && size < unlimited && f.most < size:
		return freeTurn
	case dir == types.RecvOnly && f.most == 0, dir == types.SendOnly && f.least >= size:
		return unknownTurn
	case dir == types.SendOnly && len(e.chanUses(mc).receives) == 0:
		return unknownTurn // it is no queue
	}
	return doubtTurn
}

// bufferSize returns the size of the buffer of a channel, or unlimited if it is not
// known.
func bufferSize(mc *ssa.MakeChan) int64 {
	if c, ok := mc.Size.(*ssa.Const); ok && c.Value != nil {
		if n, ok := constant.Int64Val(constant.ToInt(c.Value)); ok {
			return n
		}
	}
	return unlimited
}

// fillings returns how much is in the buffer of a channel before each instruction that
// uses it, or nil if others than its function may use it.
func (e *engine) fillings(mc *ssa.MakeChan) map[ssa.Instruction]fill {
	u := e.chanUses(mc)
	if u.escapes || u.given || u.returned || len(u.holders) > 0 || len(u.sends) == 0 {
		return nil
	}
	q := &queue{mc: mc, size: bufferSize(mc), change: make(map[ssa.Instruction]fill), before: make(map[ssa.Instruction]fill)}
	for _, in := range u.sends {
		q.change[in] = q.change[in].plus(fill{1, 1}, in)
	}
	for _, in := range u.receives {
		q.change[in] = q.change[in].plus(fill{-1, -1}, in)
	}
	q.follow()
	return q.before
}

// plus adds what an instruction may do. A select does one of several things.
func (f fill) plus(g fill, in ssa.Instruction) fill {
	if _, ok := in.(*ssa.Select); ok {
		return fill{min(f.least, g.least), max(f.most, g.most)}
	}
	return fill{f.least + g.least, f.most + g.most}
}

// A queue is a channel of one function whose items are counted.
type queue struct {
	mc     *ssa.MakeChan
	size   int64
	change map[ssa.Instruction]fill // what instructions do
	before map[ssa.Instruction]fill // what is in the buffer before them
}

// follow counts the items forward, block by block, from where the channel is made.
func (q *queue) follow() {
	const maxVisits = 8 // of a block, before its loop counts as endless
	entry := make(map[*ssa.BasicBlock]fill)
	visits := make(map[*ssa.BasicBlock]int)
	work := []*ssa.BasicBlock{q.mc.Block()}
	for len(work) > 0 {
		b := work[0]
		work = work[1:]
		state, known := entry[b]
		for _, in := range b.Instrs {
			if in == q.mc {
				state, known = fill{}, true
			}
			if change, ok := q.change[in]; ok && known {
				q.before[in] = state
				state = q.within(fill{state.least + change.least, state.most + change.most})
			}
		}
		if !known {
			continue
		}
		for i, succ := range b.Succs {
			if succ == q.mc.Block() {
				continue // there it is made anew
			}
			next := q.along(state, b, i)
			if old, ok := entry[succ]; ok {
				next = fill{min(next.least, old.least), max(next.most, old.most)}
				if next == old {
					continue
				}
			}
			if visits[succ]++; visits[succ] > maxVisits {
				next = fill{0, q.size}
				if entry[succ] == next {
					continue
				}
			}
			entry[succ] = next
			work = append(work, succ)
		}
	}
}

// within bounds a count by what fits: an operation that waits for ever changes nothing.
func (q *queue) within(f fill) fill {
	return fill{min(max(f.least, 0), q.size), min(max(f.most, 0), q.size)}
}

// along returns how much is in the buffer on one of the ways out of a block, where its
// condition compares the length of the buffer with a number.
func (q *queue) along(f fill, b *ssa.BasicBlock, way int) fill {
	branch, ok := atEndOf(b).(*ssa.If)
	if !ok {
		return f
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok {
		return f
	}
	op, n, ok := q.compared(cmp)
	if !ok {
		return f
	}
	if way == 1 {
		op = negated[op]
	}
	switch op {
	case token.GTR:
		f.least = max(f.least, n+1)
	case token.GEQ:
		f.least = max(f.least, n)
	case token.LSS:
		f.most = min(f.most, n-1)
	case token.LEQ:
		f.most = min(f.most, n)
	case token.EQL:
		f.least, f.most = max(f.least, n), min(f.most, n)
	case token.NEQ:
		if f.least == n {
			f.least++
		}
		if f.most == n {
			f.most--
		}
	}
	return q.within(fill{f.least, max(f.most, f.least)})
}

var negated = map[token.Token]token.Token{
	token.GTR: token.LEQ, token.LEQ: token.GTR, token.LSS: token.GEQ, token.GEQ: token.LSS,
	token.EQL: token.NEQ, token.NEQ: token.EQL,
}

var turned = map[token.Token]token.Token{
	token.GTR: token.LSS, token.LSS: token.GTR, token.GEQ: token.LEQ, token.LEQ: token.GEQ,
	token.EQL: token.EQL, token.NEQ: token.NEQ,
}

// compared returns what a comparison says of the length of the buffer, which is asked
// just before it, if it does.
func (q *queue) compared(cmp *ssa.BinOp) (token.Token, int64, bool) {
	op, x, y := cmp.Op, cmp.X, cmp.Y
	if !q.isLen(x) {
		op, x, y = turned[op], y, x
	}
	if !q.isLen(x) || negated[op] == token.ILLEGAL || q.changedSince(x.(*ssa.Call), cmp.Block()) {
		return op, 0, false
	}
	if call, ok := y.(*ssa.Call); ok && isBuiltin(call, "cap") && q.isMine(call.Call.Args[0]) {
		return op, q.size, q.size < unlimited
	}
	c, ok := y.(*ssa.Const)
	if !ok || c.Value == nil {
		return op, 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(c.Value))
	return op, n, ok
}

func (q *queue) isLen(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	return ok && isBuiltin(call, "len") && q.isMine(call.Call.Args[0])
}

func (q *queue) isMine(ch ssa.Value) bool { return unchanged(ch) == q.mc }

// changedSince reports whether the channel may have been used between a call and the end
// of a block.
func (q *queue) changedSince(call *ssa.Call, b *ssa.BasicBlock) bool {
	if call.Block() != b {
		return true
	}
	after := false
	for _, in := range b.Instrs {
		if _, ok := q.change[in]; ok && after {
			return true
		}
		after = after || in == call
	}
	return false
}
