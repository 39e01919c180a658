// Package limitations shows what the rule cannot know: the limits on its page, each
// next to a twin that comes out the other way.
package limitations

import (
	"context"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// A directive that silences a report only as the package is built elsewhere, see
// tagged.go, is reported where it does not.
func tagged(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		sleepsElsewhere() //parvet:ignore sleep with the tag slow // want `silences nothing`
	})
	p.Go(ctx, func(context.Context) {
		sleepsHere() //parvet:ignore sleep without the tag slow
	})
}

// What a flag excuses counts as reported, so the directive is not said to be
// needless: with another -max-wait it is not. A lock of the item itself that is
// held across such a wait is the exception.

var mu sync.Mutex

func briefly() {
	mu.Lock()
	time.Sleep(time.Millisecond)
	mu.Unlock()
}

type item struct{ mu sync.Mutex }

func (it *item) briefly() {
	it.mu.Lock()
	time.Sleep(time.Millisecond)
	it.mu.Unlock()
}

func flags(ctx context.Context, p *par.Pool, items []item) {
	p.Go(ctx, func(context.Context) {
		time.Sleep(time.Millisecond) //parvet:ignore sleep not reported: another flag would
	})
	p.Go(ctx, func(context.Context) {
		work() //parvet:ignore sleep nothing to do with flags // want `silences nothing`
	})
	p.Go(ctx, func(context.Context) {
		mu.Lock() //parvet:ignore mutex not reported: another flag would
		mu.Unlock()
	})
	par.ForEach(ctx, items, func(_ context.Context, _ int, it *item) error {
		it.mu.Lock() //parvet:ignore mutex with another flag it is needed // want `silences nothing`
		it.mu.Unlock()
		return nil
	})
}

func work() {}

// What may be prose is reported only if a directive could go on like this.
func prose(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		// parvet: ignore what follows, it is not reported
		work()
		// parvet: ignore sleep of others // want `is not a directive and has no effect`
		work()
	})
}
