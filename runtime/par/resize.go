package par

import "runtime"

// width is the number of tokens. Zero follows GOMAXPROCS as it is now: Go adjusts it to cgroup limits while a program runs.
func (p *Pool) width() int {
	if n := p.size.Load(); n > 0 {
		return int(n)
	}
	return runtime.GOMAXPROCS(0)
}

// Resize sets the number of tokens, as [Workers] does for a new pool; zero follows GOMAXPROCS from now on. With more tokens, work that waits starts at once. With fewer,
// nothing that runs is interrupted: the pool is over by some until that many tasks have ended. Loops that run keep the size of their chunks, a [Rec.Run] its number of
// goroutines. It may be called from anywhere, also by a task.
//
// The error wraps [ErrInvalid] if n is negative or the pool is nil or zero; for the pool of [Default], which belongs to the whole program, it is [ErrDefaultPool].
func (p *Pool) Resize(workers int) error {
	if err := p.check(); err != nil {
		return err
	}
	switch {
	case p.isDefault:
		return ErrDefaultPool
	case workers < 0:
		return invalid("Resize(%d): must not be negative", workers)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.size.Store(int64(workers))
	p.dispatch()
	return nil
}
