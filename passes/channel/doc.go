// Package channel defines an Analyzer that reports tasks that wait for a
// channel without a bound.
//
// # Analyzer channel
//
// channel: check for tasks that wait for a channel without a bound
//
// A task that sends to, receives from or ranges over a channel waits for
// another goroutine, and its worker with it. If the other side is a task of the
// same pool that finds no worker, nobody ever goes on:
//
//	par.ForEach(ctx, jobs, func(ctx context.Context, i int, j *Job) error {
//		results <- j.run() // waits for the reader
//		return nil
//	})
//
// Return the result instead, or bound the wait:
//
//	results, err := par.Map(ctx, jobs, func(ctx context.Context, j Job) (Result, error) {
//		return j.run(), nil
//	})
//
//	select {
//	case results <- r:
//	case <-ctx.Done():
//		return ctx.Err()
//	}
//
// A select with a default case, with a case for the end of a context, or with a
// case for a timer is bounded and not reported. Nor is a send to a channel whose
// buffer has room for all sends there are, or a receive from a channel that was
// closed before.
package channel
