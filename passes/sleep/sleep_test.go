package sleep_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/effects"
	"github.com/parvet/parvet/passes/sleep"
)

func Test(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), sleep.Analyzer, "./...")
}

// TestCPUPools holds that tasks of a library whose pools may wait are reported
// only if the user declares the pools of that library to be for CPU work.
func TestCPUPools(t *testing.T) {
	dir := filepath.Join("..", "effects", "testdata", "pools")
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	download := exec.Command("go", "mod", "download")
	download.Dir = dir
	if out, err := download.CombinedOutput(); err != nil {
		t.Skipf("the pool libraries cannot be downloaded: %v\n%s", err, out)
	}
	set := effects.Analyzer.Flags.Set
	t.Cleanup(func() { set("cpupools", "") })
	for value, want := range map[string]struct{ errgroup, ants bool }{
		"":                             {},
		"golang.org/x/sync/errgroup":   {errgroup: true},
		"github.com/panjf2000/ants/v2": {ants: true},
		"all":                          {errgroup: true, ants: true},
	} {
		if err := set("cpupools", value); err != nil {
			t.Fatal(err)
		}
		var got struct{ errgroup, ants bool }
		for _, r := range analysistest.Run(quiet{t}, dir, sleep.Analyzer, "./...") {
			for _, d := range r.Diagnostics {
				got.errgroup = got.errgroup || strings.Contains(d.Message, "errgroup.(*Group).Go")
				got.ants = got.ants || strings.Contains(d.Message, "ants.Submit")
			}
		}
		if got != want {
			t.Errorf("-cpupools %q reports %+v, want %+v", value, got, want)
		}
	}
}

// quiet ignores the expectations in the files: they are those of another test.
type quiet struct{ *testing.T }

func (quiet) Errorf(string, ...any) {}
