package demand

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
)

// What cgo makes of the source of a package is in the build cache, with line
// directives that lead to the source. Go vet's tools get the same files.

// madeImports is what the files that cgo makes import, whatever the source imports.
var madeImports = []string{"runtime/cgo", "syscall"}

// compile asks what cgo makes of local packages. The tests of a package cannot use
// cgo, so that is the same for all of its variants.
func (pr *program) compile(ctx context.Context, gocmd *goCommand, packages map[string]bool) error {
	if len(packages) == 0 {
		return nil
	}
	args := append([]string{"list", "-compiled", "-json=ImportPath,GoFiles,CompiledGoFiles"}, gocmd.BuildFlags()...)
	out, err := gocmd.Run(ctx, append(append(args, "--"), slices.Sorted(maps.Keys(packages))...)...)
	if err != nil {
		return err
	}
	if said := pr.env.complaints(out.Stderr); out.Failed || len(said) > 0 {
		return otherwise("go list -compiled: %s", said) // or a C compiler has warnings
	}
	dec := json.NewDecoder(bytes.NewReader(out.Stdout))
	for {
		var p struct {
			ImportPath               string
			GoFiles, CompiledGoFiles []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("cannot read the output of go list: %w", err)
		}
		made := slices.DeleteFunc(p.CompiledGoFiles, func(name string) bool { return slices.Contains(p.GoFiles, name) })
		pr.checker.made[p.ImportPath] = made
	}
}

// compiled returns the files of a package with cgo as the compiler sees them.
func (c *checker) compiled(p *listed) ([]string, error) {
	made, ok := c.made[p.path()]
	if !ok {
		return c.cgo(p)
	}
	names := slices.Clone(p.GoFiles)
	for _, name := range made {
		if !filepath.IsAbs(name) {
			return nil, fmt.Errorf("%s: cgo makes %s, which is not in the build cache", p.ImportPath, name)
		}
		names = append(names, name)
	}
	return names, nil
}

// cgo asks what cgo makes of the source of a package from outside.
func cgo(ctx context.Context, gocmd *goCommand, p *listed) ([]string, error) {
	args := append([]string{"list", "-compiled", "-json=CompiledGoFiles"}, gocmd.BuildFlags()...)
	out, err := gocmd.Run(ctx, append(args, "--", p.ImportPath)...)
	if err != nil {
		return nil, err
	}
	var q struct{ CompiledGoFiles []string }
	if out.Failed {
		return nil, errors.New(string(bytes.TrimSpace(out.Stderr)))
	}
	err = json.Unmarshal(out.Stdout, &q)
	return q.CompiledGoFiles, err
}
