// Package mutex defines an Analyzer that reports tasks that wait for locks.
//
// # Analyzer mutex
//
// mutex: check for tasks that wait for locks, wait groups and the like
//
// A task that waits for a mutex keeps its worker. That is long if somebody
// blocks while holding the mutex, which is looked for in all of the visible
// program:
//
//	func (c *cache) refresh() {
//		c.mu.Lock()
//		defer c.mu.Unlock()
//		c.data = download() // whoever wants c.mu waits for the network
//	}
//
// Who reads waits for writers only. A reader that takes long holds up other
// readers while a writer waits for it, which is reported as possible.
//
// It is a cost too if every item of a parallel loop takes the same mutex, for
// then the workers queue up for it:
//
//	par.ForEach(ctx, xs, func(ctx context.Context, i int, x *T) error {
//		mu.Lock()
//		sum += f(x)
//		mu.Unlock()
//		return nil
//	})
//
// Let each task have its own result, and merge them:
//
//	sum, err := par.Reduce(ctx, xs, zero, func(s int, x T) int { return s + f(&x) }, add)
//
// Also reported are sync.Cond.Wait, sync.WaitGroup.Wait, the acquiring of a
// semaphore, and sync.Once.Do with a function that blocks.
//
// A lock of the item itself, one of many chosen by an index, and one that is
// local to the task are not contended, and TryLock does not wait. The flag
// -mutex.short also reports locks with short critical sections in tasks that
// run once.
package mutex
