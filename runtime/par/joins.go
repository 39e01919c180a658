package par

import (
	"sync"
	"sync/atomic"
)

// maxJoins is how many joins of one task may be open at the same time without the pool's lock.
const maxJoins = 128

// joins has the second halves of the joins that a task has open, the outermost first. All can be taken, and the oldest goes first. They cost no lock: the owner makes and takes back the newest
// by adding to pub, those who take one raise the other end of it by CAS, under the pool's lock, so that they meet only the owner.
type joins struct {
	group *group
	seat  *seat // of the owner

	top    int // the owner's
	pushes int // while it is quiet; likewise
	frames [maxJoins]struct {
		b     func(*Scope) // written before the half is made public, read by whoever has it
		taken *fork        // under pool.mu: what became of it
	}
	_ [64]byte // what others write must not share a cache line with what the owner does

	// pub is next<<32 | top: frames in [next, top) are there to be taken. While the newest one was taken and is taken back it is top < next for a moment: there are none then.
	pub   atomic.Uint64
	place offer
	hush  quietCall // under pool.mu

	borrowers borrowers
	homes     homes // of the owner
}

const joinsNext = 1 << 32

func (j *joins) free() (next, top int) {
	w := j.pub.Load()
	return int(w >> 32), int(w & (joinsNext - 1))
}

var joinsPool = sync.Pool{New: func() any { return new(joins) }}

// open makes the joins of a task.
func (s *Scope) open() *joins {
	j := joinsPool.Get().(*joins)
	j.group, j.seat = s.group, s.seat
	j.place.lane = s.group.place.lane
	s.joins = j
	j.pushes = 0
	if s.group.root.begin(s) {
		j.beQuiet()
	}
	return j
}

// release must be deferred by whoever makes a Scope.
func (s *Scope) release() {
	j := s.joins
	if j == nil {
		return
	}
	s.joins = nil
	j.withdraw() // also if nobody has it in a list: who has just taken it out of one looks at it once more in the same section, and must not find it with its next owner
	j.group, j.seat = nil, nil
	if j.top == 0 {
		j.homes.leave()
		joinsPool.Put(j)
	}
}

// push offers b, and returns its frame. It returns false if there are too many.
func (j *joins) push(b func(*Scope)) (t int, ok bool) {
	t = j.top
	if t == maxJoins {
		return t, false
	}
	j.frames[t].b = b
	j.top = t + 1
	j.pub.Add(1)
	// Whoever finds nothing here takes the offer back first and then looks again: either that sees the frame or this sees that there is no offer.
	if on := j.place.on.Load(); on == offerNot {
		j.share()
	} else if on == offerQuiet {
		j.consider()
	}
	return t, true
}

func (j *joins) share() {
	p := j.group.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	p.offer(j)
	p.dispatch()
}

// pop takes the newest frame back, unless it was taken.
func (j *joins) pop(t int) (mine bool) {
	if j.top != t+1 {
		panic("par: Join of a Scope on a goroutine that is not its task's")
	}
	j.pub.Add(^uint64(0))
	if next, _ := j.free(); next > t {
		return false
	}
	j.top = t
	j.frames[t].b = nil
	return true
}

// await waits for a frame that was taken, makes it free, and returns how the half ended.
func (j *joins) await(t int) *outcome {
	p, fr := j.group.pool, &j.frames[t]
	since := j.waits()
	defer j.waited(since)
	p.mu.Lock()
	f := fr.taken
	p.mu.Unlock()
	for n := 0; n < patience && !f.over.Load(); n++ {
		spin()
	}
	f.join(j.seat)
	fr.b, fr.taken = nil, nil
	j.top = t
	j.pub.Store(uint64(t)*joinsNext + uint64(t)) // nobody can take anything just now: all older ones were taken before this
	return &f.out
}

func (j *joins) listed() *offer { return &j.place }

func (j *joins) more() bool {
	next, top := j.free()
	return next < top
}

func (j *joins) claim() job {
	for {
		w := j.pub.Load()
		next, top := int(w>>32), int(w&(joinsNext-1))
		if next >= top {
			return nil
		}
		if j.pub.CompareAndSwap(w, w+joinsNext) {
			fr := &j.frames[next]
			f := &fork{group: j.group, seat: j.seat, b: fr.b, out: outcome{pool: j.group.pool}, claimed: true, joins: j, frame: next}
			fr.taken = f
			return f
		}
	}
}
