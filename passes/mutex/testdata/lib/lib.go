package lib

import (
	"net/http"
	"sync"
	"time"
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
