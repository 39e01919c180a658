package par_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

// TrySubmit must refuse at once where Submit would wait, run the task itself, or drop another one.
func TestTrySubmitRefusesUnderEveryPolicy(t *testing.T) {
	for _, policy := range []par.Policy{par.Block, par.Reject, par.CallerRuns, par.DropOldest} {
		t.Run(policy.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, par.Workers(1), par.Queue(1, policy))
				f := func(context.Context) (int, error) { return 7, nil }
				release := occupy(t, p)
				queued, err := par.TrySubmit(bg, p, f)
				wantErr(t, err, nil)
				fut, err := par.TrySubmit(bg, p, f)
				wantErr(t, err, par.ErrQueueFull)
				if fut != nil {
					t.Error("a refused task has a future")
				}
				if n := p.Stats().Rejected; n != 1 {
					t.Errorf("Rejected: %d", n)
				}
				release()
				if r, err := queued.Wait(bg); r != 7 || err != nil {
					t.Errorf("the queued task: %d, %v", r, err)
				}
			})
		})
	}
}

// A task of the pool is refused, too: Submit would keep it waiting until the new task has ended.
func TestTrySubmitRefusesTasksOfThePool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(0, par.Block))
		fut := submit(t, bg, p, func(ctx context.Context) (bool, error) {
			_, err := par.TrySubmit(ctx, p, func(context.Context) (int, error) { return 0, nil })
			return errors.Is(err, par.ErrQueueFull), nil
		})
		if refused, err := fut.Wait(bg); !refused || err != nil {
			t.Errorf("refused: %v, %v", refused, err)
		}
	})
}

func TestTrySubmitChecksItsArguments(t *testing.T) {
	p := newPool(t)
	_, err := par.TrySubmit[int](bg, p, nil)
	wantErr(t, err, par.ErrInvalid)
	_, err = par.TrySubmit(bg, nil, func(context.Context) (int, error) { return 0, nil })
	wantErr(t, err, par.ErrInvalid)
}
