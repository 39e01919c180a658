//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/parvet/parvet/runtime/par"
)

// A find cancels the context of what is under way; the cause of an outer search, returned in an inner one, is no find there.
func TestSearchesCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		meet := make(gate)
		inner := make(chan error, 1)
		ok, err := par.Any(bg, upTo(2), func(ctx context.Context, i int) (bool, error) {
			if i == 1 {
				meet.wait()
				return true, nil
			}
			meet.open()
			<-ctx.Done()
			_, err := par.Any(context.WithoutCancel(ctx), upTo(1), func(context.Context, int) (bool, error) { return false, context.Cause(ctx) })
			inner <- err
			return false, ctx.Err()
		}, par.On(p))
		if !ok || err != nil {
			t.Error(ok, err)
		}
		if err := <-inner; err == nil {
			t.Error("an inner search took the end of the outer one for its own")
		}
	})
}

// Of two finds the one that counts is not the one that comes last in time.
func TestFindFirstKeepsFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(2))
		late := func(wanted int) func(context.Context, int) (bool, error) {
			return func(ctx context.Context, i int) (bool, error) {
				if i == wanted {
					return true, nil
				}
				_ = par.Sleep(ctx, ms)
				return false, errBoom // nobody asked any more
			}
		}
		i, err := par.Position(bg, upTo(2), late(0), par.On(p))
		if i != 0 || err != nil {
			t.Errorf("Position: %d, %v", i, err)
		}
		i, ok, err := par.FindLast(bg, upTo(2), late(1), par.On(p))
		if i != 1 || !ok || err != nil {
			t.Errorf("FindLast: %d, %v, %v", i, ok, err)
		}
	})
}

// What is behind a find is not looked at.
func TestSearchesStop(t *testing.T) {
	p := newPool(t, par.Workers(2))
	for name, search := range map[string]func(f func(context.Context, int) (bool, error)) error{
		"Any": func(f func(context.Context, int) (bool, error)) error {
			_, err := par.Any(bg, upTo(1000), f, par.On(p), par.Limit(1))
			return err
		},
		"Position": func(f func(context.Context, int) (bool, error)) error {
			_, err := par.Position(bg, upTo(1000), f, par.On(p), par.Limit(1))
			return err
		},
		"FindFirst": func(f func(context.Context, int) (bool, error)) error {
			_, _, err := par.FindFirst(bg, upTo(1000), f, par.On(p), par.Limit(1))
			return err
		},
	} {
		k := 0
		wantErr(t, search(func(_ context.Context, i int) (bool, error) { k++; return i == 500, nil }), nil)
		if k != 501 {
			t.Errorf("%s: %d calls", name, k)
		}
	}
}
