// Package sleep defines an Analyzer that reports tasks that sleep.
//
// # Analyzer sleep
//
// sleep: check for tasks that sleep, wait for a timer, or wait busily
//
// A worker pool has few workers, and a task that sleeps keeps one of them from
// all others. The same holds for a task that receives from a timer or ticker,
// and for one that asks in a loop whether something has happened yet:
//
//	par.ForEach(ctx, urls, func(ctx context.Context, i int, u *string) error {
//		time.Sleep(backoff) // the worker idles
//		return fetch(ctx, *u)
//	})
//
// Wait in a way that gives the worker to another task:
//
//	par.ForEach(ctx, urls, func(ctx context.Context, i int, u *string) error {
//		if err := par.Sleep(ctx, backoff); err != nil {
//			return err
//		}
//		return fetch(ctx, *u)
//	})
//
// A sleep in a goroutine that the task starts, and one inside par.Blocking, do
// not hold up the worker and are not reported. Nor is a loop that yields while
// it does work, or for a counted number of turns.
package sleep
