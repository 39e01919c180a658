//parvet:ignore channel tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A task that submits the next one with its own context, and so on, must not make the context longer with each hop.
func TestChainOfTasksKeepsContextShort(t *testing.T) {
	p := newPool(t, par.Workers(1))
	type key struct{}
	user := context.WithValue(bg, key{}, "kept")
	depth := func(ctx context.Context) (n int) {
		for ctx != user {
			n++
			// Whatever the type is, it embeds the context that it wraps.
			ctx = reflect.ValueOf(ctx).Elem().FieldByName("Context").Interface().(context.Context)
		}
		return n
	}
	done := make(gate)
	hops := 0
	var f func(context.Context)
	f = func(ctx context.Context) {
		if n := depth(ctx); n != 1 || ctx.Value(key{}) != "kept" {
			t.Errorf("hop %d: depth %d, value %v", hops, n, ctx.Value(key{}))
			hops = 100
		}
		if hops++; hops > 100 {
			done.open()
			return
		}
		if hops%2 == 0 {
			wantErr(t, p.Go(ctx, f), nil)
			return
		}
		if _, err := par.Submit(ctx, p, func(ctx context.Context) (int, error) { f(ctx); return 0, nil }); err != nil {
			t.Error(err)
		}
	}
	wantErr(t, p.Go(user, f), nil)
	done.wait()
}

// The package's own context passes on what the user's does.
func TestSeatContextIsTransparent(t *testing.T) {
	p := newPool(t, par.Workers(1))
	ctx, cancel := context.WithDeadlineCause(bg, time.Now().Add(time.Hour), errBoom)
	want, _ := ctx.Deadline()
	fut := submit(t, ctx, p, func(ctx context.Context) (int, error) {
		if d, ok := ctx.Deadline(); !ok || d != want {
			t.Error(d, ok)
		}
		inner, stop := context.WithCancel(ctx)
		defer stop()
		cancel()
		<-inner.Done()
		wantErr(t, context.Cause(inner), context.Canceled)
		return 0, inner.Err()
	})
	_, err := fut.Wait(bg)
	wantErr(t, err, context.Canceled)
}
