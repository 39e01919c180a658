package lsp_test

import (
	"context"
	"errors"
	"testing"

	"github.com/parvet/parvet/internal/lsp"
)

// TestAnswer: the process that the server starts tells how many packages of how many
// are done, and then what it found; one that is not wanted any more ends.
func TestAnswer(t *testing.T) {
	e := prepare(t, shop)
	t.Setenv("GOTMPDIR", e.tmp)
	t.Setenv("GOWORK", "")
	analyse := lsp.Process(parvet(), "lsp", "answer")
	req := lsp.Request{Dir: e.dir, Patterns: []string{"./..."}, Overlay: map[string]string{e.path("store/store.go"): slow}}
	var steps [][2]int
	res, err := analyse(t.Context(), req, func(done, total int) { steps = append(steps, [2]int{done, total}) })
	if err != nil || len(res.Findings) != 1 || len(res.Failures) != 0 {
		t.Errorf("%v, %+v", err, res)
	}
	if n := len(steps); n == 0 || steps[n-1] != [2]int{2, 2} {
		t.Errorf("steps %v", steps)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := analyse(ctx, req, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("an analysis that is not wanted returns %v", err)
	}
	req.Flags = []string{"-tier=sure"}
	if _, err := analyse(t.Context(), req, nil); err == nil || err.Error() != `unknown tier "sure". The tiers are definite, probable, possible` {
		t.Errorf("a wrong flag returns %v", err)
	}
}
