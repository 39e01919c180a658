package recipes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPreCommit commits in a repository with the settings of docs/ci.md:
// pre-commit clones this tree and builds parvet from it.
func TestPreCommit(t *testing.T) {
	program(t, "pre-commit")
	load(t, "github.yml").install(t) // so that the module is unpacked

	// What git would clone are the modules as the proxy has them.
	dir := clone(t, finding, nil) // unpacks the runtime
	tree := filepath.Join(t.TempDir(), "parvet")
	for path, to := range map[string]string{"parvet@" + version: tree, "parvet/runtime@" + version: filepath.Join(tree, "runtime")} {
		if err := os.CopyFS(to, os.DirFS(filepath.Join(scratch, "mod", "github.com", "parvet", filepath.FromSlash(path)))); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, tree, version)
	if err := write(dir, map[string]string{".pre-commit-config.yaml": block(t, "pre-commit", "yaml")}); err != nil {
		t.Fatal(err)
	}
	env := append(gitEnvironment(t), "PRE_COMMIT_HOME="+t.TempDir(), "PRE_COMMIT_COLOR=never",
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=url."+tree+".insteadOf", "GIT_CONFIG_VALUE_0=https://github.com/parvet/parvet",
		"PATH="+os.Getenv("PATH")) // the parvet that is installed must not be what runs
	must(t, dir, env, "pre-commit", "install")
	for _, test := range []struct {
		name   string
		files  map[string]string
		status int
		want   string
	}{
		{"no code", map[string]string{"README": "?"}, 0, "Skipped"},
		{"nothing new", map[string]string{"other.go": "package work\n"}, 0, "Passed"},
		{"new finding", map[string]string{"new.go": reads("More")}, 1, "new.go:12:13: syncio"},
		{"mended", map[string]string{"new.go": "package work\n"}, 0, "Passed"},
		{"broken", map[string]string{"new.go": "package work\n\nvar Number int = \"one\"\n"}, 1, "exit code: 2"},
	} {
		if err := write(dir, test.files); err != nil {
			t.Fatal(err)
		}
		must(t, dir, env, "git", "add", "-A")
		status, out := run(t, dir, env, "git", "commit", "-m", test.name)
		if status != test.status || !strings.Contains(out, test.want) || strings.Contains(out, "work.go:") {
			t.Errorf("%s: status %d, want %d and %q\n%s", test.name, status, test.status, test.want, out)
		}
	}
}
