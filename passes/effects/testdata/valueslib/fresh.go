package valueslib

import "sync"

// A Registry is made and filled before it is shown.
type Registry struct {
	mu    sync.Mutex
	items []string
	next  *Registry
}

var registries []*Registry

func NewRegistry() *Registry { return &Registry{} }

func NewRegistryOf(items ...string) (*Registry, error) {
	r := NewRegistry()
	for _, item := range items {
		r.Add(item)
	}
	return r, nil
}

// Shared is known to others.
func Shared() *Registry {
	r := &Registry{}
	registries = append(registries, r)
	return r
}

func (r *Registry) Add(item string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items = append(r.items, item)
}

// Publish shows the registry.
func (r *Registry) Publish() { registries = append(registries, r) }

// With returns the registry itself.
func (r *Registry) With(item string) *Registry {
	r.Add(item)
	return r
}

// Chain shows one registry to another.
func (r *Registry) Chain(next *Registry) { r.next = next }
