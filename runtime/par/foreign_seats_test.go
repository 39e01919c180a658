//parvet:ignore channel,sleep tests block tasks on purpose, to see what the pool does then

package par_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

// elsewhere has the calls of a task that wait for a callback on another goroutine of p. All are made with the context bg, which does not tell that a task of another pool makes them.
var elsewhere = map[string]func(p *par.Pool, callback func(context.Context) error) error{
	"Run": func(p *par.Pool, callback func(context.Context) error) error {
		begun := make(chan struct{})
		return p.Run(bg, func(s *par.Scope) error {
			s.Spawn(func(s *par.Scope) error { close(begun); return callback(s.Context()) })
			<-begun
			return nil
		})
	},
	"Join": func(p *par.Pool, callback func(context.Context) error) (err error) {
		begun := make(chan struct{})
		return errors.Join(p.Run(bg, func(s *par.Scope) error {
			par.Join(s, func(*par.Scope) { <-begun }, func(s *par.Scope) { close(begun); err = callback(s.Context()) })
			return nil
		}), err)
	},
	"ForEach": func(p *par.Pool, callback func(context.Context) error) error {
		begun := make(chan struct{})
		return par.ForEach(bg, []int{0, 1}, func(ctx context.Context, i int, _ *int) error {
			if i == 0 {
				<-begun
				return nil
			}
			close(begun)
			return callback(ctx)
		}, par.On(p))
	},
	"Broadcast": func(p *par.Pool, callback func(context.Context) error) error {
		return p.Broadcast(bg, func(ctx context.Context, i, _ int) error {
			if i == 0 {
				return nil
			}
			return callback(ctx)
		})
	},
	"Stream": func(p *par.Pool, callback func(context.Context) error) error {
		begun := make(chan struct{})
		xs := func(yield func(int) bool) {
			if yield(0) {
				<-begun
			}
		}
		for _, err := range par.Stream(bg, xs, func(ctx context.Context, _ int) (int, error) { close(begun); return 0, callback(ctx) }, par.On(p)) {
			if err != nil {
				return err
			}
		}
		return nil
	},
	"Wait": func(p *par.Pool, callback func(context.Context) error) error {
		return p.Run(bg, func(s *par.Scope) error {
			fut, err := par.Submit(bg, p, func(ctx context.Context) (int, error) { return 0, callback(ctx) })
			if err == nil {
				_, err = fut.Wait(s.Context())
			}
			return err
		})
	},
	"Submit": func(p *par.Pool, callback func(context.Context) error) error { // which runs it at once, as the queue is full
		return p.Run(bg, func(s *par.Scope) error {
			stay := make(chan struct{})
			defer close(stay)
			for range 2 {
				if _, err := par.Submit(s.Context(), p, func(context.Context) (int, error) { <-stay; return 0, nil }); err != nil {
					return err
				}
			}
			_, err := par.Submit(s.Context(), p, func(ctx context.Context) (int, error) { return 0, callback(ctx) })
			return err
		})
	},
	"Close": func(p *par.Pool, callback func(context.Context) error) error {
		_, err := par.Submit(bg, p, func(ctx context.Context) (int, error) { return 0, callback(ctx) })
		return errors.Join(err, p.Close(bg))
	},
}

// A task that waits in another pool, whatever for, gives its token back, or nothing goes on if somebody there waits for its own pool.
func TestWaitElsewhereWithForeignContextGivesTokenBack(t *testing.T) {
	for name, call := range elsewhere {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, q := newPool(t, par.Workers(2), par.Queue(1, par.Block)), newPool(t, par.Workers(1))
				_, err := submit(t, bg, q, func(context.Context) (int, error) {
					behind := submit(t, bg, q, func(context.Context) (int, error) { return 7, nil })
					return 0, call(p, func(ctx context.Context) error { _, err := behind.Wait(ctx); return err })
				}).Wait(bg)
				if err != nil {
					t.Error(err)
				}
				if n := q.Stats().ForeignWaits; n != 1 {
					t.Errorf("%d foreign waits", n)
				}
			})
		})
	}
}

// A goroutine that the task has started may wait there for as long as it likes: the task goes on meanwhile, with its token. With the context of the task it is the task that waits.
func TestWaitElsewhereOfGoroutineOfTask(t *testing.T) {
	for name, call := range elsewhere {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, q := newPool(t, par.Workers(2), par.Queue(1, par.Block)), newPool(t, par.Workers(1))
				_, err := submit(t, bg, q, func(context.Context) (int, error) {
					ended := make(chan error)
					go func() { ended <- call(p, func(context.Context) error { time.Sleep(time.Second); return nil }) }()
					time.Sleep(time.Second / 2)
					if s := q.Stats(); s.Busy != 1 || s.Waiting != 0 {
						t.Errorf("%+v", s)
					}
					return 0, <-ended
				}).Wait(bg)
				if n := q.Stats().ForeignWaits + p.Stats().ForeignWaits; n != 0 || err != nil {
					t.Errorf("%d foreign waits, %v", n, err)
				}
			})
		})
	}
}

// In a call that a task makes on another pool it has a seat there, which waits as well if the callback waits with the context of the task.
func TestWaitWithTheContextAroundACallOnAnotherPool(t *testing.T) {
	for name, call := range map[string]func(ctx context.Context, p *par.Pool, callback func() error) error{
		"Run": func(ctx context.Context, p *par.Pool, callback func() error) error {
			return p.Run(ctx, func(*par.Scope) error { return callback() })
		},
		"Run with a foreign context": func(_ context.Context, p *par.Pool, callback func() error) error {
			return p.Run(bg, func(*par.Scope) error { return callback() })
		},
		"For": func(ctx context.Context, p *par.Pool, callback func() error) error {
			return par.For(ctx, 1, func(int, int) error { return callback() }, par.On(p))
		},
		"For in For": func(ctx context.Context, p *par.Pool, callback func() error) error {
			return par.For(ctx, 1, func(int, int) error {
				return par.For(ctx, 1, func(int, int) error { return callback() }, par.On(p))
			}, par.On(p))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, q := newPool(t, par.Workers(1)), newPool(t, par.Workers(1))
				n, err := submit(t, bg, q, func(ctx context.Context) (n int, err error) {
					err = call(ctx, p, func() (err error) {
						n, err = submit(t, ctx, p, func(context.Context) (int, error) { return 7, nil }).Wait(ctx)
						return err
					})
					return n, err
				}).Wait(bg)
				if n != 7 || err != nil {
					t.Error(n, err)
				}
			})
		})
	}
}

// The callbacks of a For on another pool get no context and use that of the task: by it they have the seat that the call has there, at the owner as at its helpers, and the task has its own again afterwards.
func TestContextOfTheTaskInForOnAnotherPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, q := newPool(t, par.Workers(1), par.Name("p")), newPool(t, par.Workers(1), par.Name("q"))
		_, err := submit(t, bg, q, func(ctx context.Context) (int, error) {
			err := par.For(ctx, 1, func(int, int) error {
				if err := par.For(ctx, 1, func(int, int) error { return nil }, par.On(q)); err != nil {
					return err
				}
				begun := make(chan struct{})
				submit(t, bg, p, func(context.Context) (int, error) { close(begun); return 0, nil })
				return par.Blocking(ctx, func(context.Context) error { <-begun; return nil })
			}, par.On(p))
			if s := p.Stats(); s.Blocked != 0 || s.Compensated != 1 {
				t.Errorf("p: %+v", s)
			}
			return 0, errors.Join(err, par.Blocking(ctx, func(context.Context) error {
				if s := q.Stats(); s.Blocked != 1 {
					t.Errorf("q: %+v", s)
				}
				return nil
			}))
		}).Wait(bg)
		if n := p.Stats().ForeignWaits + q.Stats().ForeignWaits; n != 0 || err != nil {
			t.Errorf("%d foreign waits, %v", n, err)
		}
	})
}

// A ring in which a task waits with the context of the one around it is found although the goroutine has looked for further seats meanwhile.
func TestRingOfAWaitThatHasFoundFurtherSeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, q := newPool(t, par.Workers(2)), newPool(t, par.Workers(2))
		var a, b *par.Future[int]
		made := make(chan struct{})
		a = submit(t, bg, q, func(ctx context.Context) (int, error) {
			<-made
			return 0, p.Run(bg, func(*par.Scope) error { _, err := b.Wait(ctx); return err })
		})
		b = submit(t, bg, q, func(ctx context.Context) (int, error) {
			time.Sleep(time.Second)
			return a.Wait(ctx)
		})
		close(made)
		_, errA := a.Wait(bg)
		_, errB := b.Wait(bg)
		if all := []error{errA, errB}; !slices.ContainsFunc(all, func(err error) bool { return errors.Is(err, par.ErrSelfWait) }) {
			t.Error(all)
		}
	})
}

// A short run of Rec takes a seat only when somebody asks for its context, and that seat waits like any other.
func TestWaitInARunOfRecThatTakesItsSeatLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t, par.Workers(1))
		r := par.NewRec(func(s *par.Strand[int, error], _ int) error {
			fut := submit(t, s.Context(), p, func(context.Context) (int, error) { return 7, nil })
			n, err := fut.Wait(bg)
			if n != 7 && err == nil {
				t.Error(n)
			}
			return err
		})
		for range 3 {
			if inner, err := r.Run(bg, 0, par.On(p)); inner != nil || err != nil {
				t.Error(inner, err)
			}
		}
		if n := p.Stats().ForeignWaits; n != 3 {
			t.Errorf("%d foreign waits", n)
		}
	})
}
