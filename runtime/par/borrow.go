package par

import "sync/atomic"

// A half of a Join that uses the Scope around it instead of the one that it gets is easily written, and harmless until a worker takes it: then two goroutines push to one stack of frames. So a worker that has a half says so while it runs it, and while a half is out,
// Join looks whether the caller is such a worker. None is blamed that is right: who has a half of a Join is not the one who made it.

// borrowers are the goroutines that have halves of joins, by frame. Of more than there is room for some are not known.
type borrowers [16]atomic.Uint64

// borrow notes that the calling goroutine has a frame, until the returned function is called.
func (b *borrowers) borrow(frame int) (end func()) {
	at, me := &b[frame%len(b)], uint64(whoami())
	at.Store(me)
	return func() { at.CompareAndSwap(me, 0) }
}

// verify panics if the calling goroutine has a half of j. It is for when some are out: the first n frames have been taken.
func (j *joins) verify(n int) {
	if j.homes.known() {
		return
	}
	me := uint64(whoami())
	for i := range min(n, len(j.borrowers)) {
		if j.borrowers[i].Load() == me {
			panic("par: Join of a Scope on a goroutine that is not its task's: a function of Join must use the Scope that it gets")
		}
	}
	j.homes.add()
}
