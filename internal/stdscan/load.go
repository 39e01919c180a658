package stdscan

import (
	"fmt"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

// The platform that the standard library is loaded for.
const goos, goarch = "linux", "amd64"

// Env returns the environment to load the standard library in: that of one
// platform, whatever the machine is, so that all see the same.
func Env() []string {
	return append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "GOWORK=off", "GOFLAGS=")
}

// A Program is a set of packages with their source, as SSA.
type Program struct {
	prog *ssa.Program
	pkgs []*types.Package // those that were asked for, by path
}

// LoadStd loads the standard library of the installed release, in the
// environment of [Env] and without cgo. What other platforms have besides is
// found by [OtherPlatforms].
func LoadStd() (*Program, error) {
	return load(&packages.Config{Env: append(Env(), "CGO_ENABLED=0")}, "std")
}

func load(cfg *packages.Config, patterns ...string) (*Program, error) {
	cfg.Mode = packages.LoadAllSyntax
	cfg.Fset = token.NewFileSet()
	pkgs, err := packages.Load(cfg, patterns...)
	if err != nil {
		return nil, err
	}
	p := new(Program)
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 {
			return nil, fmt.Errorf("loading %s: %v", pkg.PkgPath, pkg.Errors[0])
		}
		p.pkgs = append(p.pkgs, pkg.Types)
	}
	slices.SortFunc(p.pkgs, func(a, b *types.Package) int { return strings.Compare(a.Path(), b.Path()) })
	p.prog, _ = ssautil.AllPackages(pkgs, 0)
	p.prog.Build()
	return p, nil
}

// public reports whether a package can be imported by any program.
func public(path string) bool {
	return !strings.HasPrefix(path, "vendor/") && !strings.Contains("/"+path+"/", "/internal/")
}

// functions returns all functions, methods and function literals, whether they
// are called or not. Instances of generic functions are left out.
func (p *Program) functions() []*ssa.Function {
	var all []*ssa.Function
	seen := make(map[*ssa.Function]bool)
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		if fn == nil || seen[fn] {
			return
		}
		seen[fn] = true
		if fn.Origin() != nil && fn.Origin() != fn {
			visit(fn.Origin())
			return
		}
		all = append(all, fn)
		var operands [8]*ssa.Value
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				for _, op := range in.Operands(operands[:0]) {
					if f, ok := (*op).(*ssa.Function); ok {
						visit(f)
					}
				}
			}
		}
	}
	pkgs := p.prog.AllPackages()
	slices.SortFunc(pkgs, func(a, b *ssa.Package) int { return strings.Compare(a.Pkg.Path(), b.Pkg.Path()) })
	for _, pkg := range pkgs {
		visit(pkg.Func("init"))
		for _, name := range pkg.Pkg.Scope().Names() {
			switch obj := pkg.Pkg.Scope().Lookup(name).(type) {
			case *types.Func:
				visit(p.prog.FuncValue(obj))
			case *types.TypeName:
				if n, ok := obj.Type().(*types.Named); ok && !obj.IsAlias() {
					for m := range n.Methods() {
						visit(p.prog.FuncValue(m))
					}
				}
			}
		}
	}
	return all
}
