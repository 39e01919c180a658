package cli

import (
	"path/filepath"
	"testing"

	"github.com/parvet/parvet/internal/apply"
)

// Names in a diff lead out of no folder.
func TestAncestor(t *testing.T) {
	root := t.TempDir()
	at := func(elem ...string) string { return filepath.Join(append([]string{root}, elem...)...) }
	for _, c := range []struct {
		dir, want string
		files     []string
	}{
		{dir: at("m"), want: at("m")},
		{dir: at("m"), want: at("m"), files: []string{at("m", "a.go"), at("m", "..b", "b.go")}},
		{dir: at("m", "sub"), want: at("m"), files: []string{at("m", "sub", "a.go"), at("m", "a.go")}},
		{dir: at("m", "sub"), want: root, files: []string{at("n", "a.go"), at("m", "b.go")}},
		{dir: at("m"), want: root, files: []string{at("mn", "a.go")}},
	} {
		var changes []apply.Change
		for _, f := range c.files {
			changes = append(changes, apply.Change{File: f})
		}
		if got := ancestor(c.dir, changes); got != c.want {
			t.Errorf("of %s and %q it is %s, want %s", c.dir, c.files, got, c.want)
		}
	}
}
