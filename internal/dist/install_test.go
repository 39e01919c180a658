package dist

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parvet/parvet/analyzer"
)

const program = `package main

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func main() {
	par.ForEach(context.Background(), []int{1, 2}, func(ctx context.Context, i int, x *int) error {
		time.Sleep(time.Second)
		return nil
	})
}
`

// TestInstall does what the documentation tells users to do, with the modules as
// a release has them.
func TestInstall(t *testing.T) {
	if testing.Short() {
		t.Skip("compiling parvet and gopls takes minutes")
	}
	needs(t, "git", "rev-parse", "HEAD")
	u := newUser(t, publish(t))
	u.must("go", "install", suite+"/cmd/parvet@latest")
	parvet := filepath.Join(u.bin, "parvet")

	want := fmt.Sprintf("parvet %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if got := u.must(parvet, "version"); got != want {
		t.Errorf("parvet version says %q, want %q", got, want)
	}
	for _, r := range analyzer.Rules() {
		if page := u.must(parvet, "explain", r.ID); !strings.HasPrefix(page, r.ID+"\n") || strings.Count(page, "\n") < 20 {
			t.Errorf("parvet explain %s says\n%s", r.ID, page)
		}
	}

	u.must("go", "mod", "init", "example.org/m")
	u.write("main.go", program)
	u.must("go", "get", suite+"/runtime@latest")
	if got, want := u.must("go", "list", "-m", "all"), "example.org/m\n"+suite+"/runtime "+version+"\n"; got != want {
		t.Errorf("with the runtime the modules are\n%swant\n%s", got, want)
	}
	u.must("go", "build", "-o", os.DevNull, ".")
	finds := func(name string, args ...string) {
		t.Helper()
		stdout, stderr, status := u.run(name, args...)
		if status != 1 || !strings.Contains(stdout+stderr, "task passed to par.ForEach sleeps, ") {
			t.Errorf("%s %s: exit status %d\n%s%s", name, strings.Join(args, " "), status, stdout, stderr)
		}
	}
	finds(parvet)
	finds("go", "vet", "-vettool="+parvet, ".")
	u.must("go", "get", "-tool", suite+"/cmd/parvet@latest")
	finds("go", "tool", "parvet")

	t.Run("gopls", func(t *testing.T) {
		u := *u
		u.t = t
		_, stderr, status := u.run(parvet, "gopls", "install")
		if status != 0 || !strings.Contains(stderr, "with parvet "+version+",") {
			t.Fatalf("exit status %d\n%s", status, stderr)
		}
		said := u.must(filepath.Join(u.bin, "parvet-gopls"), "version")
		if !strings.HasSuffix(said, "+parvet."+strings.TrimPrefix(version, "v")+"\n") {
			t.Errorf("gopls says that it is %q", said)
		}
	})
}

// needs skips the test, or fails in CI, if a command fails in the repository.
func needs(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		message := fmt.Sprintf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		if os.Getenv("CI") == "true" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
}
