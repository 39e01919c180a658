// Package store has a mutex that is held long by some of its functions only.
package store

import (
	"net/http"
	"os"
	"sync"
)

type Store struct {
	mu sync.RWMutex
	m  map[string]string
}

// Get is quick.
func (s *Store) Get(name string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[name]
}

// Reload holds the mutex while it reads the file.
func (s *Store) Reload() { s.reload("store") }

func (s *Store) reload(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	os.ReadFile(name)
}

type Served struct {
	mu sync.Mutex
	n  int
}

func (s *Served) Add() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

// ServeHTTP may run at any time.
func (s *Served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	os.ReadFile(r.URL.Path)
}
