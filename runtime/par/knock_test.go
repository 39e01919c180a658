//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// The queue of p stands still for want of memory, which a task of p holds while it waits for a task of another pool, which wants a place in that queue.
func TestSubmitterOfAnotherPoolThatIsAwaited(t *testing.T) {
	for name, c := range map[string]struct {
		before, after time.Duration // of the wait
		way           bool          // by a third pool
		foreign       bool          // the wait has a context from elsewhere
	}{
		"it waits for a place first":    {before: time.Second},
		"it is awaited first":           {after: time.Second},
		"by way of a third pool":        {before: time.Second, way: true},
		"by way of a third pool, later": {after: time.Second, way: true},
		"with a foreign context":        {before: time.Second, foreign: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(1), par.Queue(1, par.Block), par.MemoryQuota(1))
				others := []*par.Pool{newPool(t, par.Workers(1)), newPool(t, par.Workers(1))}
				n, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
					if _, err := par.Submit(ctx, p, func(context.Context) (int, error) { return 0, nil }, par.Memory(1)); err != nil {
						return 0, err
					}
					fut := submit(t, bg, others[0], func(ctx context.Context) (int, error) {
						time.Sleep(c.after)
						last := func(ctx context.Context) (int, error) {
							return submit(t, ctx, p, func(context.Context) (int, error) { return 7, nil }, par.Memory(1)).Wait(ctx)
						}
						if c.way {
							return submit(t, bg, others[1], last).Wait(ctx)
						}
						return last(ctx)
					})
					time.Sleep(c.before)
					if c.foreign {
						ctx = bg
					}
					return fut.Wait(ctx)
				}, par.Memory(1)).Wait(bg)
				if n != 7 || err != nil {
					t.Error(n, err)
				}
				if s := p.Stats(); s.CallerRan == 0 {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

// With a context from elsewhere the pool finds only by the stack that a task of its own submits, whose memory the queue stands still for.
func TestSubmitWithForeignContextForWantOfMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(1, par.Block), par.MemoryQuota(1))
		n, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
			if _, err := par.Submit(ctx, p, func(context.Context) (int, error) { return 0, nil }, par.Memory(1)); err != nil {
				return 0, err
			}
			return submit(t, bg, p, func(context.Context) (int, error) { return 7, nil }).Wait(bg)
		}, par.Memory(1)).Wait(bg)
		if n != 7 || err != nil {
			t.Error(n, err)
		}
	})
}

// A submitter that no task of the pool waits for keeps to the queue and to the quota.
func TestSubmitterOfAnotherPoolThatIsNotAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(1, par.Block), par.MemoryQuota(1))
		other := newPool(t, par.Workers(2))
		hold := make(gate)
		first := submit(t, bg, p, func(ctx context.Context) (int, error) {
			// What it waits for has nothing to do with p.
			return submit(t, bg, other, func(context.Context) (int, error) { hold.wait(); return 0, nil }).Wait(ctx)
		}, par.Memory(1))
		synctest.Wait()
		queued := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }, par.Memory(1))
		begun := false
		second := submit(t, bg, other, func(ctx context.Context) (int, error) {
			return submit(t, ctx, p, func(context.Context) (int, error) { begun = true; return 0, nil }, par.Memory(1)).Wait(ctx)
		})
		time.Sleep(time.Second)
		if s := p.Stats(); begun || s.Submitters != 1 || s.Memory != 1 || s.MemoryOver != 0 {
			t.Errorf("begun %v, %+v", begun, s)
		}
		hold.open()
		for _, f := range []*par.Future[int]{first, queued, second} {
			_, err := f.Wait(bg)
			wantErr(t, err, nil)
		}
	})
}

// A task that has entered another pool with a context from elsewhere has a seat there which does not lead to its own: what it waits for in its own pool would wait for its token.
func TestForeignWaitWithASeatElsewhere(t *testing.T) {
	for name, wait := range map[string]func(ctx context.Context, p *par.Pool, fut *par.Future[int]) error{
		"for a future": func(ctx context.Context, _ *par.Pool, fut *par.Future[int]) error {
			_, err := fut.Wait(ctx)
			return err
		},
		"for a place in the queue": func(ctx context.Context, p *par.Pool, _ *par.Future[int]) error {
			return p.Go(ctx, func(context.Context) {})
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, other := newPool(t, par.Workers(1), par.Queue(1, par.Block)), newPool(t, par.Workers(1))
				_, err := submit(t, bg, p, func(ctx context.Context) (int, error) {
					fut := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil }) // fills the queue
					return 0, other.Run(bg, func(s *par.Scope) error { return wait(s.Context(), p, fut) })
				}).Wait(bg)
				wantErr(t, err, nil)
			})
		})
	}
}

// Who has a seat elsewhere and none in the pool claims nothing there, however long it waits.
func TestWaiterOfAnotherPoolClaimsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, other := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
		release := occupy(t, p)
		fut := submit(t, bg, p, func(context.Context) (int, error) { return 0, nil })
		done := make(gate)
		go func() {
			defer close(done)
			wantErr(t, other.Run(bg, func(s *par.Scope) error { _, err := fut.Wait(s.Context()); return err }), nil)
		}()
		time.Sleep(time.Second)
		if s := p.Stats(); s.Busy != 1 || s.Queued != 1 {
			t.Errorf("%+v", s)
		}
		release()
		done.wait()
	})
}
