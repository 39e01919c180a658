package repeated

import (
	"context"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func Test(t *testing.T) {
	p, _ := par.New()
	p.Go(t.Context(), tested)
	p.Go(t.Context(), ofTest)
	p.Go(t.Context(), ofTest)
}

// Only tests hand it over.
func ofTest(context.Context) {
	time.Sleep(time.Hour) // want `ofTest → time.Sleep \(1h0m0s\), and 1 more like it; use`
}
