package par

// claim takes the oldest public frame of v. While is a frame that v has taken from s, or nil: what v has forked then descends from it as long as
// it has not ended, since v began to call it when all older frames of v were taken. If it ended after pub was read, the generation has changed.
func (s *Strand[A, R]) claim(v *Strand[A, R], while *frame[A, R]) *frame[A, R] {
	o := v.pub.Load()
	t := pubNext(o)
	if t >= pubSplit(o) || while != nil && while.state.Load() != frameOpen || !v.pub.CompareAndSwap(o, o+pubTail) {
		return nil
	}
	f := &v.frames[t]
	f.thief.Store(s)
	return f
}

// call calls the function for a frame of v that s has taken.
func (s *Strand[A, R]) call(v *Strand[A, R], f *frame[A, R]) {
	base, outer := s.top, s.base
	s.base, s.split = base, base
	s.pub.Store(s.pub.Load()&^(pubGen-1) + pubGen | uint64(base)<<pubBits | uint64(base))
	if l := s.lim.Load(); l < forkAsked {
		s.lim.CompareAndSwap(l, upTo(base+s.keep))
	}
	s.seat.beat()
	normal := false
	defer func() {
		out := &s.run.out
		switch {
		case normal && s.top == base:
		case normal:
			s.pool.tellUnawaited()
			out.panic(unawaitedForks)
			f.failed = true
		default:
			if r := recover(); r != nil {
				out.panic(r)
			} else {
				out.goexit()
			}
			f.failed = true
		}
		s.unwind(base)
		s.base = outer
		v.ended(f)
	}()
	f.res = s.fn(s, f.arg)
	normal = true
}

// ended tells v, whose frame f is, that the call is over.
func (v *Strand[A, R]) ended(f *frame[A, R]) {
	if f.state.Swap(frameEnded) == frameParked {
		v.wake <- struct{}{} // it has room for one
	}
}

// patience is how many turns wait looks around before it parks, some 50 µs.
const patience = 1000

// wait returns when a frame that was taken has ended. If it may help it runs what the thief has forked in the meantime, and nothing else: leapfrogging,
// see Wagner and Calder, "Leapfrogging: a portable technique for implementing efficient futures" (PPoPP 1993).
func (s *Strand[A, R]) wait(f *frame[A, R], help bool) {
	for n := 0; n < patience; n++ {
		if f.state.Load() == frameEnded {
			return
		}
		if help {
			if v := f.thief.Load(); v != nil {
				if g := s.claim(v, f); g != nil {
					s.call(v, g)
					n = 0
					continue
				}
				if n%16 == 8 {
					s.run.request(now())
				}
			}
		}
		spin()
	}
	s.wake = make(chan struct{}, 1)
	if f.state.CompareAndSwap(frameOpen, frameParked) {
		s.seat.parkAt(s.wake)
	}
	s.wake = nil
}
