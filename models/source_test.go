package models_test

import (
	"go/build"
	"path/filepath"
	"testing"

	"github.com/parvet/parvet/models"
)

// TestSource: the source of the standard library declares all that has a line.
func TestSource(t *testing.T) {
	lines := 0
	for _, p := range models.Default().Packages() {
		src, err := models.ReadSource(filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(p.Path)))
		if err != nil {
			continue // of a library
		}
		for _, m := range p.Unknown(src) {
			t.Error(m)
		}
		lines += len(p.Names())
	}
	if lines < 1000 {
		t.Errorf("%d lines are about the standard library", lines)
	}
}
