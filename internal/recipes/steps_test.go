package recipes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// A job is what is run of the one job of a recipe, for GitHub or GitLab.
type job struct {
	// GitHub
	Env   map[string]string
	Steps []struct {
		Name, Uses, Run string
		With, Env       map[string]string
	}
	// GitLab
	Variables map[string]string
	Before    []string `yaml:"before_script"`
	Script    []string
}

// load returns the job of a file in docs/ci.
func load(t *testing.T, file string) job {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "docs", "ci", file))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Jobs   struct{ Parvet *job }
		Parvet *job
	}
	if err := yaml.Load(data, &doc); err != nil {
		t.Fatal(err)
	}
	switch {
	case doc.Jobs.Parvet != nil:
		return *doc.Jobs.Parvet
	case doc.Parvet != nil:
		return *doc.Parvet
	}
	t.Fatalf("%s has no job named parvet", file)
	return job{}
}

// install runs the step that installs parvet.
func (j job) install(t *testing.T) {
	t.Helper()
	script := strings.Join(j.Before, "\n")
	for _, s := range j.Steps {
		if s.Name == "Install" {
			script = s.Run
		}
	}
	if script == "" {
		t.Fatal("there is no step that installs parvet")
	}
	if status, out := shell(t, t.TempDir(), environment(t), script); status != 0 {
		t.Fatalf("%s\nstatus %d\n%s", script, status, out)
	}
}

// check runs the step that checks the module in dir as the forge would: GitHub
// with bash -e, GitLab with pipefail besides. The caches of the go command stay
// where they are, or the standard library would be compiled again.
func (j job) check(t *testing.T, dir string, env ...string) (status int, out string) {
	t.Helper()
	all := append(gitEnvironment(t), "GITHUB_BASE_REF=main")
	set := func(vars map[string]string) {
		for name, value := range vars {
			if name == "GOCACHE" || name == "GOMODCACHE" {
				continue
			}
			value = strings.NewReplacer("${{ github.workspace }}", dir, "${{ secrets.GITHUB_TOKEN }}", "token", "$CI_PROJECT_DIR", dir).Replace(value)
			if strings.Contains(value, "$") {
				t.Fatalf("what is the value of %s in %q?", name, value)
			}
			all = append(all, name+"="+value)
		}
	}
	set(j.Env)
	set(j.Variables)
	script := "set -o pipefail\n" + strings.Join(j.Script, "\n")
	for _, s := range j.Steps {
		if s.Name == "Check" {
			set(s.Env)
			script = s.Run
		}
	}
	return shell(t, dir, append(all, env...), script)
}

func shell(t *testing.T, dir string, env []string, script string) (int, string) {
	t.Helper()
	program(t, "bash")
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte(script), 0o666); err != nil {
		t.Fatal(err)
	}
	return run(t, dir, env, "bash", "-e", file)
}
