package effects

import "golang.org/x/tools/go/ssa"

// Workers that share a channel send as often as it is sent to, however many they are, if
// each of them sends once for what it receives:
//
//	for x := range in {
//		out <- f(x)
//	}

// relayed returns how often a send runs for one make of its channel, if it runs at most
// once for each receive from another channel of the same function.
func (s *sends) relayed(send ssa.Instruction) ([]count, bool) {
	const maxDepth = 2
	if s.depth > maxDepth {
		return nil, false
	}
	for b := send.Block().Idom(); b != nil; b = b.Idom() {
		recv := receivedIn(b)
		if recv == nil || len(b.Succs[0].Preds) != 1 || !b.Succs[0].Dominates(send.Block()) || s.e.leads(send.Block(), send.Block(), b) {
			continue
		}
		from := s.e.makeChan(recv.X)
		if from == nil || from == s.mc || from.Parent() != s.mc.Parent() || s.e.inLoop(from.Block(), s.mc.Block()) {
			continue
		}
		if counts, ok := s.e.sendCounts(from, s.depth+1); ok {
			return counts, true
		}
	}
	return nil, false
}

// receivedIn returns the receive after which a block asks whether there was something to
// receive, or nil.
func receivedIn(b *ssa.BasicBlock) *ssa.UnOp {
	branch, ok := atEndOf(b).(*ssa.If)
	if !ok {
		return nil
	}
	ex, ok := branch.Cond.(*ssa.Extract)
	if !ok || ex.Index != 1 {
		return nil
	}
	if recv, ok := ex.Tuple.(*ssa.UnOp); ok && recv.CommaOk && recv.Block() == b {
		return recv
	}
	return nil
}
