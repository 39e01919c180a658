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

// BenchmarkDrivers runs plain go vet, parvet, and parvet as a vet tool on the
// tree in three states, one after the other, so that all see the same machine. The
// build cache is warm in all states: what the tree imports has been compiled.
//
//   - cold: nothing is known of the tree but what has been compiled
//   - changed: a function was added to a package that others import; that these
//     have to be compiled anew is part of it
//   - unchanged: the same again
//
// It reports the median of go vet in each state, the ratios of the other medians to
// it, the largest process of each (that is a child, if a child is larger), and the
// size of all facts that the vet tool writes about the tree.
func BenchmarkDrivers(b *testing.B) {
	dir := checkout(b)
	parvet := build(b)
	results := filepath.Join(b.TempDir(), "results")
	run(b, dir, nil, "go", "build", "./...")
	run(b, dir, nil, "go", "vet", "./...") // compiles what only tests import

	// A flag that means nothing for this tree makes go vet forget what it knows.
	nonce := time.Now().UnixNano()
	contenders := []struct {
		name   string
		forget func()
		run    func() usage
	}{
		{"govet", func() { nonce++ }, func() usage {
			return run(b, dir, nil, "go", "vet", fmt.Sprintf("-printf.funcs=f%d", nonce), "./...")
		}},
		{"parvet", func() { os.RemoveAll(results) }, func() usage {
			return run(b, dir, []string{"PARVET_CACHE=" + results}, parvet, "-cpupools=all", "./...")
		}},
		{"vettool", func() { nonce++ }, func() usage {
			return run(b, dir, nil, "go", "vet", "-vettool="+parvet, "-cpupools=all", fmt.Sprintf("-max-wait=%dns", 10_000_000+nonce%1000), "./...")
		}},
	}
	states := []string{"cold", "changed", "unchanged"}
	times := make(map[string][]time.Duration)
	largest := make(map[string]int64)
	change := 0
	for b.Loop() {
		for _, c := range contenders {
			for _, state := range states {
				switch state {
				case "cold":
					c.forget()
				case "changed":
					change++
					addFunction(b, filepath.Join(dir, "pkg", "client", "client.go"), change)
				}
				u := c.run()
				times[state+c.name] = append(times[state+c.name], u.elapsed)
				largest[c.name] = max(largest[c.name], u.maxRSS)
			}
		}
	}
	b.ReportMetric(0, "ns/op") // the sum of all says nothing
	for _, state := range states {
		vet := median(times[state+"govet"])
		b.ReportMetric(float64(vet.Milliseconds()), state+"-govet-ms")
		for _, c := range contenders[1:] {
			b.ReportMetric(float64(median(times[state+c.name]))/float64(vet), state+"-"+c.name+"-ratio")
		}
	}
	for _, c := range contenders {
		b.ReportMetric(float64(largest[c.name]>>20), c.name+"-MB")
	}
	b.ReportMetric(float64(factsOf(b, dir, parvet))/1e6, "facts-MB")
}

func median(ds []time.Duration) time.Duration {
	slices.Sort(ds)
	return ds[len(ds)/2]
}

// addFunction appends a function to a file of the tree.
func addFunction(b *testing.B, file string, n int) {
	b.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := fmt.Fprintf(f, "\n// Added%d is one more function.\nfunc Added%d() int { return %d }\n", n, n, n); err != nil {
		b.Fatal(err)
	}
}

// factsOf returns the size of the facts about the tree and what it imports.
func factsOf(b *testing.B, dir, parvet string) int64 {
	b.Helper()
	tmp := b.TempDir()
	// What go vet knows it need not write down, so it has to forget first.
	run(b, dir, []string{"GOTMPDIR=" + tmp}, "go", "vet", "-work", "-vettool="+parvet, "-cpupools=all", fmt.Sprintf("-max-wait=%dns", time.Now().UnixNano()%1000+20_000_000), "./...")
	files, err := filepath.Glob(filepath.Join(tmp, "go-build*", "*", "vet.out"))
	if err != nil || len(files) == 0 {
		b.Fatalf("no facts in %s: %v", tmp, err)
	}
	var size int64
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			b.Fatal(err)
		}
		size += info.Size()
	}
	return size
}

type usage struct {
	elapsed time.Duration
	maxRSS  int64 // bytes, of the largest of the process and those it waited for
}

func run(b *testing.B, dir string, env []string, name string, args ...string) usage {
	b.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(os.Environ(), []string{"GOWORK=off"}, env)
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
