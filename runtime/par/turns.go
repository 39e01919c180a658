package par

import "container/list"

// Tenant says for whom the task is: within a lane the tasks of different tenants take turns, however many each has, and those of one are in order. A tenant may fill the queue of a lane
// only to the point where as many places are free as it holds, so that others find one; beyond it the policy of [Queue] applies, and [DropOldest] drops the tenant's own. This is
// the dynamic threshold of Choudhury and Hahne (1998). Tasks without a tenant are one more, without that bound.
//
// It backs up the rule fanout of the linter.
func Tenant(name string) CallOption { return named(optTenant, "Tenant", name) }

// turns is the queue of a lane. Everything is under pool.mu.
type turns struct {
	n       int
	awaited int                // of these
	ring    list.List          // of *tenant: those with tasks, whose turn is next first
	named   map[string]*tenant // those with tasks
	plain   tenant             // of tasks without one
}

type tenant struct {
	first, last *task
	n           int
	elem        *list.Element
}

// allows says whether a queue of that capacity has a place for t.
func (q *turns) allows(t *task, capacity int) bool {
	if q.n >= capacity || t.tenant == "" {
		return q.n < capacity
	}
	tn := q.named[t.tenant]
	return tn == nil || tn.n < max(1, capacity-q.n)
}

func (q *turns) push(t *task) {
	tn := &q.plain
	if t.tenant != "" {
		if tn = q.named[t.tenant]; tn == nil {
			tn = &tenant{}
			if q.named == nil {
				q.named = map[string]*tenant{}
			}
			q.named[t.tenant] = tn
		}
	}
	if tn.elem == nil {
		tn.elem = q.ring.PushBack(tn)
	}
	if t.queued, t.ahead, t.behind = true, tn.last, nil; t.ahead != nil {
		t.ahead.behind = t
	} else {
		tn.first = t
	}
	tn.last = t
	tn.n++
	q.n++
	if t.awaited {
		q.awaited++
	}
}

// front is the task whose turn it is, nil if there is none.
func (q *turns) front() *task {
	if e := q.ring.Front(); e != nil {
		return e.Value.(*tenant).oldest()
	}
	return nil
}

func (tn *tenant) oldest() *task { return tn.first }

// victim is the task to drop for t.
func (q *turns) victim(t *task, capacity int) *task {
	if tn := q.named[t.tenant]; q.n < capacity && tn != nil {
		return tn.oldest()
	}
	var longest *tenant
	for e := q.ring.Front(); e != nil; e = e.Next() {
		if tn := e.Value.(*tenant); longest == nil || tn.n > longest.n {
			longest = tn
		}
	}
	return longest.oldest()
}

// remove takes a task out. If it was the tenant's turn, the next tenant has it then.
func (q *turns) remove(t *task) {
	tn := &q.plain
	if t.tenant != "" {
		tn = q.named[t.tenant]
	}
	turn := tn.elem == q.ring.Front() && tn.first == t
	if t.ahead != nil {
		t.ahead.behind = t.behind
	} else {
		tn.first = t.behind
	}
	if t.behind != nil {
		t.behind.ahead = t.ahead
	} else {
		tn.last = t.ahead
	}
	t.queued, t.ahead, t.behind = false, nil, nil
	tn.n--
	q.n--
	if t.awaited {
		q.awaited--
	}
	switch {
	case tn.n == 0:
		q.ring.Remove(tn.elem)
		tn.elem = nil
		delete(q.named, t.tenant)
	case turn:
		q.ring.MoveToBack(tn.elem)
	}
}

// firstAwaited is the first task that need not wait for memory because of hurry, nil if there is none.
func (q *turns) firstAwaited() (found *task) {
	if q.awaited == 0 {
		return nil
	}
	q.each(func(t *task) {
		if found == nil && t.awaited {
			found = t
		}
	})
	return found
}

// each calls f for all tasks.
func (q *turns) each(f func(*task)) {
	for e := q.ring.Front(); e != nil; e = e.Next() {
		for t := e.Value.(*tenant).first; t != nil; t = t.behind {
			f(t)
		}
	}
}
