package nogo_test

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestPure: nothing but its inputs can decide what an action finds. The analyzers
// name no function that asks the machine for more: for a file, the environment, a
// directory, the time, chance, or the network.
func TestPure(t *testing.T) {
	var patterns []string
	for _, rule := range rules() {
		patterns = append(patterns, "github.com/parvet/parvet/passes/"+rule)
	}
	const mode = packages.NeedName | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps | packages.NeedModule | packages.NeedFiles
	roots, err := packages.Load(&packages.Config{Mode: mode}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{
		// Where the user's models are read, if a flag names any: under nogo none does.
		"passes/effects/usermodels.go: os.ReadFile", "passes/effects/usermodels.go: os.Stat",
		// What the command asks of findings, after all analyses.
		"internal/finding/fingerprint.go: os.ReadFile",
		// What a driver asks to find misspelt models.
		"models/source.go: filepath.Glob",
	}
	seen := 0
	packages.Visit(roots, nil, func(p *packages.Package) {
		if p.Module == nil || p.Module.Path != "github.com/parvet/parvet" {
			return
		}
		seen++
		for _, file := range p.Syntax {
			ast.Inspect(file, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				if !ok || p.TypesInfo.Uses[id] == nil || !impure(p.TypesInfo.Uses[id]) {
					return true
				}
				pos := p.Fset.Position(id.Pos())
				rel, err := filepath.Rel(p.Module.Dir, pos.Filename)
				if err != nil {
					t.Fatal(err)
				}
				obj := p.TypesInfo.Uses[id]
				use := filepath.ToSlash(rel) + ": " + obj.Pkg().Name() + "." + obj.Name()
				if i := slices.Index(allowed, use); i < 0 {
					t.Errorf("%s: %s.%s is not for analyzers", pos, obj.Pkg().Name(), obj.Name())
				}
				return true
			})
		}
	})
	if seen < len(patterns) {
		t.Errorf("only %d packages were looked at", seen)
	}
}

// impure reports whether a package-level function or variable of the standard
// library makes more of the machine known than what it is given.
func impure(obj types.Object) bool {
	pkg := obj.Pkg()
	if pkg == nil || obj.Parent() != pkg.Scope() {
		return false // a method: of what has been opened by a function
	}
	switch obj.(type) {
	case *types.Func, *types.Var:
	default:
		return false // types and constants say nothing
	}
	name := obj.Name()
	switch path := pkg.Path(); path {
	case "os":
		return !strings.HasPrefix(name, "Err") && !strings.HasPrefix(name, "Is")
	case "time":
		return slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local"}, name)
	case "path/filepath":
		return slices.Contains([]string{"Abs", "EvalSymlinks", "Glob", "Walk", "WalkDir"}, name)
	case "go/parser":
		return name == "ParseDir"
	case "runtime", "runtime/debug", "io/ioutil", "go/build", "go/importer", "syscall", "math/rand", "math/rand/v2", "crypto/rand", "plugin":
		return true
	case "net/url", "net/netip":
		return false // texts
	default:
		return path == "net" || strings.HasPrefix(path, "net/") || strings.HasPrefix(path, "os/")
	}
}
