package recipes

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// The files of a module, by what parvet says of them.
var (
	finding = map[string]string{"work.go": reads("Work")}
	clean   = map[string]string{"work.go": "package work\n"}
	broken  = map[string]string{"work.go": reads("Work"), "broken/broken.go": "package broken\n\nvar Number int = \"one\"\n"}
)

// reads returns a package whose function has one finding.
func reads(name string) string {
	return `package work

import (
	"context"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

func ` + name + `(ctx context.Context, names []string) error {
	return par.ForEach(ctx, names, func(_ context.Context, _ int, name *string) error {
		_, err := os.ReadFile(*name)
		return err
	})
}
`
}

// sums makes go.mod and go.sum of a module that uses par.
var sums = sync.OnceValues(func() (map[string]string, error) {
	dir := filepath.Join(scratch, "sums")
	files := map[string]string{
		"go.mod":  "module example.com/work\n\ngo 1.26.0\n\nrequire github.com/parvet/parvet/runtime " + version + "\n",
		"work.go": reads("Work"),
	}
	if err := write(dir, files); err != nil {
		return nil, err
	}
	env, err := serve()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "mod", "tidy")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		files[name] = string(data)
	}
	delete(files, "work.go")
	return files, nil
})

func write(dir string, files map[string]string) error {
	for name, content := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// clone returns a clone of a repository whose branch main has a module of these
// files, and then adds others, which are not committed.
func clone(t *testing.T, committed, added map[string]string) string {
	t.Helper()
	program(t, "git")
	module, err := sums()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	origin, work := filepath.Join(dir, "origin"), filepath.Join(dir, "a clone")
	for _, files := range []map[string]string{module, committed, {".gitignore": "/.cache\n"}} {
		if err := write(origin, files); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, origin)
	must(t, dir, gitEnvironment(t), "git", "clone", "-q", origin, work)
	if err := write(work, added); err != nil {
		t.Fatal(err)
	}
	return work
}

// commit makes a repository of a folder.
func commit(t *testing.T, dir string, tags ...string) {
	t.Helper()
	env := gitEnvironment(t)
	must(t, dir, env, "git", "init", "-q", "-b", "main")
	must(t, dir, env, "git", "add", "-A", "-f")
	must(t, dir, env, "git", "commit", "-q", "-m", "all")
	for _, tag := range tags {
		must(t, dir, env, "git", "tag", tag)
	}
}

// gitEnvironment is environment without the user's settings of git.
func gitEnvironment(t *testing.T) []string {
	return append(environment(t), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull,
		"GIT_AUTHOR_NAME=x", "GIT_AUTHOR_EMAIL=x@example.org", "GIT_COMMITTER_NAME=x", "GIT_COMMITTER_EMAIL=x@example.org")
}
