package effects

import "go/types"

// Which permits a function has taken at some point is found forward, block by block, as
// it is with mutexes (lockflow.go), and errs on the side of fewer. A permit is taken by a
// send to the channel or by a receive from it; the other of the two gives it back.

// A taking is a permit that may be taken: of which channel and how.
type taking struct {
	place chanPlace
	field string        // where the place is not known: the field or variable, see lockKey
	dir   types.ChanDir // SendOnly or RecvOnly
}

// back returns the taking that is given back by what would else be this one.
func (t taking) back() taking {
	t.dir = types.SendOnly + types.RecvOnly - t.dir
	return t
}

// A grant says how a permit is held.
type grant struct {
	times int
	when  condition // unset: in any case; of an error that it is nil
	field string    // that holds the channel, if that is known

	// Who comes by another way, where it is not held, may know that by what is not seen
	// here: so it is held where the ways meet, if something is left on one that tells.
	soft bool

	none bool // there is no channel, and so nothing to give back
}

func (g grant) sure() bool { return g.when == condition{} }

// A permitStep is what an instruction does: if the opposite has been done before, it gives
// back, else it takes.
type permitStep struct {
	taking
	when  condition
	field string
	soft  bool
	later bool // by a task: it gives back what is held, and takes nothing here
}

// permits are what is held at some point.
type permits map[taking]grant

// find returns the permits held that may be a taking, in no order.
func (p permits) find(t taking, field string) []taking {
	if _, ok := p[t]; ok {
		return []taking{t}
	}
	var found []taking
	for k, g := range p {
		if k.dir == t.dir && field != "" && g.field == field && (!k.place.known() || !t.place.known()) {
			found = append(found, k)
		}
	}
	return found
}

func (p permits) step(s permitStep) {
	if held := p.find(s.back(), s.field); len(held) > 0 {
		for _, k := range held {
			g := p[k]
			p.giveBack(k)
			if _, left := p[k]; !left && len(held) == 1 && s.when == (condition{}) && g.when.value != nil && isBool(g.when.value.Type()) {
				// Where there is nothing to give back it takes.
				p[s.taking] = grant{times: 1, when: condition{g.when.value, !g.when.want}, field: s.field, soft: s.soft}
			}
		}
		return
	}
	old, ok := p[s.taking]
	switch {
	case ok && s.when != (condition{}):
	case ok && old.sure():
		old.times, old.none = min(old.times+1, maxTimes), false
		p[s.taking] = old
	default:
		p[s.taking] = grant{times: 1, when: s.when, field: s.field, soft: s.soft}
	}
}

func (p permits) giveBack(k taking) {
	switch g := p[k]; {
	case g.times == maxTimes: // as many as there are turns of a loop
	case g.sure() && g.times > 1:
		g.times--
		p[k] = g
	default:
		delete(p, k)
	}
}

// handOn gives a permit to a task, unless that is refused.
func (p permits) handOn(k taking, refused condition) {
	g := p[k]
	if refused == (condition{}) || !g.sure() || g.times > 1 {
		p.giveBack(k)
		return
	}
	g.when = refused
	p[k] = g
}
