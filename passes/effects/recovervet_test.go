package effects

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/ssa"
)

// vetVar makes the test program a vet tool that reports tasks, and that panics
// at functions of a name. That one is a flag, since go vet keeps what tools
// print for the same flags.
const vetVar = "PARVET_TEST_VET"

func init() {
	if os.Getenv(vetVar) == "" {
		return
	}
	count := &analysis.Analyzer{
		Name:     "count",
		Doc:      "report each task",
		Requires: []*analysis.Analyzer{Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, t := range pass.ResultOf[Analyzer].(*Result).Tasks {
				pass.Reportf(t.Pos, "a task")
			}
			return nil, nil
		},
	}
	name := count.Flags.String("panicat", "", "name of functions to panic at")
	beforeStep = func(fn *ssa.Function) {
		if fn.Name() == *name {
			panic("no luck\nwith it")
		}
	}
	unitchecker.Main(Analyzer, count)
}

// TestPanicInVet is TestPanicInOneFunction by way of go vet.
func TestPanicInVet(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	vet := func(name string) string {
		cmd := exec.Command("go", "vet", "-vettool="+exe, "-count.panicat="+name, "./flow")
		cmd.Dir = "testdata"
		cmd.Env = append(os.Environ(), vetVar+"=1")
		out, _ := cmd.CombinedOutput() // it fails: there are reports
		return string(out)
	}
	tasks := func(out string) int { return strings.Count(out, ": a task") }
	whole, broken := vet("none"), vet("global")
	const report = "internal error in parvet, so global is not analysed: no luck with it; please report it with the function"
	if tasks(whole) == 0 || strings.Contains(whole, "internal error") {
		t.Fatalf("without a panic, go vet prints\n%s", whole)
	}
	if strings.Count(broken, report) != 1 || tasks(broken) < tasks(whole)-1 {
		t.Errorf("with a panic, go vet prints %d of %d tasks, and\n%s", tasks(broken), tasks(whole), broken)
	}
}
