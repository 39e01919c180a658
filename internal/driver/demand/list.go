package demand

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/govet"
	"github.com/parvet/parvet/passes/effects"
)

// A listed is a package as the go command lists it.
type listed struct {
	ImportPath string // with the variant, as in "p [q.test]"
	Dir        string
	Name       string
	ForTest    string // the package for whose tests this variant is
	GoFiles    []string
	CgoFiles   []string
	Imports    []string          // import paths with their variants
	ImportMap  map[string]string // from the path in the source, where it is another
	DepOnly    bool
	Standard   bool
	Module     *module
	Error      *struct{ Err string }

	// Of packages with cgo: files besides those of Go.
	CFiles, CXXFiles, MFiles, HFiles, FFiles, SFiles, SysoFiles []string
	CgoCFLAGS, CgoCPPFLAGS                                      []string

	outside bool // it is imported by its export data, see markOutside
	overlay driver.Overlay
	reach   effects.Reach
}

type module struct {
	Path, Version, GoVersion string
	Dir                      string
	Main                     bool
}

// path returns the import path without the variant.
func (p *listed) path() string {
	path, _, _ := strings.Cut(p.ImportPath, " [")
	return path
}

// testMain reports whether p is the generated main package of a test.
func (p *listed) testMain() bool { return strings.HasSuffix(p.ImportPath, ".test") && p.Name == "main" }

// untested returns the package that p is a variant of for the tests of another
// one, if that is listed. The source of both is the same, and what tests do with
// the other package is nothing that importers are told.
func (g *graph) untested(p *listed) *listed {
	if p.ForTest == "" || p.path() == p.ForTest || p.path() == p.ForTest+"_test" {
		return p
	}
	if q := g.byID[p.path()]; q != nil {
		return q
	}
	return p
}

// A graph is all that is listed.
type graph struct {
	packages []*listed
	byID     map[string]*listed
}

// A request is a requested package and its variants with tests.
type request struct {
	path  string
	units []*listed // what is analysed

	key    key
	report *[]byte
}

// list asks the go command for the packages, what they import, and their tests,
// if wanted.
func list(ctx context.Context, gocmd *goCommand, req driver.Request) (govet.Output, error) {
	args := []string{"list", "-e", "-deps"}
	if !req.NoTests {
		args = append(args, "-test")
	}
	args = append(args, gocmd.BuildFlags()...)
	// EmbedFiles is there for the errors of patterns that match nothing.
	args = append(args, "-json=ImportPath,Dir,Name,ForTest,GoFiles,CgoFiles,Imports,ImportMap,DepOnly,Standard,Module,Error,"+
		"EmbedFiles,CFiles,CXXFiles,MFiles,HFiles,FFiles,SFiles,SysoFiles,CgoCFLAGS,CgoCPPFLAGS", "--")
	return gocmd.Run(ctx, append(args, req.Patterns...)...)
}

// read reads what list returns. Some files may not be saved yet.
func read(stdout []byte, overlay driver.Overlay) (*graph, error) {
	g := &graph{byID: make(map[string]*listed)}
	dec := json.NewDecoder(bytes.NewReader(stdout))
	for {
		p := &listed{overlay: overlay}
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("cannot read the output of go list: %w", err)
		}
		if p.Error != nil {
			return nil, otherwise("%s: %s", p.ImportPath, p.Error.Err)
		}
		g.packages = append(g.packages, p)
		g.byID[p.ImportPath] = p
	}
	g.markOutside()
	return g, g.checkOverlay(overlay)
}

// checkOverlay leaves to another driver what cgo would have to be told of: what is
// kept of its output names the files that stand for unsaved ones.
func (g *graph) checkOverlay(overlay driver.Overlay) error {
	for _, p := range g.packages {
		if len(overlay) == 0 || len(p.CgoFiles) == 0 {
			continue
		}
		for _, name := range p.sources() {
			if _, ok := overlay[name]; ok {
				return otherwise("%s is not saved, and its package uses cgo", name)
			}
		}
	}
	return nil
}

// complaints returns what the go command says on standard error, but for the
// modules that it downloads. A program that keeps its cache has the same standard
// error, and may say what it likes there.
func (env *environment) complaints(stderr []byte) []byte {
	var left [][]byte
	for line := range bytes.Lines(stderr) {
		if !bytes.HasPrefix(line, []byte("go: downloading ")) && (env.GOCACHEPROG == "" || ofGoCommand(line)) {
			left = append(left, line)
		}
	}
	return bytes.TrimSpace(bytes.Join(left, nil))
}

// ofGoCommand reports whether the go command surely says a line, if that is to be
// heeded: the headline of what a compiler says, or an error or warning of its own.
func ofGoCommand(line []byte) bool {
	return bytes.HasPrefix(line, []byte("go: ")) || bytes.HasPrefix(line, []byte("# ")) || bytes.HasPrefix(line, []byte("warning: ")) ||
		bytes.Contains(line, []byte("matched no packages"))
}

// imports yields the packages that p imports.
func (g *graph) imports(p *listed) func(yield func(*listed) bool) {
	return func(yield func(*listed) bool) {
		for _, id := range p.Imports {
			if q := g.byID[id]; q != nil && !yield(q) {
				return
			}
		}
	}
}

// markOutside marks the packages that are imported by their export data: those
// of the standard library and of modules that other people keep, and all that
// these import. The go command has built those long since, while the user's own
// packages are quicker to type-check than to compile.
func (g *graph) markOutside() {
	var mark func(p *listed)
	mark = func(p *listed) {
		if !p.outside {
			p.outside = true
			for q := range g.imports(p) {
				mark(q)
			}
		}
	}
	for _, p := range g.packages {
		if p.Standard || p.Module != nil && !p.Module.Main && p.Module.Version != "" {
			mark(p)
		}
	}
}

// requested returns the packages that the patterns name.
func (g *graph) requested() []*request {
	variants := make(map[string][]*listed) // with tests, by the package under test
	for _, p := range g.packages {
		if p.ForTest != "" && !p.testMain() && (p.path() == p.ForTest || p.path() == p.ForTest+"_test") {
			variants[p.ForTest] = append(variants[p.ForTest], p)
		}
	}
	var all []*request
	for _, p := range g.packages {
		if p.DepOnly || p.ForTest != "" || p.testMain() || p.Standard {
			continue
		}
		r := &request{path: p.ImportPath}
		inPackage := false
		for _, v := range variants[p.ImportPath] {
			inPackage = inPackage || v.path() == p.ImportPath
		}
		if !inPackage && len(p.GoFiles)+len(p.CgoFiles) > 0 {
			r.units = append(r.units, p)
		}
		r.units = append(r.units, variants[p.ImportPath]...)
		all = append(all, r)
	}
	return all
}

// dirs returns where the packages are, by import path.
func (g *graph) dirs() map[string]string {
	dirs := make(map[string]string, len(g.packages))
	for _, p := range g.packages {
		if !p.testMain() {
			dirs[p.path()] = p.Dir
		}
	}
	return dirs
}

// files returns the names of Go files with their directory, but for those that
// use cgo.
func (p *listed) files() []string { return p.inDir(p.GoFiles) }

// sources returns the names of all Go files with their directory, as they were
// written.
func (p *listed) sources() []string { return p.inDir(slices.Concat(p.GoFiles, p.CgoFiles)) }

func (p *listed) inDir(files []string) []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f
		if !filepath.IsAbs(f) {
			names[i] = filepath.Join(p.Dir, f)
		}
	}
	return names
}
