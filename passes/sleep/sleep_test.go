package sleep_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
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

// TestElsewhere holds that a report names all places where its task is handed
// over: once each, in their order, and not those of tests beside others.
func TestElsewhere(t *testing.T) {
	want := map[string][]string{ // by the first call of the path
		"work":              {"repeated.go:17:2", "repeated.go:18:11", "repeated.go:18:28"},
		"files":             {"others.go:11:2", "places.go:9:59"},
		"generic":           {"repeated.go:38:2"},
		"several":           {"repeated.go:89:2"}, // which waits in four ways
		"once":              nil,
		"tested":            nil,
		"ofTest":            {"repeated_test.go:15:2"},
		"repeated.Doer.One": nil, // handed over by the call that hands over another
	}
	also := regexp.MustCompile(`^also passed to par\.\(\*Pool\)\.Go at example\.com/sleep/repeated/([a-z_]+\.go:\d+:\d+) \(pool github.com/parvet/parvet/runtime/par\)$`)
	seen := make(map[string]bool)
	for _, r := range analysistest.Run(t, analysistest.TestData(), sleep.Analyzer, "./repeated/...") {
		for _, d := range r.Diagnostics {
			_, path, _ := strings.Cut(d.Message, "idles: ")
			first, _, _ := strings.Cut(path, " → ")
			places, ok := want[first]
			if !ok {
				continue
			}
			seen[first] = true
			var got []string
			for _, rel := range d.Related {
				if m := also.FindStringSubmatch(rel.Message); m != nil {
					got = append(got, m[1])
					if at := r.Action.Package.Fset.Position(rel.Pos).String(); !strings.HasSuffix(at, "/"+m[1]) {
						t.Errorf("%q points to %s", rel.Message, at)
					}
				}
			}
			if !slices.Equal(got, places) {
				t.Errorf("%s is handed over at %q too, want %q", first, got, places)
			}
		}
	}
	if len(seen) != len(want) {
		t.Errorf("reports of %v only", seen)
	}
}

// quiet ignores the expectations in the files: they are those of another test.
type quiet struct{ *testing.T }

func (quiet) Errorf(string, ...any) {}
