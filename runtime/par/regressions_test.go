package par_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

// What hangs, grows or gets lost in other pools, each named after what it shows.

// ants hangs when each worker submits to its own full pool and waits.
func TestRegressionNestedSubmitDoesNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.Queue(1, par.Block))
		var nest func(ctx context.Context, depth int) (int, error)
		nest = func(ctx context.Context, depth int) (int, error) {
			if depth == 0 {
				return 0, nil
			}
			fut, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) { return nest(ctx, depth-1) })
			if err != nil {
				return 0, err
			}
			n, err := fut.Wait(ctx)
			return n + 1, err
		}
		if n, err := nest(bg, 100); n != 100 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// Rayon hangs when two pools call into each other and all their workers wait.
func TestRegressionPoolsThatCallEachOtherDoNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
		var bounce func(ctx context.Context, to, back *par.Pool, depth int) (int, error)
		bounce = func(ctx context.Context, to, back *par.Pool, depth int) (int, error) {
			if depth == 0 {
				return 0, nil
			}
			fut, err := par.Submit(ctx, to, func(ctx context.Context) (int, error) { return bounce(ctx, back, to, depth-1) })
			if err != nil {
				return 0, err
			}
			n, err := fut.Wait(ctx)
			return n + 1, err
		}
		if n, err := bounce(bg, a, b, 50); n != 50 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// pond leaves those waiting for whom a cancelled task never answers.
func TestRegressionCancelledTaskInTheQueueAnswersItsWaiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		release := occupy(t, p)
		defer release()
		ctx, cancel := context.WithCancel(bg)
		fut := submit(t, ctx, p, func(context.Context) (int, error) { return 1, nil })
		cancel()
		_, err := fut.Wait(bg)
		wantErr(t, err, context.Canceled)
	})
}
