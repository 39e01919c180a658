// Package par runs tasks in parallel on a bounded pool: Rayon for Go, with guards.
//
// # The rooms
//
//   - Loops over what is there: [For] over a range, [ForEach] over a slice, [Map] and [Reduce] for their results.
//   - Of one slice another: [Enumerate], [MapInto], [FlatMap], [Filter], [FilterMap], [Partition], [Scan], [GroupBy], [Collect], [Unique]; in pieces: [Chunks], [Windows], [ChunkBy], [Zip].
//   - Of many elements one answer: [Any], [All], [Count], [Find], [FindFirst], [FindLast], [Position], [Fold], [Sum], [Min], [Max], [MinFunc], [MaxFunc].
//   - Order: [Sort], [SortFunc], [SortStableFunc], [SortByKey], [Merge], [MergeFunc].
//   - What is no slice: [ForSeq], [ForSeq2], [MapSeq], [MapSeq2], [Stream], [ForMap], [WalkTree], [WalkGraph].
//   - Fork and join: [Pool.Run] opens a [Scope]; [Scope.Spawn], [Join] and [Join2] fork in it; Run returns when all have ended. [Pool.RunFIFO] keeps the order,
//     [Pool.Broadcast] runs one call for each token at the same time, [Local] has state for those who run.
//   - Recursion without a closure for each call: [NewRec], [Rec.Run], and in its function [Strand.Fork], [Strand.Await] and [Strand.Join].
//   - Tasks that outlive the call: [Submit] for a result ([Future]), [Pool.Go] for none; [TrySubmit] never waits, [SubmitAfter] begins later, [SubmitBatch] is for many small ones. They wait in a bounded queue, see [Queue].
//   - Waiting inside a task: [Blocking], [Sleep] and [Scope.Blocking] give the task's token back meanwhile.
//   - Guards: [Watchdog] finds tasks that block undeclared, [TaskTimeout] gives up on those that take too long,
//     [Quarantine] keeps off where they come from, [OnEvent] and [Logger] tell, [Checked] fails tests.
//   - Bulkheads: a [Lane] is a part of a pool with a weight and a cap, [In] puts a call into it; within it each [Tenant] has its turn. [MemoryQuota] bounds what tasks hold.
//   - To see what goes on: [Pool.Stats] with a [Histogram] of [Latencies], [Pool.String] for expvar, [ProfileLabels]; while a trace is taken, what workers do and each Blocking is a region of it.
//   - The pool: [New], [Default], [Pool.Close], [Pool.Resize], [Pool.Stats]; [OnWorkerStart] and [OnWorkerExit] for its goroutines.
//
// # Tokens
//
// A token is the right to run; a pool has as many as [Workers]. Its goroutines start when there are both work and a token, and end
// when there is none of either. A caller from outside takes part in its own loop or scope, with a token as long as it does,
// and the call returns when it and all helpers have ended. A task that waits for its children or for a future, or
// that is inside Blocking, gives its token back; going on never waits for a token, because the task may hold a lock that all others
// need. The pool is over by one for each that has gone on so, until a worker ends its task and retires.
//
// A waiter runs its own children that nobody has begun, and nothing else. It is therefore safe to hold a lock across a parallel call,
// as long as the callbacks do not want that lock themselves.
//
// # Contexts
//
// The context that a callback gets carries the worker. Pass it on: by it Blocking finds the token, a nested call its pool, and
// Submit that it must not wait for a place in the queue that only its caller could free. A context from elsewhere is just not a
// worker's: Blocking then only runs its function. A context that outlives its task is such a one, too. Callbacks of For and
// Reduce, comparisons and other functions without a context use that of the task around them. If there is no task, because the loop was called from outside, they have none:
// to use Blocking, futures or nested calls in them, call the loop in [Pool.Run], with [Scope.Context]. The contexts of loops and scopes are cancelled when these return.
//
// # Errors, panics, Goexit
//
// The first error in time cancels the context of its loop or scope and is returned; what has not begun does not begin, what runs
// is waited for. In a scope it is that of Run's function or of a child; the halves of a join end without one. A panic does the same
// and is raised again at the caller as [*PanicError], with the stack of where it happened. [runtime.Goexit] ends the caller's
// goroutine as well, so t.FailNow works in a callback. A panic goes before a Goexit, and that before an error. [Future.Wait] raises what
// its task raised. A panic in a task of [Pool.Go] crashes the program, unless [OnPanic] says otherwise.
//
// # Bubbles
//
// A pool may be used in a [testing/synctest] bubble. As goroutines cannot cross a bubble's wall, a pool must not be used inside and
// outside at the same time: make one in the bubble. That holds for [Default], too: between uses it has no goroutine, so bubbles may
// use it one after the other.
//
// How the scheduler works, and why it loses nothing, is told in SCHEDULER.md beside this file.
package par
