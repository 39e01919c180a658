//parvet:ignore sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// What a site does is told by its tasks: slow ones block for as long as the pool lets them.
func slowSite(context.Context) (int, error)   { time.Sleep(10 * time.Second); return 1, nil }
func honestSite(context.Context) (int, error) { time.Sleep(ms); return 2, nil }

func quarantined(opts ...par.Option) []par.Option {
	return append(append(watchdog(), par.Quarantine(0.5, 8, 5*time.Second)), opts...)
}

// A site whose tasks stall is kept off, and another one is not.
func TestQuarantineOfASlowSite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, quarantined(par.Workers(8), log.option())...)
		for range 8 {
			submit(t, bg, p, slowSite)
		}
		late := submit(t, bg, p, slowSite) // it is in the queue when its site gets into quarantine
		time.Sleep(150 * ms)
		_, err := par.Submit(bg, p, slowSite)
		var q *par.QuarantineError
		if !errors.As(err, &q) || !errors.Is(err, par.ErrQuarantined) || q.Site != "par_test.slowSite" || q.RetryAfter != 4950*ms {
			t.Fatalf("%v", err)
		}
		time.Sleep(time.Second) // now the stalled ones have been replaced
		_, err = late.Wait(bg)
		wantErr(t, err, par.ErrQuarantined)
		r, err := submit(t, bg, p, honestSite).Wait(bg)
		if r != 2 || err != nil {
			t.Errorf("an honest site: %d, %v", r, err)
		}
		// The name is not what counts.
		_, err = par.Submit(bg, p, slowSite, par.Label("other"))
		wantErr(t, err, nil)
		if s := p.Stats(); s.Quarantines != 1 || s.Quarantined != 2 {
			t.Errorf("%+v", s)
		}
		if found := log.of(par.EventQuarantined); len(found) != 1 || found[0].Label != "par_test.slowSite" {
			t.Errorf("%v", log.all)
		}
	})
}

// After the cooldown one task may try. While it is slow the site waits twice as long, and it is free again when it is not.
func TestQuarantineEndsWithAProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, quarantined(par.Workers(100), log.option())...)
		mixed := func(d time.Duration) error {
			_, err := par.Submit(bg, p, func(context.Context) (int, error) { time.Sleep(d); return 0, nil }, par.Label("mixed"))
			return err
		}
		for range 8 {
			wantErr(t, mixed(200*ms), nil)
		}
		time.Sleep(time.Second) // since 100 ms it is in quarantine
		wantErr(t, mixed(ms), par.ErrQuarantined)
		time.Sleep(4100 * ms)
		wantErr(t, mixed(time.Second), nil) // the probe, slow again
		wantErr(t, mixed(ms), par.ErrQuarantined)
		time.Sleep(9 * time.Second)
		wantErr(t, mixed(ms), par.ErrQuarantined)
		time.Sleep(1100 * ms)
		wantErr(t, mixed(ms), nil)
		wantErr(t, mixed(ms), par.ErrQuarantined) // one at a time
		time.Sleep(2 * ms)
		for range 10 {
			wantErr(t, mixed(ms), nil)
		}
		if found := log.of(par.EventReleased); len(found) != 1 || found[0].Label != "mixed" {
			t.Errorf("%v", log.all)
		}
	})
}

// A probe that never runs must not keep its site from trying again.
func TestQuarantineProbeThatNeverRuns(t *testing.T) {
	for _, c := range []struct {
		name string
		lose func(p *par.Pool) // submits a probe that is not run
	}{
		{"refused", func(p *par.Pool) {
			_, err := par.TrySubmit(bg, p, slowSite)
			wantErr(t, err, par.ErrQueueFull)
		}},
		{"cancelled", func(p *par.Pool) {
			ctx, cancel := context.WithTimeout(bg, ms)
			defer cancel()
			_, err := par.Submit(ctx, p, slowSite)
			wantErr(t, err, context.DeadlineExceeded)
		}},
		{"late", func(p *par.Pool) {
			_, err := par.Submit(bg, p, slowSite, par.Timeout(ms))
			wantErr(t, err, par.ErrTaskTimeout)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, quarantined(par.Workers(8), par.Queue(0, par.Block), par.MaxStalled(0))...)
				for range 8 {
					submit(t, bg, p, slowSite)
				}
				time.Sleep(6 * time.Second)
				c.lose(p)
				time.Sleep(6 * time.Second)
				_, err := par.Submit(bg, p, slowSite)
				wantErr(t, err, nil)
			})
		})
	}
}

// Tasks of a site that is slow now and then, of a site that waits as it should, and of one that is slow only because of what the machine does.
func TestQuarantineSparesHonestSites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, quarantined(par.Workers(16))...)
		for i := range 20_000 {
			var err error
			switch i % 4 {
			case 0: // one in ten is slow
				_, err = par.Submit(bg, p, func(context.Context) (int, error) {
					if i/4%10 == 9 {
						time.Sleep(200 * ms)
					}
					return 0, nil
				})
			case 1:
				_, err = par.Submit(bg, p, func(ctx context.Context) (int, error) { return 0, par.Sleep(ctx, time.Second) })
			case 2:
				_, err = par.Submit(bg, p, honestSite)
			case 3:
				err = p.Go(bg, func(context.Context) { time.Sleep(90 * ms) })
			}
			wantErr(t, err, nil)
			time.Sleep(10 * ms)
		}
		if s := p.Stats(); s.Quarantines != 0 || s.Slow == 0 {
			t.Errorf("%+v", s)
		}
	})
}

// Abandoned tasks are slow, with or without a watchdog.
func TestQuarantineByTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1), par.TaskTimeout(100*ms), par.Quarantine(1, 3, time.Minute))
		for range 3 {
			_, err := submit(t, bg, p, slowSite).Wait(bg)
			wantErr(t, err, par.ErrTaskTimeout)
		}
		_, err := par.Submit(bg, p, slowSite)
		wantErr(t, err, par.ErrQuarantined)
	})
}

// Labels may be made of what users send: they must not fill the memory, or set those free who are kept off.
func TestQuarantineForgetsSites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, quarantined(par.Workers(8))...)
		for range 8 {
			submit(t, bg, p, slowSite)
		}
		time.Sleep(150 * ms)
		for i := range 5000 {
			if _, err := par.TrySubmit(bg, p, honestSite, par.Label(fmt.Sprint(i))); err != nil && !errors.Is(err, par.ErrQueueFull) {
				t.Fatal(err)
			}
		}
		_, err := par.Submit(bg, p, slowSite)
		wantErr(t, err, par.ErrQuarantined)
	})
}

func TestInvalidQuarantine(t *testing.T) {
	for _, o := range []par.Option{par.Quarantine(0, 1, 1), par.Quarantine(1.5, 1, 1), par.Quarantine(0.5, 0, 1), par.Quarantine(0.5, 1, 0)} {
		_, err := par.New(append(watchdog(), o)...)
		wantErr(t, err, par.ErrInvalid)
	}
	_, err := par.New(par.Quarantine(0.5, 8, time.Second)) // it could not know what is slow
	wantErr(t, err, par.ErrInvalid)
}

// A probe that is in Blocking, which is not slow, does not keep its site in quarantine: after another cooldown the next one may try, and until then a refusal says when.
func TestQuarantineProbeThatBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, quarantined(par.Workers(8))...)
		door := make(gate)
		site := func(f func(context.Context) (int, error)) (*par.Future[int], error) {
			return par.Submit(bg, p, f, par.Label("site"))
		}
		for range 8 {
			site(slowSite)
		}
		time.Sleep(20 * time.Second) // they have returned
		probe, err := site(func(ctx context.Context) (int, error) {
			return 3, par.Blocking(ctx, func(context.Context) error { door.wait(); return nil })
		})
		wantErr(t, err, nil)
		time.Sleep(2 * time.Second)
		_, err = site(honestSite)
		var q *par.QuarantineError
		if !errors.As(err, &q) || q.RetryAfter != 3*time.Second {
			t.Errorf("%v", err)
		}
		time.Sleep(3 * time.Second)
		second, err := site(slowSite)
		wantErr(t, err, nil)
		if _, err = site(honestSite); !errors.As(err, &q) || q.RetryAfter != 5*time.Second {
			t.Errorf("%v", err)
		}
		second.Wait(bg)
		if _, err = site(honestSite); !errors.As(err, &q) || q.RetryAfter <= 0 {
			t.Errorf("the second one was slow: %v", err)
		}
		door.open() // the first one was not
		if n, err := probe.Wait(bg); n != 3 || err != nil {
			t.Error(n, err)
		}
		_, err = site(honestSite)
		wantErr(t, err, nil)
	})
}

// The call site of a batch is its function.
func TestQuarantineOfABatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log events
		p := newPool(t, par.Workers(2), par.TaskTimeout(time.Second), par.Quarantine(0.5, 1, time.Minute), log.option())
		slow := func(context.Context, int) (int, error) { time.Sleep(2 * time.Second); return 1, nil }
		b, err := par.SubmitBatch(bg, p, upTo(1), slow)
		wantErr(t, err, nil)
		wantErr(t, b.Wait(bg), par.ErrTaskTimeout)
		_, err = par.SubmitBatch(bg, p, upTo(1), slow)
		wantErr(t, err, par.ErrQuarantined)
		b, err = par.SubmitBatch(bg, p, upTo(1), func(context.Context, int) (int, error) { return 1, nil })
		wantErr(t, err, nil)
		wantErr(t, b.Wait(bg), nil)
		synctest.Wait()
		if found := log.of(par.EventQuarantined); len(found) != 1 || found[0].Label != "par_test.TestQuarantineOfABatch.func1.1" {
			t.Errorf("%v", found)
		}
	})
}
