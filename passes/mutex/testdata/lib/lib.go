package lib

import (
	"context"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

type Registry struct {
	Mu sync.RWMutex
	mu sync.Mutex
	m  map[string]string
}

func (r *Registry) Refresh() {
	r.mu.Lock()
	defer r.mu.Unlock()
	http.Get("x")
}

func (r *Registry) Lookup() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.m["x"]
}

func (r *Registry) Reload() {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	http.Get("y")
}

var mu sync.Mutex

func Hold() {
	mu.Lock()
	time.Sleep(time.Second)
	mu.Unlock()
}

func Global() {
	mu.Lock()
	mu.Unlock()
}

// A Store lends its lock to callbacks.
type Store struct {
	mu, quick sync.Mutex
	n         int
}

func (s *Store) With(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *Store) Quick(f func()) {
	s.quick.Lock()
	defer s.quick.Unlock()
	f()
}

func (s *Store) N() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *Store) M() int {
	s.quick.Lock()
	defer s.quick.Unlock()
	return s.n
}

var brief sync.Mutex

func Brief() {
	brief.Lock()
	time.Sleep(time.Millisecond)
	brief.Unlock()
}

// Mutexes that are passed.

func HoldIt(mu *sync.RWMutex) {
	mu.Lock()
	defer mu.Unlock()
	http.Get("z")
}

func Take(mu *sync.RWMutex) { mu.Lock() }

func Give(mu *sync.RWMutex) { mu.Unlock() }

// What a Guess is held across is one of two things.
type Guess struct {
	mu  sync.Mutex
	src source
}

type source interface{ read() }

type remote struct{}

func (remote) read() { http.Get("w") }

type local struct{}

func (local) read() {}

func NewGuess(far bool) *Guess {
	if far {
		return &Guess{src: remote{}}
	}
	return &Guess{src: local{}}
}

func (g *Guess) Load() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.src.read()
}

func (g *Guess) Get() {
	g.mu.Lock()
	g.mu.Unlock()
}

// Nap waits with the worker given back.
func Nap(ctx context.Context) { par.Sleep(ctx, time.Second) }

// Locked calls f with a mutex held that the caller passes.
func Locked(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}

// A Table is filled by who asks for it.
type Table[K comparable] struct {
	mu sync.Mutex
	m  map[K]int
}

func (t *Table[K]) Get(k K, fill func() int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[k] = fill()
	return t.m[k]
}

func (t *Table[K]) Size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.m)
}

// A Counters has counters of its own for each name, and one for all.
type Counters struct {
	mu  sync.Mutex
	all map[string]int
}

var counters = &Counters{all: map[string]int{}}

func common() *Counters { return counters }

func (r *Counters) inc(k string) {
	r.mu.Lock()
	r.all[k]++
	r.mu.Unlock()
}

// Count counts in what all share, by way of a function that returns it.
func Count(k string) { common().inc(k) }

// CountNew counts in what is new for each call.
func CountNew(k string) { (&Counters{all: map[string]int{}}).inc(k) }

// A Journal has pages of its own.
type Journal struct{ page *page }

type page struct {
	mu   sync.Mutex
	data []byte
}

func (p *page) load() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.data, _ = os.ReadFile("x")
}

func watch(p *page) { go p.load() }

// Read reads it.
func (j *Journal) Read() { j.page.load() }

// ReadOnce makes a journal and reads it.
func ReadOnce() {
	j := &Journal{page: new(page)}
	j.Read()
}
