package par_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/parvet/parvet/runtime/par"
)

// uncomparable is an error that panics when it is compared with another one of its type.
type uncomparable []string

func (e uncomparable) Error() string { return fmt.Sprint([]string(e)) }

// oddContext ends when done is closed, with an error of any type.
type oddContext struct {
	context.Context
	done chan struct{}
	err  error
}

func (c *oddContext) Done() <-chan struct{} { return c.done }

func (c *oddContext) Err() error {
	select {
	case <-c.done:
		return c.err
	default:
		return nil
	}
}

// The error of a context may be of any type.
func TestContextsWithUncomparableErrors(t *testing.T) {
	for _, opts := range [][]par.Option{{}, {par.Checked(func(e par.Event) { t.Errorf("what gave up is no fault: %v", e) })}} {
		p := newPool(t, append(opts, par.Workers(1))...)
		release := occupy(t, p)
		ctx := &oddContext{bg, make(chan struct{}), uncomparable{"over"}}
		queued := submit(t, ctx, p, func(context.Context) (int, error) { t.Error("it ran"); return 0, nil })
		close(ctx.done)
		_, err := queued.Wait(bg)
		if _, ok := err.(uncomparable); !ok {
			t.Errorf("got %v", err)
		}
		release()
		if _, err := par.Submit(ctx, p, func(context.Context) (int, error) { t.Error("it ran"); return 0, nil }); fmt.Sprint(err) != "[over]" {
			t.Errorf("Submit: %v", err)
		}
		calls := map[string]func() error{
			"For": func() error { return par.For(ctx, 9, func(lo, hi int) error { return nil }, par.On(p)) },
			"Run": func() error { return p.Run(ctx, func(s *par.Scope) error { return s.Context().Err() }) },
			"Stream": func() error {
				_, err := collect(t, par.Stream(ctx, slices.Values(upTo(3)), double, par.On(p)))
				return err
			},
			"items": func() error {
				return par.ForEach(bg, upTo(9), func(context.Context, int, *int) error { return uncomparable{"over"} }, par.On(p))
			},
		}
		for name, call := range calls {
			if err := call(); fmt.Sprint(err) != "[over]" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
