package par

import "sync/atomic"

// A Run that is expected to be over soon starts nobody for its joins, see quiet.go. What it takes is learnt for each function that is given to Run.

// rootJoins is what a group notes of that. It belongs to the goroutine in Run.
type rootJoins struct {
	entry  uintptr // of the function, zero if nothing is to be learnt
	began  int64
	asked  bool  // somebody has made a join
	waited int64 // for halves that others run

	stolen atomic.Int64 // how long those have taken, on whatever goroutine
}

// begin is called when a task makes its first join. It says whether the joins are to be quiet: those of the goroutine in Run, if not too much is expected of them.
func (r *rootJoins) begin(s *Scope) bool {
	if s.seat != s.group.seat || r.asked || r.entry == 0 {
		return false
	}
	r.asked = true
	r.began = now()
	return s.group.pool.mayBeQuiet(expect(r.entry, 1), r.began)
}

// end learns what a Run with joins has taken, from the first one on: the work of all, without the waits, which are long if a worker had to be started.
func (r *rootJoins) end() {
	if r.asked && !inBubble(r.began) {
		learnUsual(r.entry, 1, max(1, now()-r.began-r.waited+r.stolen.Load()))
	}
}

// waits and waited are called before and after a wait for a half of a join.
func (j *joins) waits() (since int64) {
	if j.seat == j.group.seat {
		since = now()
	}
	return since
}

func (j *joins) waited(since int64) {
	if j.seat == j.group.seat {
		j.group.root.waited += now() - since
	}
}

// beQuiet offers nothing for the time being.
func (j *joins) beQuiet() {
	p := j.group.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	j.place.on.Store(offerQuiet)
	p.hush(&j.hush, j, j.seat, j.group.root.began)
}

// consider offers the joins of a quiet Run if that has lasted longer than it should. The clock costs more than some joins, so it looks seldom: when the number of pushes is a power of two.
func (j *joins) consider() {
	j.pushes++
	if j.pushes&(j.pushes-1) != 0 || now()-j.group.root.began < quietBelow {
		return
	}
	p := j.group.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if j.hush.end(p) {
		p.offer(j)
		p.dispatch()
	}
}

// withdraw takes back what is offered or quiet.
func (j *joins) withdraw() {
	p := j.group.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if j.hush.end(p) {
		j.place.on.Store(offerNot)
		return
	}
	p.withdraw(j)
	p.note()
}
