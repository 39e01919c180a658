package lsp

import "time"

// watchParent ends the server when the client is gone: its end of the stream may
// have been inherited by a process that lives on.
func (s *server) watchParent(pid int) {
	s.start(func() {
		tick := time.NewTicker(5 * time.Second)
		defer tick.Stop()
		for alive(pid) {
			select {
			case <-tick.C:
			case <-s.ctx.Done():
				return
			}
		}
		s.exits(s.ctx, nil)
	})
}
