package demand

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
)

// A checker parses and type-checks packages, each at most once. It may be used
// concurrently.
type checker struct {
	g    *graph
	env  *environment
	fset *token.FileSet

	// Of packages from outside: the files with their export data. They are set
	// before the first check.
	exports map[string]string

	// Of local packages with cgo, by import path: the files that cgo has made.
	// They are set before the first check. Of other packages, cgo returns all
	// files as the compiler sees them.
	made map[string][]string
	cgo  func(p *listed) ([]string, error)

	reading sync.Mutex // of export data
	outside map[string]*types.Package

	parsed memo[string, *ast.File]
	apis   memo[*listed, *types.Package]
	full   memo[*listed, *checked]
	ids    sync.Map // *types.Package → *listed

	// wanted are the local packages that are checked in full anyway: importers
	// then take those.
	wanted map[*listed]bool
}

// checked is a package with its syntax.
type checked struct {
	files []*ast.File
	pkg   *types.Package
	info  *types.Info
}

// memo computes values, each once.
type memo[K comparable, V any] struct {
	mu    sync.Mutex
	calls map[K]func() (V, error)
}

func (m *memo[K, V]) get(k K, f func() (V, error)) (V, error) {
	m.mu.Lock()
	call, ok := m.calls[k]
	if !ok {
		call = sync.OnceValues(f)
		if m.calls == nil {
			m.calls = make(map[K]func() (V, error))
		}
		m.calls[k] = call
	}
	m.mu.Unlock()
	return call()
}

// forget drops a value, so that its memory can be used again.
func (m *memo[K, V]) forget(k K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.calls, k)
}

// check returns a package with its syntax.
func (c *checker) check(p *listed) (*checked, error) {
	return c.full.get(p, func() (*checked, error) {
		files, err := c.parse(p)
		if err != nil {
			return nil, err
		}
		info := &types.Info{
			Types:        make(map[ast.Expr]types.TypeAndValue),
			Instances:    make(map[*ast.Ident]types.Instance),
			Defs:         make(map[*ast.Ident]types.Object),
			Uses:         make(map[*ast.Ident]types.Object),
			Implicits:    make(map[ast.Node]types.Object),
			Selections:   make(map[*ast.SelectorExpr]*types.Selection),
			Scopes:       make(map[ast.Node]*types.Scope),
			FileVersions: make(map[*ast.File]string),
		}
		if fn := withoutBody(p, files); fn != "" {
			return nil, fmt.Errorf("%s: missing function body of %s", p.ImportPath, fn)
		}
		pkg, err := c.config(p, false).Check(p.path(), c.fset, files, info)
		if err != nil {
			return nil, err
		}
		c.ids.Store(pkg, p)
		return &checked{files, pkg, info}, nil
	})
}

// api returns a local package as importers see it.
func (c *checker) api(p *listed) (*types.Package, error) {
	return c.apis.get(p, func() (*types.Package, error) {
		if c.wanted[p] {
			full, err := c.check(p)
			if err != nil {
				return nil, err
			}
			return full.pkg, nil
		}
		files, err := c.parse(p)
		if err != nil {
			return nil, err
		}
		pkg, err := c.config(p, true).Check(p.path(), c.fset, files, nil)
		if err != nil {
			return nil, err
		}
		c.ids.Store(pkg, p)
		return pkg, nil
	})
}

// config returns how a package is type-checked, as go vet's tools do.
func (c *checker) config(p *listed, ignoreBodies bool) *types.Config {
	conf := &types.Config{
		Importer:         importerFunc(func(path string) (*types.Package, error) { return c.importFor(p, path) }),
		Sizes:            c.sizes(),
		IgnoreFuncBodies: ignoreBodies,
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + p.Module.GoVersion
	}
	return conf
}

func (c *checker) sizes() types.Sizes { return types.SizesFor("gc", c.env.GOARCH) }

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// importFor returns what p imports as path.
func (c *checker) importFor(p *listed, path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if id, ok := p.ImportMap[path]; ok {
		path = id
	}
	q := c.g.byID[path]
	if q == nil {
		return nil, fmt.Errorf("no package %s is listed", path)
	}
	if !q.outside {
		return c.api(q)
	}
	return c.read(q)
}

// read returns a package by its export data.
func (c *checker) read(p *listed) (*types.Package, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if pkg := c.outside[p.ImportPath]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	name := c.exports[p.ImportPath]
	if name == "" {
		return nil, fmt.Errorf("no export data of %s", p.ImportPath)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.ImportPath, err)
	}
	pkg, err := gcexportdata.Read(r, c.fset, c.outside, p.ImportPath)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.ImportPath, err)
	}
	c.ids.Store(pkg, p)
	return pkg, nil
}

// parse returns the files of a package as the compiler sees them.
func (c *checker) parse(p *listed) ([]*ast.File, error) {
	names := p.files()
	if len(p.CgoFiles) > 0 {
		var err error
		if names, err = c.compiled(p); err != nil {
			return nil, err
		}
	}
	files := make([]*ast.File, len(names))
	for i, name := range names {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.Dir, name)
		}
		f, err := c.parsed.get(name, func() (*ast.File, error) {
			src, err := p.overlay.Read(name)
			if err != nil {
				return nil, err
			}
			return parser.ParseFile(c.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		})
		if err != nil {
			return nil, err
		}
		files[i] = f
	}
	return files, nil
}

// withoutBody returns a function whose body is missing for the compiler, though
// not for package types: it is not linked to another name, and no file of another
// language could have it.
func withoutBody(p *listed, files []*ast.File) string {
	if len(p.SFiles)+len(p.SysoFiles)+len(p.CgoFiles) > 0 {
		return ""
	}
	linked := make(map[string]bool)
	for _, f := range files {
		for _, group := range f.Comments {
			for _, c := range group.List {
				if rest, ok := strings.CutPrefix(c.Text, "//go:linkname "); ok {
					name, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
					linked[name] = true
				}
			}
		}
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body == nil && !linked[fn.Name.Name] {
				return fn.Name.Name
			}
		}
	}
	return ""
}
