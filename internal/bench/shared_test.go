package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkSharedCache lints the tree on two machines that share a store, by the
// protocol of GOCACHEPROG: the first one finds it empty, the second one filled, and
// has empty caches of its own and a checkout in another directory. It reports how
// long each takes, in milliseconds, and the ratio, and fails if what they print
// differs.
//
//   - parvet: the command, which keeps results there as the go command does builds
//   - govet: go vet with parvet as its tool. With -trimpath it finds what another
//     checkout has put there.
//
// Both fill stores of their own. The first machine compiles some thousand packages,
// so one round takes minutes: -benchtime=1x.
func BenchmarkSharedCache(b *testing.B) {
	first, second := checkout(b), checkout(b)
	parvet := build(b)
	program := filepath.Join(b.TempDir(), "dirprog.exe")
	if out, err := exec.Command("go", "build", "-o", program, "github.com/parvet/parvet/internal/cacheprog/dirprog").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct {
		name  string
		flags string // of the go command
		args  []string
	}{
		{"parvet", "", []string{parvet, "-cpupools=all", "./..."}},
		{"govet", "-trimpath", []string{"go", "vet", "-vettool=" + parvet, "-cpupools=all", "./..."}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var cold, warm []time.Duration
			for b.Loop() {
				store := b.TempDir()
				lint := func(dir string) (string, time.Duration) {
					caches := b.TempDir()
					cmd := exec.Command(c.args[0], c.args[1:]...)
					cmd.Dir = dir
					cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS="+c.flags, fmt.Sprintf("GOCACHEPROG=%q %q", program, store),
						"GOCACHE="+filepath.Join(caches, "go"), "PARVET_CACHE="+filepath.Join(caches, "parvet"))
					start := time.Now()
					out, err := cmd.CombinedOutput()
					elapsed := time.Since(start)
					if cmd.ProcessState.ExitCode() != 1 { // there are findings
						b.Fatalf("%s: %v\n%s", c.name, err, out)
					}
					return string(bytes.ReplaceAll(out, []byte(dir), []byte("TREE"))), elapsed
				}
				one, long := lint(first)
				other, short := lint(second)
				if c.name == "govet" { // which prints packages in the order in which they are done
					one, other = sorted(one), sorted(other)
				}
				if one != other {
					b.Errorf("the first machine prints\n%s\nthe second one\n%s", one, other)
				}
				cold, warm = append(cold, long), append(warm, short)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(median(cold).Milliseconds()), "cold-ms")
			b.ReportMetric(float64(median(warm).Milliseconds()), "warm-ms")
			b.ReportMetric(float64(median(cold))/float64(median(warm)), "times-faster")
		})
	}
}

func sorted(out string) string { return strings.Join(slices.Sorted(strings.Lines(out)), "") }
