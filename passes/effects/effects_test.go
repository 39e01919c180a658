package effects_test

import (
	"bytes"
	"fmt"
	"go/types"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/effects"
)

// tasks shows what the engine found, with no rule between.
var tasks = &analysis.Analyzer{
	Name:     "tasks",
	Doc:      "report everything that may block a task",
	Requires: []*analysis.Analyzer{effects.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		for _, t := range pass.ResultOf[effects.Analyzer].(*effects.Result).Tasks {
			for _, b := range t.Blocks {
				var hops []string
				for i, h := range b.Path.Hops {
					if i == effects.HeadHops && b.Path.Gap > 0 {
						hops = append(hops, fmt.Sprintf("… %d more", b.Path.Gap))
					}
					hops = append(hops, effects.ShortName(h.Func, pass.Pkg.Path()))
				}
				sure := ""
				switch {
				case b.Doubt:
					sure = " [possible]"
				case b.Path.Dynamic() > 0:
					sure = " [probable]"
				}
				pass.Reportf(b.Pos, "%s: %s%s", t.Entry, strings.Join(hops, " → "), sure)
			}
		}
		return nil, nil
	},
}

func TestTasks(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), tasks, "./wrap", "./flow", "./tested", "./indirect", "./lent", "./computing", "./semaphores", "./alone")
}

// TestValues is about what a call may run.
func TestValues(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), tasks, "./values", "./given", "./decorated", "./owned", "./newfuncs")
}

func TestFacts(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), shownFacts(), "./lib", "./flowlib", "./deep", "./api", "./rare")
}

// TestPools runs on code that is compiled against the real libraries.
func TestPools(t *testing.T) {
	dir := filepath.Join(analysistest.TestData(), "pools")
	download := exec.Command("go", "mod", "download")
	download.Dir = dir
	if out, err := download.CombinedOutput(); err != nil {
		t.Skipf("the pool libraries cannot be downloaded: %v\n%s", err, out)
	}
	analysistest.Run(t, dir, tasks, "./...")
}

func TestCPUPools(t *testing.T) {
	set := effects.Analyzer.Flags.Set
	t.Cleanup(func() { set("cpupools", "") })
	for value, ok := range map[string]bool{
		"":                                    true,
		"all":                                 true,
		"golang.org/x/sync/errgroup":          true,
		" github.com/panjf2000/ants/v2 , all": true,
		"errgroup":                            false,
		"net/http":                            false,
		"golang.org/x/sync/errgroup,nonesuch": false,
	} {
		if err := set("cpupools", value); (err == nil) != ok {
			t.Errorf("-cpupools %q: %v", value, err)
		}
	}
}

// shown is what a fact says of an object.
type shown struct{ Text string }

func (*shown) AFact()           {}
func (s *shown) String() string { return s.Text }

// shownFacts returns an analyzer that does what effects does and tells of each
// function what importers get to know.
func shownFacts() *analysis.Analyzer {
	known := make(map[*types.Package]*effects.Facts)
	a := *effects.Analyzer
	a.FactTypes = append(a.FactTypes[:len(a.FactTypes):len(a.FactTypes)], new(shown))
	a.Run = func(pass *analysis.Pass) (any, error) {
		inner := *pass
		inner.ExportPackageFact = func(f analysis.Fact) { known[pass.Pkg] = f.(*effects.Facts) }
		inner.ImportPackageFact = func(pkg *types.Package, f analysis.Fact) bool {
			if known[pkg] != nil {
				*f.(*effects.Facts) = *known[pkg]
			}
			return known[pkg] != nil
		}
		res, err := effects.Analyzer.Run(&inner)
		if f := known[pass.Pkg]; f != nil {
			texts := effects.ByName(f)
			for id, obj := range pass.TypesInfo.Defs {
				fn, ok := obj.(*types.Func)
				if !ok {
					continue
				}
				if text, ok := texts[effects.NameOf(fn)]; ok && id.Pos() == fn.Pos() {
					pass.ExportObjectFact(fn, &shown{text})
				}
			}
		}
		return res, err
	}
	return &a
}

// Facts end in the build cache: go vet analyses every dependent again if their
// encoding differs between two runs.
func TestFactsAreStable(t *testing.T) {
	var first []byte
	for range 10 {
		var all []byte
		for _, r := range analysistest.Run(discard{t}, analysistest.TestData(), effects.Analyzer, "./lib", "./flowlib", "./api") {
			for _, f := range r.Action.AllPackageFacts() {
				if f.Package != r.Pass.Pkg {
					continue
				}
				all = append(all, f.Fact.(*effects.Facts).Data...)
				if strings.Contains(fmt.Sprint(f.Fact), analysistest.TestData()) {
					t.Fatal("a fact contains a path of this machine")
				}
			}
		}
		if first == nil {
			first = all
		}
		if !bytes.Equal(first, all) {
			t.Fatal("the same package gave other facts")
		}
	}
	if len(first) == 0 {
		t.Fatal("no facts")
	}
}

// discard keeps the expectations out of a run that is about something else.
type discard struct{ *testing.T }

func (discard) Errorf(string, ...any) {}
