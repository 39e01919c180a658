package meanwhile

import (
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

// A function that makes objects, and starts who calls its callback, makes others for each
// call: what the callback does there it does alone.

type bundle struct {
	mu sync.Mutex
	f  *os.File
}

func newBundle() *bundle { return &bundle{} }

func (b *bundle) save(data []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.f.Write(data)
}

func (b *bundle) flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.f.Sync()
}

type depot struct {
	group  *errgroup.Group
	bundle *bundle
}

type saver interface {
	Save(data []byte)
	SaveLater(data []byte)
}

type depotSaver struct{ d *depot }

func (s *depotSaver) Save(data []byte) { s.d.bundle.save(data) }

func (s *depotSaver) SaveLater(data []byte) {
	s.d.group.Go(func() error {
		s.d.bundle.save(data) // want `\(\*bundle\).save → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\).Write`
		return nil
	})
}

func (d *depot) open() { d.bundle = newBundle() }

// WithSaver waits for all that is saved later.
func (d *depot) WithSaver(fn func(s saver) error) error {
	var g errgroup.Group
	d.group = &g
	d.open()
	g.Go(func() error {
		if err := fn(&depotSaver{d}); err != nil {
			return err
		}
		d.bundle.flush() // want `\(\*bundle\).flush → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\)`
		return nil
	})
	return g.Wait()
}

func (d *depot) repair(items [][]byte) error {
	return d.WithSaver(func(s saver) error {
		for _, item := range items {
			s.Save(item)
		}
		return nil
	})
}

func (d *depot) copyAll(items [][]byte) error {
	return d.WithSaver(func(s saver) error {
		for _, item := range items {
			s.SaveLater(item)
		}
		s.Save(nil) // want `\(\*depotSaver\).Save → \(\*bundle\).save → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\)`
		return nil
	})
}

func (d *depot) spread(items [][]byte) error {
	return d.WithSaver(func(s saver) error {
		var g errgroup.Group
		for _, item := range items {
			g.Go(func() error {
				s.Save(item) // want `\(\*depotSaver\).Save → \(\*bundle\).save → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\)`
				return nil
			})
		}
		s.Save(nil)     // want `\(\*depotSaver\).Save → \(\*bundle\).save → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\)`
		return g.Wait() // want `errgroup.\(\*Group\).Wait`
	})
}

// Others may have what a callback gives away.

var kept saver

func (d *depot) give() error {
	return d.WithSaver(func(s saver) error {
		kept = s
		s.Save(nil) // want `\(\*depotSaver\).Save → \(\*bundle\).save → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\)`
		return nil
	})
}

// What is made once is there for all calls.

type bin struct {
	mu sync.Mutex
	f  *os.File
}

func (b *bin) save(data []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.f.Write(data)
}

type cellar struct{ bin *bin }

func newCellar() *cellar { return &cellar{bin: &bin{}} }

func (s *cellar) with(fn func()) error {
	var g errgroup.Group
	g.Go(func() error {
		fn()
		return nil
	})
	return g.Wait()
}

func (s *cellar) repair() error {
	return s.with(func() {
		s.bin.save(nil) // want `\(\*bin\).save → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\).Write`
	})
}

// Two goroutines of a call may both run the callback, or one that runs beside it saves, too.

type crate struct {
	mu sync.Mutex
	f  *os.File
}

func (c *crate) save(data []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.f.Write(data)
}

type yard struct{ crate *crate }

func (y *yard) twice(fn func()) error {
	var g errgroup.Group
	y.crate = &crate{}
	for range 2 {
		g.Go(func() error {
			fn()
			return nil
		})
	}
	return g.Wait()
}

func (y *yard) repair() error {
	return y.twice(func() {
		y.crate.save(nil) // want `\(\*crate\).save → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\).Write`
	})
}

type chest struct {
	mu sync.Mutex
	f  *os.File
}

func (c *chest) save(data []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.f.Write(data)
}

type room struct{ chest *chest }

func (r *room) with(fn func()) error {
	var g errgroup.Group
	r.chest = &chest{}
	g.Go(func() error {
		fn()
		return nil
	})
	r.chest.save(nil)
	return g.Wait()
}

func (r *room) repair() error {
	return r.with(func() {
		r.chest.save(nil) // want `\(\*chest\).save → sync.\(\*Mutex\).Lock at sessions.go:\d+, which is held across os.\(\*File\).Write`
	})
}
