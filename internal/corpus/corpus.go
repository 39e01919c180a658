// Package corpus loads the programs that the engine and the drivers are tested on.
package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Load loads the packages in the testdata of all passes, with the source of all
// that they import, and what more patterns name; and their tests, if wanted. The
// root is that of the repository. It takes seconds.
//
// All modules are in one workspace, so that what they share is loaded once.
func Load(root string, tests bool, more ...string) ([]*packages.Package, error) {
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
	work := "go 1.26.0\n"
	patterns := more
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
		patterns = append(patterns, path+"/...")
	}
	if len(patterns) == len(more) {
		return nil, fmt.Errorf("no testdata in %s", root)
	}
	tmp, err := os.MkdirTemp("", "corpus")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	file := filepath.Join(tmp, "go.work")
	if err := os.WriteFile(file, []byte(work), 0o666); err != nil {
		return nil, err
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Tests: tests, Env: append(os.Environ(), "GOWORK="+file)}, patterns...)
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
