package sarif_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

// multitool is the package with Microsoft's validator, which also knows what
// GitHub's code scanning asks of logs besides the schema.
const multitool = "@microsoft/sarif-multitool-linux@5.7.0"

// TestMultitool has the validator read a log. It is of 40 MB, so CI alone gets
// it; whoever has it sets PARVET_SARIF_MULTITOOL to its path.
func TestMultitool(t *testing.T) {
	tool := os.Getenv("PARVET_SARIF_MULTITOOL")
	dir := t.TempDir()
	if tool == "" {
		if os.Getenv("CI") != "true" {
			t.Skip("PARVET_SARIF_MULTITOOL does not name Microsoft's validator")
		}
		if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
			t.Skip("the validator is one for linux/amd64")
		}
		if out, err := exec.Command("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", dir, multitool).CombinedOutput(); err != nil {
			t.Fatalf("npm install %s: %v\n%s", multitool, err, out)
		}
		tool = filepath.Join(dir, "node_modules", "@microsoft", "sarif-multitool-linux", "Sarif.Multitool")
		if err := os.Chmod(tool, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	in := full(t, dir)
	in.Findings = slices.DeleteFunc(in.Findings, func(f finding.Finding) bool { return f.File == "" }) // no driver reports such
	log, report := filepath.Join(dir, "log.sarif"), filepath.Join(dir, "report.sarif")
	if err := os.WriteFile(log, logOf(t, in), 0o666); err != nil {
		t.Fatal(err)
	}
	// It exits with an error if there are errors.
	cmd := exec.Command(tool, "validate", log, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output", report, "--log", "ForceOverwrite")
	cmd.Env = append(cmd.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1") // it works without ICU
	out, runErr := cmd.CombinedOutput()
	data, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("%v, %v\n%s", runErr, err, out)
	}
	var doc struct {
		Runs []struct {
			Results []struct {
				RuleID, Level string
				Message       struct{ Arguments []string }
			}
		}
	}
	if err := json.Unmarshal(data, &doc); err != nil || len(doc.Runs) != 1 {
		t.Fatalf("%v in\n%s", err, data)
	}
	for _, r := range doc.Runs[0].Results {
		// Versions of Go modules are not the numbers that it wants to see.
		if r.RuleID != "SARIF2005" {
			t.Errorf("%s %s: %q", r.RuleID, r.Level, r.Message.Arguments)
		}
	}
}
