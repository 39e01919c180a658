package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// tree is a module of some size: 77 packages, about 1,100 with what they import.
const tree = "sigs.k8s.io/controller-runtime@v0.22.4"

// BenchmarkDrivers compares a run of parvet in which nothing has changed with
// one of plain go vet on the same tree. The two alternate, so that both see the
// same machine. It prints the ratio of the medians, and that of the fastest.
//
// The first run of parvet, for which nothing is cached, is not timed, but its
// largest process is measured, in MB. It is go vet itself, or parvet as its tool.
func BenchmarkDrivers(b *testing.B) {
	dir := checkout(b)
	parvet := build(b)
	run(b, dir, "go", "vet", "./...")
	first := run(b, dir, parvet, "-cpupools", "all", "./...")

	var vet, ours []time.Duration
	var largest int64
	for b.Loop() {
		vet = append(vet, run(b, dir, "go", "vet", "./...").elapsed)
		r := run(b, dir, parvet, "-cpupools", "all", "./...")
		ours = append(ours, r.elapsed)
		largest = max(largest, r.maxRSS)
	}
	slices.Sort(vet)
	slices.Sort(ours)
	b.ReportMetric(float64(ours[len(ours)/2])/float64(vet[len(vet)/2]), "ratio-median")
	b.ReportMetric(float64(ours[0])/float64(vet[0]), "ratio-min")
	b.ReportMetric(float64(vet[len(vet)/2].Milliseconds()), "ms-go-vet")
	b.ReportMetric(float64(ours[len(ours)/2].Milliseconds()), "ms-parvet")
	b.ReportMetric(float64(largest>>20), "MB-unchanged")
	b.ReportMetric(float64(first.maxRSS>>20), "MB-first")
	b.ReportMetric(first.elapsed.Seconds(), "s-first")
}

type usage struct {
	elapsed time.Duration
	maxRSS  int64 // bytes, of the largest of the process and those it waited for
}

func run(b *testing.B, dir, name string, args ...string) usage {
	b.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	start := time.Now()
	out, err := cmd.CombinedOutput()
	elapsed := time.Since(start)
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != 1 {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
	u := usage{elapsed: elapsed}
	if ru, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.maxRSS = int64(ru.Maxrss) << 10 // Linux counts kilobytes
	}
	return u
}

// build builds parvet anew, so that nothing that another build has cached counts.
func build(b *testing.B) string {
	b.Helper()
	bin := filepath.Join(b.TempDir(), "parvet")
	nonce := fmt.Sprintf("-X main.nonce=%d", time.Now().UnixNano())
	if out, err := exec.Command("go", "build", "-ldflags", nonce, "-o", bin, "github.com/parvet/parvet/cmd/parvet").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// checkout returns a copy of the tree, with all that it imports downloaded.
func checkout(b *testing.B) string {
	b.Helper()
	download := exec.Command("go", "mod", "download", "-json", tree)
	download.Env = append(os.Environ(), "GOWORK=off")
	out, err := download.Output()
	if err != nil {
		b.Skipf("%s cannot be downloaded: %v", tree, err)
	}
	var mod struct{ Dir string }
	if err := json.Unmarshal(out, &mod); err != nil {
		b.Fatal(err)
	}
	// The module cache is read-only, and what is in it is nobody's main module.
	dir := filepath.Join(b.TempDir(), "tree")
	if err := os.CopyFS(dir, os.DirFS(mod.Dir)); err != nil {
		b.Fatal(err)
	}
	return dir
}
