// Package corpus loads the programs that the engine and the drivers are tested on.
package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A Workspace holds the modules in the testdata of all passes, and what they import:
// one, so that what they share is loaded once.
type Workspace struct {
	File     string   // go.work, absolute
	Patterns []string // of the packages of testdata
}

// NewWorkspace writes a workspace of the repository at root into a directory.
func NewWorkspace(root, dir string) (*Workspace, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	var mods []string
	// The last are what stands for modules of others, which those of testdata import.
	for _, pattern := range []string{"go.mod", "runtime/go.mod", "passes/*/testdata/go.mod", "passes/*/testdata/*/*/go.mod"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return nil, err
		}
		mods = append(mods, found...)
	}
	w := &Workspace{File: filepath.Join(dir, "go.work")}
	work := "go 1.26.0\n"
	for _, mod := range mods {
		work += fmt.Sprintf("use %q\n", filepath.Dir(mod))
		if filepath.Base(filepath.Dir(mod)) != "testdata" {
			continue
		}
		data, err := os.ReadFile(mod)
		if err != nil {
			return nil, err
		}
		path, _, _ := strings.Cut(strings.TrimPrefix(string(data), "module "), "\n")
		w.Patterns = append(w.Patterns, path+"/...")
	}
	if len(w.Patterns) == 0 {
		return nil, fmt.Errorf("no testdata in %s", root)
	}
	return w, os.WriteFile(w.File, []byte(work), 0o666)
}

// Load loads the packages of a workspace, with the source of all that they import,
// and what more patterns name; and their tests, if wanted. The root is that of the
// repository. It takes seconds.
func Load(root string, tests bool, more ...string) ([]*packages.Package, error) {
	tmp, err := os.MkdirTemp("", "corpus")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	w, err := NewWorkspace(root, tmp)
	if err != nil {
		return nil, err
	}
	patterns := append(more, w.Patterns...)
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Tests: tests, Env: append(os.Environ(), "GOWORK="+w.File)}, patterns...)
	if err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s: %v", p.ID, p.Errors[0])
		}
	}
	return pkgs, nil
}
