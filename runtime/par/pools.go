package par

import (
	"slices"
	"sync"
	"weak"
)

// registry has the pools of New that are still in use, so that a goroutine that finds the address of a seat in its stack finds the seat. It keeps no pool alive.
var registry struct {
	mu    sync.Mutex
	pools []weak.Pointer[Pool]
}

func register(p *Pool) {
	registry.mu.Lock()
	defer registry.mu.Unlock()
	if len(registry.pools) == cap(registry.pools) { // so the search for those that are gone costs each New little
		registry.pools = slices.DeleteFunc(registry.pools, func(w weak.Pointer[Pool]) bool { return w.Value() == nil })
	}
	registry.pools = append(registry.pools, weak.Make(p))
}

// allPools lists the pools that are in use, the default one included.
func allPools() []*Pool {
	registry.mu.Lock()
	defer registry.mu.Unlock()
	all := []*Pool{defaultPool}
	for _, w := range registry.pools {
		if p := w.Value(); p != nil {
			all = append(all, p)
		}
	}
	return all
}
