package meanwhile

import (
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Who starts something and waits for it makes it run only meanwhile: a function that
// rebuilds an index with tasks of its own does so before or after the work.

type ledger struct {
	mu sync.RWMutex
	m  map[string]int
}

func (l *ledger) add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.m[name]++
}

func (l *ledger) write(name string) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	os.WriteFile(name, nil, 0o600)
}

func (l *ledger) export(names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			l.write(name) // readers keep no readers out
			return nil
		})
	}
	return g.Wait()
}

func (l *ledger) fill(names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			l.add(name)
			return nil
		})
	}
	return g.Wait()
}

// Tasks of the same function run at the same time, and so do those of functions that one
// calls which hands over tasks itself.

type journal struct {
	mu sync.Mutex
	m  map[string]int
}

func (j *journal) add(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.m[name]++
}

func (j *journal) write(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	os.WriteFile(name, nil, 0o600)
}

func (j *journal) both(names []string) error {
	var g errgroup.Group
	g.Go(func() error {
		j.write("journal") // want `\(\*journal\).write → sync.\(\*Mutex\).Lock at joined.go:\d+, which is held across os.WriteFile`
		return nil
	})
	g.Go(func() error {
		j.add("a") // want `\(\*journal\).add → sync.\(\*Mutex\).Lock at joined.go:\d+, which is held across os.WriteFile`
		return nil
	})
	if err := j.addAll(names); err != nil {
		return err
	}
	return g.Wait()
}

func (j *journal) addAll(names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			j.add(name) // want `\(\*journal\).add → sync.\(\*Mutex\).Lock at joined.go:\d+, which is held across os.WriteFile`
			return nil
		})
	}
	return g.Wait()
}

// Nobody waits for what is in another group.

type roll struct {
	mu sync.Mutex
	m  map[string]int
}

func (r *roll) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m[name]++
}

func (r *roll) write(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	os.WriteFile(name, nil, 0o600)
}

func (r *roll) start(g *sync.WaitGroup) {
	var own sync.WaitGroup
	g.Go(func() { r.write("roll") })
	own.Go(func() { r.m = nil })
	own.Wait()
}

func (r *roll) fill(names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			r.add(name) // want `\(\*roll\).add → sync.\(\*Mutex\).Lock at joined.go:\d+, which is held across os.WriteFile`
			return nil
		})
	}
	return g.Wait()
}

// A goroutine that makes what its caller asks for runs while that receives.

type shelf struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *shelf) add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[name]++
}

func (s *shelf) each() <-chan string {
	ch := make(chan string)
	s.mu.Lock()
	go func() {
		defer s.mu.Unlock()
		defer close(ch)
		for name := range s.m {
			ch <- name
		}
	}()
	return ch
}

func (s *shelf) names() (all []string) {
	for name := range s.each() {
		all = append(all, name)
	}
	return all
}

func (s *shelf) fill(names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			s.add(name)
			return nil
		})
	}
	return g.Wait()
}

type rack struct {
	mu sync.Mutex
	m  map[string]int
}

func (r *rack) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m[name]++
}

func (r *rack) each() <-chan string {
	ch := make(chan string)
	r.mu.Lock()
	go func() {
		defer r.mu.Unlock()
		defer close(ch)
		for name := range r.m {
			ch <- name
		}
	}()
	return ch
}

func (r *rack) all() <-chan string { return r.each() }

func (r *rack) copyTo(other *rack) error {
	var g errgroup.Group
	for name := range r.all() {
		g.Go(func() error {
			other.add(name) // want `\(\*rack\).add → sync.\(\*Mutex\).Lock at joined.go:\d+, which is held across send to channel ch`
			return nil
		})
	}
	return g.Wait()
}

// One that goes on by itself does not end with that.

type board struct {
	mu sync.Mutex
	m  map[string]int
}

func (b *board) add(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.m[name]++
}

func (b *board) watch() <-chan string {
	ch := make(chan string)
	go func() {
		for {
			b.mu.Lock()
			os.WriteFile("board", nil, 0o600)
			b.mu.Unlock()
			ch <- "written"
		}
	}()
	return ch
}

func (b *board) fill(names []string) error {
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			b.add(name) // want `\(\*board\).add → sync.\(\*Mutex\).Lock at joined.go:\d+, which is held across os.WriteFile`
			return nil
		})
	}
	return g.Wait()
}
