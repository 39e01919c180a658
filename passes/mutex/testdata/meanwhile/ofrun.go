package meanwhile

import (
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/meanwhile/store"
)

// Each run makes an object, which others know as well: what other runs do with theirs does
// not matter to it.

type roster struct {
	mu  sync.Mutex
	all []*entry
}

type entry struct {
	mu sync.Mutex
	n  int
}

func (b *roster) start() *entry {
	e := &entry{}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, e)
	return e
}

func (b *roster) sum() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.all {
		e.mu.Lock()
		n += e.n
		e.mu.Unlock()
	}
	return n
}

func (e *entry) load() {
	e.mu.Lock()
	defer e.mu.Unlock()
	os.ReadFile("x")
}

func enterAll(b *roster, names []string) error {
	var g errgroup.Group
	for range names {
		g.Go(func() error {
			e := b.start()
			e.load()
			b.sum() // want `\(\*roster\).sum → sync.\(\*Mutex\).Lock at ofrun.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

func enterEither(b *roster, names []string, twice bool) error {
	var g errgroup.Group
	for range names {
		g.Go(func() error {
			var e *entry
			if twice {
				e = b.start()
			} else {
				e = b.start()
			}
			defer func() { e.load() }()
			return nil
		})
	}
	return g.Wait()
}

// One that the function around them has made, or that is there already, is the same for all.

func enterOne(b *roster, names []string) error {
	var g errgroup.Group
	e := b.start()
	for range names {
		g.Go(func() error {
			e.load() // want `\(\*entry\).load → sync.\(\*Mutex\).Lock at ofrun.go:\d+, which is held across os.ReadFile`
			return nil
		})
		g.Go(func() error {
			last := b.all[0]
			last.load() // want `\(\*entry\).load → sync.\(\*Mutex\).Lock at ofrun.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

// What goes on with the object by itself holds its mutex.

type looper struct {
	mu sync.Mutex
	n  int
}

func startLooper() *looper {
	l := &looper{}
	go func() {
		for {
			l.load()
			time.Sleep(time.Second)
		}
	}()
	return l
}

func (l *looper) load() {
	l.mu.Lock()
	defer l.mu.Unlock()
	os.ReadFile("x")
}

func loop(names []string) error {
	var g errgroup.Group
	for range names {
		g.Go(func() error {
			l := startLooper()
			l.load() // want `\(\*looper\).load → sync.\(\*Mutex\).Lock at ofrun.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

// What the object has a pointer to may belong to others.

type member struct{ of *club }

type club struct {
	mu sync.Mutex
	n  int
}

func (m *member) load() {
	m.of.mu.Lock()
	defer m.of.mu.Unlock()
	os.ReadFile("x")
}

func join(c *club, names []string) error {
	var g errgroup.Group
	for range names {
		g.Go(func() error {
			m := &member{of: c}
			m.load() // want `\(\*member\).load → sync.\(\*Mutex\).Lock at ofrun.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

// The same with another package.

func track(t *store.Tracker, names []string) error {
	var g errgroup.Group
	for range names {
		g.Go(func() error {
			tr := t.Start()
			tr.Restart()
			return nil
		})
		g.Go(func() error {
			tr := t.Last()
			tr.Restart() // want `store.\(\*Transfer\).Restart → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

// What has been made for the object of each run is no more than it of others, by way of it.

func account(t *store.Tracker, names []string) error {
	var g errgroup.Group
	one := t.Start()
	for range names {
		g.Go(func() error {
			tr := t.Start()
			tr.Account(t)
			accountOf(t, tr)
			return nil
		})
		g.Go(func() error {
			one.Account(t) // want `store.\(\*Transfer\).Account → store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			return nil
		})
		g.Go(func() error {
			tr := t.Start()
			tr.Share(t)
			tr.Shared() // want `store.\(\*Transfer\).Shared → store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			return nil
		})
		g.Go(func() error {
			tr := t.Start()
			t.Pair(tr, one)
			tr.Twin() // want `store.\(\*Transfer\).Twin → store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

func accountOf(t *store.Tracker, tr *store.Transfer) { tr.Account(t) }

// A method may return what has been made for the object of each run, or that object.

type rereader interface{ Reread() }

func returned(t *store.Tracker, names []string) error {
	var g errgroup.Group
	one := t.Start()
	for range names {
		g.Go(func() error {
			t.Start().Account(t).Reread()
			tr := t.Start().Counted()
			acc := tr.Account(t)
			acc.Reread()
			var r rereader = tr.Account(t)
			r.Reread()
			reread(accountIn(t, tr))
			return nil
		})
		g.Go(func() error {
			one.Account(t).Reread()           // want `store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			one.Counted().Account(t).Reread() // want `store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			accountIn(t, one).Reread()        // want `store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			return nil
		})
		g.Go(func() error {
			t.Last().Account(t).Reread() // want `store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			tr := t.Start()
			tr.Common().Reread()                  // want `store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, which is held across os.ReadFile`
			tr.AccountOr(one.Account(t)).Reread() // want `store.\(\*Account\).Reread → sync.\(\*Mutex\).Lock at tracker.go:\d+, and 1 more like it, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}

func accountIn(t *store.Tracker, tr *store.Transfer) *store.Account { return tr.Account(t) }

func reread(acc *store.Account) { acc.Reread() }

// By a function that somebody is given to call.

func each(names []string, f func(name string) error) error {
	for _, name := range names {
		if err := f(name); err != nil {
			return err
		}
	}
	return nil
}

func (b *ledgerBook) enter(string) error {
	e := b.start()
	e.load()
	return nil
}

type ledgerBook struct {
	mu  sync.Mutex
	all []*line
}

type line struct {
	mu sync.Mutex
	n  int
}

func (b *ledgerBook) start() *line {
	l := &line{}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, l)
	return l
}

func (l *line) load() {
	l.mu.Lock()
	defer l.mu.Unlock()
	os.ReadFile("x")
}

func enterEach(b *ledgerBook, names []string) error {
	var g errgroup.Group
	for range names {
		g.Go(func() error {
			return each(names, func(name string) error { return b.enter(name) })
		})
	}
	return g.Wait()
}
