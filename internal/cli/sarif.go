package cli

import (
	"os/exec"
	"strings"

	"github.com/parvet/parvet/internal/sarif"
	"github.com/parvet/parvet/internal/source"
)

func (c *command) writeSARIF(w stream, r *report) error {
	in := sarif.Input{
		Version:  buildVersion(),
		Rules:    c.Rules,
		Pages:    c.Pages,
		Dir:      r.dir,
		Root:     source.Root(r.dir),
		Findings: r.findings,
		Failures: r.failures,
		Warnings: r.warnings,
		ExitCode: r.status(),
	}
	in.ModuleCache, in.GoRoot = goTrees(r.dir)
	return sarif.Write(w, in)
}

// goTrees returns where the source of dependencies and that of the standard
// library are, if the go command says so.
func goTrees(dir string) (modules, std string) {
	cmd := exec.Command("go", "env", "GOMODCACHE", "GOROOT")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return "", ""
	}
	lines := strings.Split(strings.ReplaceAll(string(out), "\r\n", "\n"), "\n")
	if len(lines) < 2 {
		return "", ""
	}
	return lines[0], lines[1]
}
