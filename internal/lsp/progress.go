package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
)

// progress returns what to tell how far a run is, and what to call when it has
// ended. The user is shown the first run of a target, which may take long; whether
// the client shows it, and when it says so, is no matter for the run.
func (s *server) progress(ctx context.Context, t *target, r *run) (tell func(done, total int), end func()) {
	s.mu.Lock()
	supported := s.client.progress
	s.mu.Unlock()
	if !supported || !r.first || r.lane != whole {
		return func(int, int) {}, func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	steps := make(chan [2]int, 1) // the last one
	var shown sync.WaitGroup
	shown.Go(func() { s.showProgress(ctx, t, steps) })
	tell = func(done, total int) {
		select {
		case <-steps:
		default:
		}
		steps <- [2]int{done, total} // nobody else sends
	}
	return tell, func() {
		cancel()
		shown.Wait()
	}
}

// showProgress shows steps until ctx ends.
func (s *server) showProgress(ctx context.Context, t *target, steps <-chan [2]int) {
	s.mu.Lock()
	s.tokens++
	token := fmt.Sprintf("parvet-%d", s.tokens)
	s.mu.Unlock()
	if _, err := s.rpc.Callback(ctx, "window/workDoneProgress/create", map[string]any{"token": token}); err != nil {
		return
	}
	notify := func(value map[string]any) {
		s.rpc.Notify(s.ctx, "$/progress", map[string]any{"token": token, "value": value})
	}
	notify(map[string]any{"kind": "begin", "title": "parvet", "message": filepath.Base(t.root), "percentage": 0})
	defer notify(map[string]any{"kind": "end"})
	for {
		select {
		case step := <-steps:
			done, total := step[0], step[1]
			notify(map[string]any{
				"kind":       "report",
				"message":    fmt.Sprintf("%d of %d packages", done, total),
				"percentage": 100 * done / total,
			})
		case <-ctx.Done():
			return
		}
	}
}
