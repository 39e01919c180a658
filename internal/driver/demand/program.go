package demand

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/passes/effects"
)

// A program is what is known of packages while some of them are analysed.
type program struct {
	g         *graph
	env       *environment
	req       *driver.Request
	analyzers []*analysis.Analyzer // in the order in which they run
	roots     map[*analysis.Analyzer]bool
	checker   *checker

	mu     sync.Mutex
	units  map[*listed]*effects.Unit
	broken error // of a local package that somebody asked about, see unitOf
}

func newProgram(g *graph, env *environment, req *driver.Request, roots []*analysis.Analyzer) *program {
	pr := &program{
		g: g, env: env, req: req,
		roots: make(map[*analysis.Analyzer]bool),
		units: make(map[*listed]*effects.Unit),
		checker: &checker{
			g: g, env: env,
			fset:    token.NewFileSet(),
			exports: make(map[string]string),
			made:    make(map[string][]string),
			outside: make(map[string]*types.Package),
			wanted:  make(map[*listed]bool),
		},
	}
	for _, a := range roots {
		pr.roots[a] = true
	}
	pr.analyzers = inOrder(roots)
	return pr
}

// analyze sets the reports of the requests.
func (pr *program) analyze(ctx context.Context, gocmd *goCommand, kept *results, missed []*request) error {
	var units []*listed
	for _, r := range missed {
		units = append(units, r.units...)
	}
	for _, p := range units {
		pr.checker.wanted[p] = true
	}
	// The source is read while the go command looks for export data.
	var asked errgroup.Group
	asked.Go(func() error { return pr.export(ctx, gocmd, units) })
	pr.g.markReach(pr.env.modcache(), kept)
	if err := asked.Wait(); err != nil {
		return err
	}
	pr.checker.cgo = func(p *listed) ([]string, error) { return cgo(ctx, gocmd, p) }

	// All are type-checked before the first is analysed: most are not analysed
	// at all, and if one does not compile the work is another driver's.
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range units {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			_, err := pr.checker.api(p)
			if !p.worthAnalyzing() {
				pr.checker.full.forget(p) // there are many, and only their API is needed
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return otherwise("%v", err)
	}
	analysed := pr.analysed(len(missed))
	var running errgroup.Group
	running.SetLimit(runtime.GOMAXPROCS(0))
	for _, r := range missed {
		running.Go(func() error {
			var report bytes.Buffer
			for _, p := range r.units {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				analyse := pr.run
				if !p.worthAnalyzing() {
					if !pr.g.usesDescribed(p) {
						continue
					}
					analyse = pr.checkModels
				}
				data, err := analyse(p)
				if err != nil {
					return err
				}
				report.Write(data)
			}
			*r.report = report.Bytes()
			analysed()
			return nil
		})
	}
	if err := running.Wait(); err != nil {
		return err
	}
	return pr.broken
}

// export asks for the export data of what the packages import from outside,
// and so of all that this imports; and for what cgo makes of the others.
func (pr *program) export(ctx context.Context, gocmd *goCommand, units []*listed) error {
	seen := make(map[*listed]bool)
	outside, cgo := make(map[string]bool), make(map[string]bool)
	var visit func(p *listed)
	visit = func(p *listed) {
		if seen[p] {
			return
		}
		seen[p] = true
		if p.outside {
			outside[p.ImportPath] = true
			return
		}
		if len(p.CgoFiles) > 0 {
			cgo[p.path()] = true
			for _, path := range madeImports {
				outside[path] = true
			}
		}
		for q := range pr.g.imports(p) {
			visit(q)
		}
	}
	for _, p := range units {
		visit(p)
	}
	if err := pr.compile(ctx, gocmd, cgo); err != nil {
		return err
	}
	delete(outside, "unsafe")
	if len(outside) == 0 {
		return nil
	}
	args := []string{"list", "-export", "-deps"}
	flags, gocmd := pr.verbose(gocmd)
	args = append(args, flags...)
	args = append(args, gocmd.BuildFlags()...)
	args = append(args, "-json=ImportPath,Export", "--")
	out, err := gocmd.Run(ctx, append(args, slices.Sorted(maps.Keys(outside))...)...)
	if err != nil {
		return err
	}
	if out.Failed {
		return otherwise("go list -export: %s", bytes.TrimSpace(out.Stderr))
	}
	dec := json.NewDecoder(bytes.NewReader(out.Stdout))
	for {
		var p struct{ ImportPath, Export string }
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("cannot read the output of go list: %w", err)
		}
		pr.checker.exports[p.ImportPath] = p.Export
	}
}

// unitOf returns who answers for a package as somebody imports it, or nil.
//
// A local package that is not requested has been type-checked without the bodies
// of its functions, so whether it compiles is known only when somebody asks about
// it. If it does not, what was found of who asks is worth nothing, and pr.broken
// says so. A package from outside has been compiled for its export data: if it
// cannot be checked all the same, it is none the worse for that, and nothing is
// known of it.
func (pr *program) unitOf(pkg *types.Package) *effects.Unit {
	v, ok := pr.checker.ids.Load(pkg)
	if !ok {
		return nil
	}
	p := pr.g.untested(v.(*listed))
	if p.Standard {
		return nil
	}
	pr.mu.Lock()
	defer pr.mu.Unlock()
	u := pr.units[p]
	if u == nil {
		u = effects.NewUnit(p.reach, func() *analysis.Pass {
			full, err := pr.checker.check(p)
			if err != nil {
				debug("nothing is known of %s: %v", p.ImportPath, err)
				if !p.outside {
					pr.mu.Lock()
					defer pr.mu.Unlock()
					pr.broken = otherwise("%v", err)
				}
				return nil
			}
			return pr.pass(p, full, effects.Analyzer)
		})
		pr.units[p] = u
	}
	return u
}

// pass returns what an analyzer is told of a package.
func (pr *program) pass(p *listed, full *checked, a *analysis.Analyzer) *analysis.Pass {
	pass := &analysis.Pass{
		Analyzer:   a,
		Fset:       pr.checker.fset,
		Files:      full.files,
		Pkg:        full.pkg,
		TypesInfo:  full.info,
		TypesSizes: pr.checker.sizes(),
		ResultOf:   make(map[*analysis.Analyzer]any),
		Report:     func(analysis.Diagnostic) {},
		ReadFile:   p.overlay.Read,
		ImportPackageFact: func(pkg *types.Package, f analysis.Fact) bool {
			facts, ok := f.(*effects.Facts)
			if !ok {
				return false
			}
			u := pr.unitOf(pkg)
			if u != nil {
				facts.Ask(u)
			}
			return u != nil
		},
	}
	if m := p.Module; m != nil {
		pass.Module = &analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
	}
	return pass
}
