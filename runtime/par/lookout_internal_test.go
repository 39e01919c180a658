package par

import (
	"context"
	"testing"
	"time"
)

// A lookout says of all contexts that the body of a loop may get what they say themselves, whoever ends and whoever has asked for Done before or since.
func TestLookoutSaysWhatTheContextSays(t *testing.T) {
	type ended struct {
		name string
		ctx  context.Context // around the call
		end  func()
	}
	outer := func() []ended {
		c, cancel := context.WithCancel(context.Background())
		late, stop := context.WithDeadline(context.Background(), time.Now().Add(time.Hour))
		around, within := new(stopContext), new(stopContext)
		around.init(context.Background())
		within.init(&seatContext{c, new(seat)})
		return []ended{
			{"background", context.Background(), nil},
			{"a seat", &seatContext{context.Background(), new(seat)}, nil},
			{"cancel", c, cancel},
			{"deadline", late, stop},
			{"value", context.WithValue(c, seatKey{}, nil), cancel},
			{"another call", &seatContext{around, new(seat)}, func() { around.end(nil) }},
			{"what is around another call", within, cancel},
		}
	}
	for i := range outer() {
		for how := range 16 {
			o := outer()[i]
			l := new(stopContext)
			l.init(o.ctx)
			var ctx context.Context = l
			if how&1 != 0 {
				ctx = &seatContext{l, new(seat)}
			}
			if how&2 != 0 {
				ctx.Done()
			}
			out := lookOut(ctx)
			if how&4 != 0 {
				ctx.Done()
			}
			if out.ended() || ctx.Err() != nil {
				t.Errorf("%s, %b: ended %v, %v", o.name, how, out.ended(), ctx.Err())
			}
			end := o.end
			if how&8 != 0 || end == nil {
				end = func() { l.end(nil) }
			}
			end()
			if !out.ended() || ctx.Err() == nil {
				t.Errorf("%s, %b: ended %v, %v", o.name, how, out.ended(), ctx.Err())
			}
		}
	}
	foreign, cancel := context.WithCancel(context.Background())
	out := lookOut(foreign)
	if out.ended() {
		t.Error("ended")
	}
	if cancel(); !out.ended() {
		t.Error("not ended")
	}
}
