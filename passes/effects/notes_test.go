package effects_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/packages"

	"github.com/parvet/parvet/passes/effects"
)

// handed is tasks, and shows how each came to be one.
var handed = &analysis.Analyzer{
	Name:     "handed",
	Doc:      "report how tasks are handed over, and what may block them",
	Requires: []*analysis.Analyzer{effects.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		res := pass.ResultOf[effects.Analyzer].(*effects.Result)
		for _, t := range res.Tasks {
			for _, b := range t.Blocks {
				text := t.Handed()
				if t.Position.Line == 0 {
					text += " [nowhere]"
				}
				if t.CPU && t.Pool.Pool != "cpu" {
					text += " [cpu]"
				}
				if t.Each {
					text += " [each]"
				}
				var hops []string
				for _, h := range b.Path.Hops {
					hops = append(hops, effects.ShortName(h.Func, pass.Pkg.Path()))
				}
				text += ": " + strings.Join(hops, " → ")
				if b.Path.Dynamic() > 0 {
					text += " [probable]"
				}
				if b.Bound == effects.Ctx || b.Bound == effects.Timed {
					text += fmt.Sprintf(" [%s]", b.Bound)
				}
				pass.Reportf(b.Pos, "%s", text)
			}
		}
		for _, p := range res.Problems {
			pass.Reportf(p.Pos, "%s", p.Message)
		}
		return nil, nil
	},
}

func TestAnnotations(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), handed, "./annotated/...")
}

// TestAnnotationsAsked holds that a Unit says of annotations what the facts do.
func TestAnnotationsAsked(t *testing.T) {
	var user *packages.Package
	for _, p := range corpusOf(t) {
		if p.PkgPath == "example.com/effects/annotated/user" {
			user = p
		}
	}
	known := make(map[*types.Package]*packages.Package)
	packages.Visit([]*packages.Package{user}, nil, func(p *packages.Package) { known[p.Types] = p })
	units := make(map[*types.Package]*effects.Unit)
	var passOf func(*packages.Package) *analysis.Pass
	passOf = func(p *packages.Package) *analysis.Pass {
		return &analysis.Pass{
			Analyzer: effects.Analyzer, Fset: p.Fset, Files: p.Syntax, Pkg: p.Types, TypesInfo: p.TypesInfo,
			Report: func(d analysis.Diagnostic) { t.Error(d.Message) },
			ImportPackageFact: func(pkg *types.Package, f analysis.Fact) bool {
				if units[pkg] == nil {
					units[pkg] = effects.NewUnit(effects.Reach{Pools: true, Annotated: true, Notes: true}, func() *analysis.Pass { return passOf(known[pkg]) })
				}
				f.(*effects.Facts).Ask(units[pkg])
				return true
			},
		}
	}
	show := func(res any) []string {
		var all []string
		for _, task := range res.(*effects.Result).Tasks {
			all = append(all, fmt.Sprintf("%s %v %v", task.Handed(), task.CPU, task.Position))
			for _, b := range task.Blocks {
				all = append(all, fmt.Sprint("  ", b.String()))
			}
		}
		return all
	}
	asked, err := effects.Analyzer.Run(passOf(user))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for act := range analyze(t, []*packages.Package{user}, effects.Analyzer).All() {
		if act.Package == user {
			told = show(act.Result)
		}
	}
	if got := show(asked); !slices.Equal(got, told) || len(got) < 40 {
		t.Errorf("a Unit gives\n%s\nfacts give\n%s", strings.Join(got, "\n"), strings.Join(told, "\n"))
	}
}

func TestAnnotated(t *testing.T) {
	for src, want := range map[string]bool{
		"//parvet:task\n":          true,
		"\tf func() //parvet:task": true,
		"//parvet:cpu":             true,
		"//parvet:nonblocking x":   true,
		"//parvet:ignore sleep x":  false,
		"package a":                false,
	} {
		if got := effects.Annotated([]byte(src)); got != want {
			t.Errorf("Annotated(%q) is %v", src, got)
		}
	}
}
