package tested

import (
	"context"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

type slow struct{}

func (slow) get() { time.Sleep(time.Second) }

func Test(t *testing.T) {
	s := newServer()
	s.st = slow{}
	s.hook = func() { time.Sleep(time.Second) }
	s.serve(context.Background(), par.Default())
	var st store = slow{}
	par.Default().Go(context.Background(), func(ctx context.Context) {
		st.get() // want `slow.get → time.Sleep`
	})
}
