package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/parvet/parvet/internal/source"
)

func TestRoot(t *testing.T) {
	top := t.TempDir()
	deep := filepath.Join(top, "repo", "a", "b")
	if err := os.MkdirAll(deep, 0o777); err != nil {
		t.Fatal(err)
	}
	if got := source.Root(deep); got != deep {
		t.Errorf("outside of repositories the root of %s is %s", deep, got)
	}
	// In a work tree of git, and in a submodule, it is a file.
	if err := os.WriteFile(filepath.Join(top, "repo", ".git"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{deep, filepath.Join(top, "repo")} {
		if got, want := source.Root(dir), filepath.Join(top, "repo"); got != want {
			t.Errorf("the root of %s is %s, want %s", dir, got, want)
		}
	}
}
