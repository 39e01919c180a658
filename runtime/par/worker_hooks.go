package par

import (
	"slices"
	"strconv"
)

// Name names the pool: in events, see [Event], and in front of the names of its workers.
func Name(name string) Option {
	return Option{func(c *config) error {
		if name == "" {
			return invalid("Name: the name is empty")
		}
		c.name = name
		return nil
	}}
}

// OnWorkerStart sets a function that each worker calls on its own goroutine before its first task, for instance to lock it to its thread. worker is the name of the pool, or "par",
// and the lowest number that no other worker has at that time: "thumbs-0". A worker is a goroutine that starts when there is work and ends when there is none, so hooks may be
// called often; callers from outside that take part in their own call are no workers. f runs with the token and in the time of the worker's first task; other workers
// go on. A panic or [runtime.Goexit] in it crashes the program. f had better not wait for the pool: what it waits for may need another worker, which calls f first. The pool finds such a wait at a [Future] after
// some ten milliseconds and gives the token back, but with a lock or a [sync.Once] around it in f nothing can help.
func OnWorkerStart(f func(worker string)) Option {
	return Option{func(c *config) error {
		if f == nil {
			return invalid("OnWorkerStart(nil): leave the option out")
		}
		c.onStart = f
		return nil
	}}
}

// OnWorkerExit sets a function that each worker calls after its last task, also if that ended by [runtime.Goexit]. It holds no token then. [Pool.Close] waits for it, so it must not
// call that. For the rest it is as [OnWorkerStart].
func OnWorkerExit(f func(worker string)) Option {
	return Option{func(c *config) error {
		if f == nil {
			return invalid("OnWorkerExit(nil): leave the option out")
		}
		c.onExit = f
		return nil
	}}
}

// roster says which numbers of workers are taken, if anybody wants to know. It is under pool.mu.
type roster []bool

func (r *roster) take(c *config) int {
	if c.onStart == nil && c.onExit == nil {
		return -1
	}
	n := slices.Index(*r, false)
	if n < 0 {
		n = len(*r)
		*r = append(*r, true)
	}
	(*r)[n] = true
	return n
}

// call calls a hook of worker n.
func (c *config) call(hook func(string), n int) {
	normal := false
	defer func() {
		if !normal {
			if v := recover(); v != nil {
				panic(v) // so that the trace shows where it began
			}
			panic("par: a hook of a worker called runtime.Goexit")
		}
	}()
	name := c.name
	if name == "" {
		name = "par"
	}
	hook(name + "-" + strconv.Itoa(n))
	normal = true
}

// retire ends worker n. If st is not nil it still sits on the seat of j, which ended in Goexit. Without a hook all is one section, since who waits for j may rely on the worker
// being gone.
func (p *Pool) retire(j job, st *seat, n int) {
	if p.cfg.onExit != nil {
		if st != nil {
			p.vacate(j, st)
			st = nil
		}
		p.cfg.call(p.cfg.onExit, n)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if st != nil {
		p.end(j, st)
	}
	if n >= 0 {
		p.roster[n] = false
	}
	p.workers--
	p.dispatch()
	p.checkDrained()
}

// vacate is end for a worker that goes.
func (p *Pool) vacate(j job, st *seat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end(j, st)
	p.dispatch()
}
