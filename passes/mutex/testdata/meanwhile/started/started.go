// Package started calls what holds a mutex of another package long on a goroutine.
package started

import (
	"golang.org/x/sync/errgroup"

	"example.com/meanwhile/store"
)

func all(s *store.Store, names []string) error {
	go func() {
		for {
			s.Reload()
		}
	}()
	var g errgroup.Group
	for _, name := range names {
		g.Go(func() error {
			s.Get(name) // want `store.\(\*Store\).Get → sync.\(\*RWMutex\).RLock at store.go:\d+, which is held across os.ReadFile`
			return nil
		})
	}
	return g.Wait()
}
