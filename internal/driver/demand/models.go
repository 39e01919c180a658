package demand

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/suggest"
	"github.com/parvet/parvet/models"
)

// checkModels looks for lines of the user's models that say nothing here. A name
// that a package of the program does not declare is a mistake. A package that
// cannot be imported is most likely one, but a file may be shared by many
// modules: of that the user is warned.
//
// The engine holds lines against types, in each package that it analyses and for
// what that imports. Here is what it cannot know: what all packages of the
// program are, and what they declare besides what is exported and built.
func (g *graph) checkModels(ctx context.Context, gocmd *goCommand, env *environment, table *models.Table, res *driver.Result) error {
	byPath := make(map[string]*listed)
	for _, p := range g.packages {
		if !p.testMain() && (byPath[p.path()] == nil || p.ForTest == "") {
			byPath[p.path()] = p
		}
	}
	var missing []*models.Package
	for _, described := range table.Packages() {
		p := byPath[described.Path]
		if p == nil {
			missing = append(missing, described)
			continue
		}
		if f := unpooled(described); f != nil {
			res.Warnings = append(res.Warnings, fmt.Sprintf("%s:%d: no line says pool cpu or pool any of package %s, so the tasks of %s are checked with -cpupools=all only",
				f.File, f.Line, described.Path, f.Name))
		}
		if src, err := models.ReadSource(p.Dir); err == nil {
			for _, m := range described.Unknown(src) {
				fail(res, m.String(), src.Nearest(m.Line.Name))
			}
		} else {
			debug("the models of %s are not checked: %v", described.Path, err)
		}
	}
	missing, err := unresolved(ctx, gocmd, env, missing)
	if err != nil {
		return err
	}
	var known []string
	for path := range byPath {
		known = append(known, path)
	}
	slices.Sort(known)
	for _, described := range missing {
		for _, place := range described.Sections {
			res.Warnings = append(res.Warnings, fmt.Sprintf("%s: package %s cannot be imported here, so its lines say nothing%s",
				place, described.Path, didYouMean(suggest.Nearest(described.Path, known))))
		}
	}
	return nil
}

// unpooled returns the first line of the user that makes tasks of a package of
// which neither the user nor parvet says for what its pools are, or nil.
func unpooled(p *models.Package) *models.Func {
	if p.Pool != models.NoPool {
		return nil
	}
	if known := models.Default().Package(p.Path); known != nil && known.Pool != models.NoPool {
		return nil
	}
	var first *models.Func
	for _, name := range p.Names() {
		if f := p.Func(name); len(f.Tasks) > 0 && (first == nil || f.Line < first.Line) {
			first = f
		}
	}
	return first
}

// fail adds a failure, unless the engine has said the same.
func fail(res *driver.Result, message, near string) {
	i := slices.IndexFunc(res.Failures, func(f driver.Failure) bool {
		return f.Message == message || strings.HasPrefix(f.Message, message+": ") // with the reason
	})
	if i < 0 {
		i = len(res.Failures)
		res.Failures = append(res.Failures, driver.Failure{Message: message})
	}
	if f := &res.Failures[i]; f.Message == message {
		f.Message += didYouMean(near)
	}
}

func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", near)
}

// unresolved returns the packages that the go command does not find, in what the
// module requires or in the standard library. A program need not import what it
// could, all the less a part of it.
func unresolved(ctx context.Context, gocmd *goCommand, env *environment, packages []*models.Package) ([]*models.Package, error) {
	var paths []string
	for _, p := range packages {
		if isPath(p.Path) {
			paths = append(paths, p.Path)
		}
	}
	if len(paths) == 0 {
		return packages, nil
	}
	args := []string{"list", "-e", "-find", "-json=ImportPath,Error"}
	if strings.Contains(env.GOFLAGS, "-mod=mod") {
		args = append(args, "-mod=readonly") // else it would require a module for what is misspelt
	}
	args = append(args, gocmd.BuildFlags()...)
	out, err := gocmd.Run(ctx, append(append(args, "--"), paths...)...)
	if err != nil {
		return nil, err
	}
	found := make(map[string]bool)
	dec := json.NewDecoder(bytes.NewReader(out.Stdout))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("cannot read the output of go list: %w", err)
		}
		found[p.ImportPath] = p.Error == nil
	}
	return slices.DeleteFunc(packages, func(p *models.Package) bool { return found[p.Path] }), nil
}

// isPath reports whether the go command takes s for an import path, and not for a
// pattern or a directory.
func isPath(s string) bool {
	switch s {
	case "all", "cmd", "std", "tool", "work":
		return false
	}
	return !strings.ContainsAny(s[:1], "-./") && !strings.ContainsAny(s, `@\`) && !strings.Contains(s, "...") && !strings.HasSuffix(s, ".go")
}
