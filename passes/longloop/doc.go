// Package longloop defines an Analyzer that reports tasks that never end.
//
// # Analyzer longloop
//
// longloop: check for tasks with a loop that they cannot leave
//
// A worker that goes round an endless loop never runs another task. Such a loop
// has no condition, return, break or panic that leads out of it, and does not
// end with a channel either:
//
//	par.ForEach(ctx, feeds, func(ctx context.Context, i int, f *feed) error {
//		for {
//			select {
//			case item := <-f.items:
//				store(item)
//			case <-ctx.Done():
//				break // leaves the select, not the loop
//			}
//		}
//	})
//
// Leave it when the context ends:
//
//	par.ForEach(ctx, feeds, func(ctx context.Context, i int, f *feed) error {
//		for {
//			select {
//			case item := <-f.items:
//				store(item)
//			case <-ctx.Done():
//				return ctx.Err()
//			}
//		}
//	})
//
// A loop in a goroutine that the task starts, and one inside par.Blocking, do
// not hold up the worker and are not reported. A loop that only asks whether
// something has happened yet is a busy wait, which the rule sleep reports.
package longloop
