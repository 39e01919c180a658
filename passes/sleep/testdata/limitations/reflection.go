package limitations

import (
	"context"
	"reflect"

	"github.com/parvet/parvet/runtime/par"
)

// What reflection calls depends on values, and often on strings.
func reflection(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		reflect.ValueOf(nap).Call(nil) // not reported
	})
	p.Go(ctx, func(context.Context) {
		reflect.ValueOf(napper{}).MethodByName("Nap").Call(nil) // not reported
	})
	p.Go(ctx, func(context.Context) {
		f := reflect.MakeFunc(reflect.TypeFor[func()](), func([]reflect.Value) []reflect.Value {
			nap()
			return nil
		}).Interface().(func())
		f() // not reported
	})
	p.Go(ctx, func(context.Context) {
		f := any(nap).(func())
		f()            // want `sleeps, so its worker idles: nap → time.Sleep`
		napper{}.Nap() // want `sleeps, so its worker idles: napper.Nap → time.Sleep`
	})
}
