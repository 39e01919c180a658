package browser_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const root = "../../.."

// TestProgram: the page of a run of parvet over programs of the repository.
func TestProgram(t *testing.T) {
	if _, err := browser(); errors.Is(err, errMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	parvet := filepath.Join(t.TempDir(), "parvet")
	build := exec.Command("go", "build", "-o", parvet, "./cmd/parvet")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := exec.Command(parvet, "-format=html", "./testdata/attacks/...")
	run.Dir = root
	var stderr bytes.Buffer
	run.Stderr = &stderr
	page, err := run.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, page, 0o666); err != nil {
		t.Fatal(err)
	}
	p := openFile(t, file, 1440, 900, "")
	p.want(text(".module"), "github.com/parvet/parvet")
	p.click(bar("package", "github.com/parvet/parvet/testdata/attacks/collector"))
	p.want(`[...document.querySelectorAll('.row b')].map((b) => b.textContent).join()`, "mutex,mutex")
	p.keys("n", "n")
	p.want(marked, "c.mu.Lock()")
	p.want(text(".step[aria-current] .where"), "testdata/attacks/collector/collector.go:61 in (*collector).add")
	p.keys("r")
	p.want(text("#panel-title"), "mutex")
	p.want(`document.getElementById('panel-body').innerText.includes('Why is this bad')`, "true")
}
