package vettool

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/parvet/parvet/internal/toy"
)

// TestMain makes the test binary the vet tool of go vet in tests. They need no
// build cache of their own: each has a directory of its own, which is part of
// the keys.
func TestMain(m *testing.M) {
	switch os.Getenv("PARVET_TEST_TOOL") {
	case "":
		os.Exit(m.Run())
	case "unmended":
		mendLostDiagnostics = false
	case "broken":
		Main(toy.Broken())
	}
	var pools flag.Value
	toys := toy.Analyzers()
	pools = toys[0].Flags.Lookup("cpupools").Value
	Main(toys, Alias{Name: "cpupools", Value: pools, Usage: "pools"})
}

const module = `
-- go.mod --
module example.org/m

go 1.26
-- pool/pool.go --
package pool

func ForEach(f func()) { f() }
-- a/a.go --
package a

import (
	"time"

	"example.org/m/pool"
)

func Sleeps() { time.Sleep(1) }

func A() { pool.ForEach(func() { time.Sleep(2) }) }
-- b/b.go --
package b

import (
	"example.org/m/a"
	"example.org/m/pool"
)

func B() { pool.ForEach(func() { a.Sleeps() }) }
`

// extract writes the files of a txtar archive and returns their directory.
func extract(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// vet runs go vet in dir with the test binary as its tool.
func vet(t *testing.T, dir, mode string, args ...string) (output string, ok bool) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", append([]string{"vet", "-vettool=" + exe}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "PARVET_TEST_TOOL="+mode, "GOWORK=off", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

const findingOfA = "a/a.go:11:34: task passed to pool.ForEach blocks"

func TestFactsFlow(t *testing.T) {
	out, ok := vet(t, extract(t, module), "toy", "./b")
	if want := "b/b.go:8:34: task passed to pool.ForEach blocks: time.Sleep"; ok || !strings.Contains(out, want) {
		t.Errorf("go vet ./b says (ok %v)\n%swant %q", ok, out, want)
	}
}

func TestLostDiagnostics(t *testing.T) {
	dir := extract(t, module)
	vet(t, dir, "toy", "./b")
	if out, ok := vet(t, dir, "toy", "./a"); ok || !strings.Contains(out, findingOfA) {
		t.Errorf("go vet ./a after ./b says (ok %v)\n%swant %q", ok, out, findingOfA)
	}
}

// TestLostDiagnosticsUnmended fails as soon as the mend is no longer needed.
func TestLostDiagnosticsUnmended(t *testing.T) {
	dir := extract(t, module)
	vet(t, dir, "unmended", "./b")
	if out, ok := vet(t, dir, "unmended", "./a"); !ok || strings.Contains(out, findingOfA) {
		t.Errorf("go vet has been repaired, remove the mend: after ./b, it says of ./a\n%s", out)
	}
}

// TestFixStaysInScope: with -fix the mend would write to files of packages
// that nobody named.
func TestFixStaysInScope(t *testing.T) {
	dir := extract(t, module)
	if out, ok := vet(t, dir, "toy", "-fix", "./b"); !ok {
		t.Fatalf("go vet -fix failed:\n%s", out)
	}
	for file, want := range map[string]string{
		"a/a.go": "time.Sleep(2)",
		"b/b.go": "pool.ForEach(func() {})",
	} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), want) {
			t.Errorf("after go vet -fix ./b, %s is\n%swant %q in it", file, data, want)
		}
	}
}

func TestVanishingErrors(t *testing.T) {
	dir := extract(t, module)
	for _, run := range []string{"first", "second"} {
		out, ok := vet(t, dir, "broken", "./a")
		for _, want := range []string{
			"a/a.go:1:1: internal error in parvet's failing analyzer: no luck today; please report it with the package that shows it\n",
			"a/a.go:1:1: internal error in parvet's panicking analyzer: panic: interface conversion",
			"toy.Broken.func",
		} {
			if ok || !strings.Contains(out, want) {
				t.Errorf("the %s go vet says (ok %v)\n%swant %q", run, ok, out, want)
			}
		}
		if strings.Contains(out, "prerequisite") {
			t.Errorf("an analyzer ran although its prerequisite had failed:\n%s", out)
		}
	}
}

// TestFailureOfUnselected: the failure of an analyzer that is only required
// must show too.
func TestFailureOfUnselected(t *testing.T) {
	out, ok := vet(t, extract(t, module), "broken", "-dependent", "./a")
	want := "internal error in parvet's failing analyzer: no luck today"
	if ok || strings.Count(out, want) != 2 || strings.Contains(out, "panicking") {
		t.Errorf("go vet -dependent says (ok %v)\n%swant %q once for a and once for pool", ok, out, want)
	}
}

func TestFlags(t *testing.T) {
	dir := extract(t, module)
	if out, ok := vet(t, dir, "toy", "-cpupools=all", "-mutex.short", "./pool"); !ok {
		t.Errorf("go vet with the tool's flags fails:\n%s", out)
	}
	if out, ok := vet(t, dir, "toy", "-cpupool=all", "./pool"); ok {
		t.Errorf("go vet accepts an unknown flag:\n%s", out)
	}
}

// TestStd: the standard library is answered with nothing, unparsed.
func TestStd(t *testing.T) {
	if out, ok := vet(t, extract(t, module), "broken", "errors", "vendor/golang.org/x/net/dns/dnsmessage"); !ok || out != "" {
		t.Errorf("go vet of std packages says (ok %v)\n%s", ok, out)
	}
}

func TestStandard(t *testing.T) {
	root := filepath.Join(t.TempDir(), "go")
	t.Setenv("GOROOT", root)
	for _, test := range []struct {
		u    unit
		want bool
	}{
		{unit{ImportPath: "net/http", Dir: filepath.Join(root, "src", "net", "http")}, true},
		{unit{ImportPath: "net/http_test", Dir: filepath.Join(root, "src", "net", "http")}, true},
		{unit{ImportPath: "cmd/go", Dir: filepath.Join(root, "src", "cmd", "go"), ModulePath: "cmd"}, false},
		{unit{ImportPath: "m", Dir: filepath.Join(root, "src", "m"), ModulePath: "m"}, false},
		{unit{ImportPath: "command-line-arguments", Dir: filepath.Join(root, "src", "net")}, false},
		{unit{ImportPath: "mine", Dir: filepath.Join(filepath.Dir(root), "src", "mine")}, false},
	} {
		if got := test.u.standard(); got != test.want {
			t.Errorf("%s in %s: standard is %v", test.u.ImportPath, test.u.Dir, got)
		}
	}
}

func TestEnabled(t *testing.T) {
	toys := toy.Analyzers()
	for args, want := range map[string]string{
		"":                        "effects mutex sleep syncio",
		"-json":                   "effects mutex sleep syncio",
		"-sleep":                  "sleep",
		"--sleep=true -mutex=0":   "sleep",
		"-sleep=false":            "effects mutex syncio",
		"-mutex.short=true":       "effects mutex sleep syncio",
		"-sleep=false -effects=T": "effects",
	} {
		var names []string
		for _, a := range enabled(strings.Fields(args), toys) {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("enabled(%s) = %s, want %s", args, got, want)
		}
	}
}

// TestVersion: the hash of the program is in what go vet makes its key of, so
// that another build does not show stale results.
func TestVersion(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "an other.exe") // go vet splits at spaces
	data, err := os.ReadFile(exe)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, append(data, 0), 0o777); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, file := range []string{exe, exe, other} {
		cmd := exec.Command(file, "-V=full")
		cmd.Env = append(os.Environ(), "PARVET_TEST_TOOL=toy")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		id, ok := strings.CutPrefix(string(out), "parvet version devel comments-go-here buildID=")
		if !ok {
			t.Fatalf("-V=full prints %q", out)
		}
		ids = append(ids, id)
	}
	if ids[0] != ids[1] || ids[0] == ids[2] {
		t.Errorf("the ids of the same and of another program: %q", ids)
	}
}

func TestInvoked(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{"vet.cfg": `{"ImportPath":"m"}`, "other.cfg": "[x]"} {
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for args, want := range map[string]bool{
		"./c other.cfg":           false,
		"-C none.cfg":             false,
		"-V=full":                 true,
		"-flags":                  true,
		"-json vet.cfg":           true,
		"":                        false,
		"./...":                   false,
		"-version":                false,
		"-format json ./vet.cfgs": false,
	} {
		if got := Invoked(strings.Fields(args)); got != want {
			t.Errorf("Invoked(%s) = %v", args, got)
		}
	}
}

// TestGuardKeepsIdentity: rules find the engine's result by its pointer.
func TestGuardKeepsIdentity(t *testing.T) {
	toys := toy.Analyzers()
	before := slices.Clone(toys)
	Guard(toys)
	for i, a := range toys {
		if a != before[i] || !slices.ContainsFunc(append(a.Requires, a), func(r *analysis.Analyzer) bool { return r == toys[0] }) && i > 0 {
			t.Errorf("Guard replaced %s or what it requires", a.Name)
		}
	}
}
