package recipes

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestForges runs the steps of the recipes for forges.
func TestForges(t *testing.T) {
	none := map[string]string{}
	for _, test := range []struct {
		file             string
		name             string
		committed, added map[string]string
		status           int
		report           string // its name
		results          int    // how many it has; -1: it is not there
		printed          string
	}{
		{"github.yml", "finding", none, finding, 0, "parvet.sarif", 1, ""},
		{"github.yml", "clean", none, clean, 0, "parvet.sarif", 0, ""},
		{"github.yml", "broken", none, broken, 1, "", 0, "1 failure"},

		{"github-annotations.yml", "finding", clean, finding, 1, "", 0, "::error file=work.go,line="},
		{"github-annotations.yml", "elsewhere", finding, map[string]string{"other.go": "package work\n"}, 0, "", 0, ""},
		{"github-annotations.yml", "clean", none, clean, 0, "", 0, ""},
		{"github-annotations.yml", "broken", none, broken, 2, "", 0, "1 failure"},

		{"gitlab.yml", "finding", none, finding, 1, "parvet.json", 1, ""},
		{"gitlab.yml", "clean", none, clean, 0, "parvet.json", 0, ""},
		{"gitlab.yml", "broken", none, broken, 2, "parvet.json", -1, "1 failure"},
	} {
		t.Run(strings.TrimSuffix(test.file, ".yml")+"/"+test.name, func(t *testing.T) {
			j := load(t, test.file)
			j.install(t)
			dir := clone(t, test.committed, test.added)
			status, out := j.check(t, dir)
			if status != test.status || !strings.Contains(out, test.printed) || test.printed == "" && strings.Contains(out, "::") {
				t.Errorf("status %d, want %d and %q\n%s", status, test.status, test.printed, out)
			}
			if test.report != "" {
				if got := results(t, filepath.Join(dir, test.report)); got != test.results {
					t.Errorf("%s has %d results, want %d\n%s", test.report, got, test.results, out)
				}
			}
			if kept, err := os.ReadDir(filepath.Join(dir, ".cache", "parvet")); err != nil || len(kept) == 0 {
				t.Errorf("nothing is kept for the next job: %v", err)
			}
		})
	}
}

// TestNoInstall: that parvet cannot be installed is not taken for findings, which
// the job allows.
func TestNoInstall(t *testing.T) {
	before := strings.Join(load(t, "gitlab.yml").Before, "\n")
	status, out := shell(t, t.TempDir(), append(environment(t), "GOPROXY=off", "GOMODCACHE="+t.TempDir()), before)
	if status != 2 || !strings.Contains(out, "module lookup disabled") {
		t.Errorf("status %d\n%s", status, out)
	}
}

// results returns how many findings a report has, -1 if it is not there.
func results(t *testing.T, file string) int {
	t.Helper()
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return -1
	}
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(file) == ".json" {
		var issues []struct {
			Location struct{ Path string }
		}
		if err := json.Unmarshal(data, &issues); err != nil || issues == nil {
			t.Fatalf("%s: %v", data, err)
		}
		for _, i := range issues {
			if i.Location.Path != "work.go" {
				t.Errorf("a finding is in %s", i.Location.Path)
			}
		}
		return len(issues)
	}
	var log struct {
		Runs []struct{ Results []any }
	}
	if err := json.Unmarshal(data, &log); err != nil || len(log.Runs) != 1 {
		t.Fatalf("%v\n%s", err, data)
	}
	return len(log.Runs[0].Results)
}

// TestCaches: what a recipe keeps is what parvet is told to use, and where the go
// command does not look for packages.
func TestCaches(t *testing.T) {
	for _, file := range []string{"github.yml", "github-annotations.yml", "github-reviewdog.yml"} {
		j := load(t, file)
		kept := ""
		for _, s := range j.Steps {
			if strings.HasPrefix(s.Uses, "actions/cache@") {
				kept = s.With["path"]
			}
		}
		if kept != "${{ env.PARVET_CACHE }}" || j.Env["PARVET_CACHE"] != "${{ github.workspace }}/.cache/parvet" {
			t.Errorf("%s keeps %q of %v", file, kept, j.Env)
		}
	}
	for name, value := range load(t, "gitlab.yml").Variables {
		if !strings.HasPrefix(value, "$CI_PROJECT_DIR/.cache/") {
			t.Errorf("gitlab.yml does not keep %s, %s", name, value)
		}
	}
}
