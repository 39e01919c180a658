package par

import (
	"errors"
	"fmt"
	"strings"
)

// The errors that the package returns by name. Test for them with [errors.Is]: some come with details wrapped around them.
var (
	// ErrClosed refuses work that is handed to a pool after [Pool.Close] was called.
	ErrClosed = errors.New("par: pool is closed")
	// ErrQueueFull refuses a task under the policy [Reject], and one of [TrySubmit] under every policy.
	ErrQueueFull = errors.New("par: queue is full")
	// ErrDropped is the result of a task that made place for a newer one under the policy [DropOldest].
	ErrDropped = errors.New("par: task was dropped for a newer one")
	// ErrInvalid is wrapped by every error about an option or an argument that makes no sense.
	ErrInvalid = errors.New("par: invalid argument")
	// ErrNotDone is what [Batch.Result] reports before the batch has ended.
	ErrNotDone = errors.New("par: batch has not ended")
	// ErrInTask is returned by [Pool.Close] when one of the pool's own tasks calls it: it would wait for itself.
	ErrInTask = errors.New("par: Close called from a task of the same pool")
	// ErrDefaultPool is returned by [Pool.Close] and [Pool.Resize] on the pool of [Default], which belongs to the whole program.
	ErrDefaultPool = errors.New("par: the default pool cannot be closed or resized")
	// ErrGoexit is what [Future.Result] reports for a task that ended by [runtime.Goexit].
	ErrGoexit = errors.New("par: task ended by runtime.Goexit")
)

// PanicError carries a panic from the goroutine where it happened to the caller who waits for the task.
// A panic that passes several calls of this package keeps its first value and stack: it is not wrapped again.
type PanicError struct {
	Value any    // what the task panicked with
	Stack []byte // the stack of the panicking goroutine, as [runtime/debug.Stack] prints it
}

// Error gives the value and the original stack, so that a crash shows where the panic began.
func (e *PanicError) Error() string {
	if e == nil { // see Unwrap
		return "<nil>"
	}
	return fmt.Sprintf("par: task panicked: %v\n\n%s", e.Value, e.Stack)
}

// Unwrap returns the panic value if it was an error, so that [errors.Is] and [errors.As] see through.
func (e *PanicError) Unwrap() error {
	if e == nil { // panic((*PanicError)(nil)) makes it the value of another one
		return nil
	}
	err, _ := e.Value.(error)
	return err
}

// CloseError is returned by [Pool.Close] when its context ended before the pool was empty.
type CloseError struct {
	Survivors []Survivor // what was left at that moment, never empty
	Err       error      // the error of the context
}

// Survivor counts the tasks of one kind in one state.
type Survivor struct {
	Kind  string // the call that made them: Run, Spawn, Join, For (all loops), Rec, Broadcast, Submit, SubmitAfter, Go; or worker, hook, watchdog
	State string // busy, blocked (in Blocking), waiting (at a join or a future), stalled, queued, delayed (not due yet); a worker is retiring
	Count int
}

// Error names the survivors: "par: Close: context deadline exceeded, 1 Submit blocked, 2 Go queued remain".
func (e *CloseError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "par: Close: %v", e.Err)
	for _, s := range e.Survivors {
		fmt.Fprintf(&b, ", %d %s %s", s.Count, s.Kind, s.State)
	}
	b.WriteString(" remain")
	return b.String()
}

// Unwrap returns the error of the context that ended.
func (e *CloseError) Unwrap() error { return e.Err }

// errNoContext is about a context that is nil.
var errNoContext = invalid("the context is nil")

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}
