package effects_test

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"go/types"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
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
	analysistest.Run(t, analysistest.TestData(), tasks, "./wrap", "./flow", "./tested")
}

func TestFacts(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), effects.Analyzer, "./lib", "./flowlib", "./deep")
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

// Facts end in the build cache: go vet analyses every dependent again if their
// encoding differs between two runs.
func TestFactsAreStable(t *testing.T) {
	var first []byte
	for range 10 {
		var buf bytes.Buffer
		enc := gob.NewEncoder(&buf)
		for _, r := range analysistest.Run(discard{t}, analysistest.TestData(), effects.Analyzer, "./lib") {
			for _, facts := range sortedFacts(r) {
				for _, f := range facts {
					if err := enc.Encode(f); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		if strings.Contains(buf.String(), analysistest.TestData()) {
			t.Fatal("a fact contains a path of this machine")
		}
		if first == nil {
			first = buf.Bytes()
		}
		if !bytes.Equal(first, buf.Bytes()) {
			t.Fatal("the same package gave other facts")
		}
	}
	if len(first) == 0 {
		t.Fatal("no facts")
	}
}

func sortedFacts(r *analysistest.Result) [][]analysis.Fact {
	objs := slices.SortedFunc(maps.Keys(r.Facts), func(a, b types.Object) int {
		return cmp.Compare(a.Pos(), b.Pos())
	})
	var all [][]analysis.Fact
	for _, obj := range objs {
		all = append(all, r.Facts[obj])
	}
	return all
}

// discard keeps the expectations out of a run that is about something else.
type discard struct{ *testing.T }

func (discard) Errorf(string, ...any) {}
