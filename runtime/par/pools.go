package par

import (
	"slices"
	"sync"
	"weak"
)

// made has the pools of New that are still in use, so that a goroutine that finds the address of a seat in its stack finds the seat. It keeps no pool alive.
var made struct {
	mu    sync.Mutex
	pools []weak.Pointer[Pool]
}

func register(p *Pool) {
	made.mu.Lock()
	defer made.mu.Unlock()
	if len(made.pools) == cap(made.pools) { // so the search for those that are gone costs each New little
		made.pools = slices.DeleteFunc(made.pools, func(w weak.Pointer[Pool]) bool { return w.Value() == nil })
	}
	made.pools = append(made.pools, weak.Make(p))
}

// allPools lists the pools that are in use, the default one included.
func allPools() []*Pool {
	made.mu.Lock()
	defer made.mu.Unlock()
	all := []*Pool{defaultPool}
	for _, w := range made.pools {
		if p := w.Value(); p != nil {
			all = append(all, p)
		}
	}
	return all
}
