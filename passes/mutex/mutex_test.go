package mutex_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/parvet/parvet/passes/internal/flagtest"
	"github.com/parvet/parvet/passes/internal/limitstest"
	"github.com/parvet/parvet/passes/mutex"
)

func Test(t *testing.T) {
	flagtest.Set(t, "tier", "possible")
	analysistest.Run(t, analysistest.TestData(), mutex.Analyzer, "./a", "./fresh", "./flow", "./folded", "./owners", "./passed", "./fields", "./reached")
}

// TestSeldom runs in the default tier, in which few tasks want those locks.
func TestSeldom(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), mutex.Analyzer, "./seldom")
}

// TestKin runs in the default tier: that somebody else knows the objects is possible.
func TestKin(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), mutex.Analyzer, "./kin")
}

func TestMeanwhile(t *testing.T) {
	dir := filepath.Join(analysistest.TestData(), "meanwhile")
	download := exec.Command("go", "mod", "download", "golang.org/x/sync")
	download.Dir = dir
	if out, err := download.CombinedOutput(); err != nil {
		t.Skipf("errgroup cannot be downloaded: %v\n%s", err, out)
	}
	flagtest.Set(t, "cpupools", "all")
	analysistest.Run(t, dir, mutex.Analyzer, "./...")
}

func TestShort(t *testing.T) {
	set := func(v string) {
		if err := mutex.Analyzer.Flags.Set("short", v); err != nil {
			t.Fatal(err)
		}
	}
	set("true")
	defer set("false")
	analysistest.Run(t, analysistest.TestData(), mutex.Analyzer, "./short")
}

func TestLimitations(t *testing.T) { limitstest.Run(t, mutex.Analyzer) }
