package par_test

import "testing"

// The promise of joins.push and takeOffer, as a model whose interleavings are all tried: when both have done their steps and a frame is there, the deque is listed, so that whoever has a
// token looks at it. Owner and worker share pub and on; each step is one atomic access.

type joinState struct {
	frame, listed bool
	owner, worker int // next step
	ownerSaw      bool
	pushes        int // still to come
}

// joinModel says how the two behave; the right ones and some that are wrong.
type joinModel struct {
	lookFirst bool // the owner looks whether it is listed before it shows the frame
	noRecheck bool // the worker does not look again after it has taken the deque off the list
}

func (m joinModel) ownerStep(s joinState) (joinState, bool) {
	show, look := 0, 1
	if m.lookFirst {
		show, look = 1, 0
	}
	switch s.owner {
	case show, look:
		if s.owner == show {
			s.frame = true
		} else {
			s.ownerSaw = s.listed
		}
		s.owner++
	case 2: // under the lock, which the worker has while it is at work
		if !s.ownerSaw && s.worker%4 != 0 {
			return s, false
		}
		s.listed = s.listed || !s.ownerSaw
		s.owner++
	case 3: // the frame may be taken back before the next one
		if s.pushes == 0 {
			return s, false
		}
		s.pushes--
		s.frame, s.owner = false, 0
	}
	return s, true
}

// A worker has the lock from its first step to its last one, and begins again as long as the deque is listed.
func (m joinModel) workerStep(s joinState) (joinState, bool) {
	switch s.worker {
	case 0:
		if !s.listed {
			return s, false
		}
		s.worker++
	case 1:
		if s.frame {
			s.frame = false // by CAS: it was there
			s.worker = 0
			return s, true
		}
		s.worker++
	case 2:
		s.listed = false
		s.worker++
	case 3:
		if s.frame && !m.noRecheck {
			s.listed = true
		}
		s.worker = 0
	}
	return s, true
}

// lost counts the states at rest in which a frame is there and nobody will look at it.
func (m joinModel) lost() (lost, states int) {
	seen := map[joinState]bool{}
	open := []joinState{{pushes: 3}, {pushes: 3, listed: true}}
	for len(open) > 0 {
		s := open[len(open)-1]
		open = open[:len(open)-1]
		if seen[s] {
			continue
		}
		seen[s] = true
		moved := false
		for _, step := range []func(joinState) (joinState, bool){m.ownerStep, m.workerStep} {
			if next, ok := step(s); ok {
				moved = true
				open = append(open, next)
			}
		}
		// The owner may work for ever after each push, so its rest between two pushes counts as well.
		if s.owner == 3 && s.worker == 0 && s.frame && !s.listed || !moved && s.frame {
			lost++
		}
	}
	return lost, len(seen)
}

func TestJoinProtocol(t *testing.T) {
	if lost, states := (joinModel{}).lost(); lost != 0 || states < 50 {
		t.Errorf("frames that nobody looks at in %d of %d states", lost, states)
	}
	for _, wrong := range []joinModel{{lookFirst: true}, {noRecheck: true}} {
		if lost, _ := wrong.lost(); lost == 0 {
			t.Errorf("the model does not see what is wrong with %+v", wrong)
		}
	}
}
