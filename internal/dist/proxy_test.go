package dist

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

const (
	root  = "../.." // of the repository
	suite = "github.com/parvet/parvet"

	version = "v0.1.0" // what the modules are released as
)

// modules are those that users name, by their directories.
var modules = map[string]string{
	suite:              "",
	suite + "/runtime": "runtime",
}

// publish releases the modules as the last commit has them: it returns a
// directory that serves as a module proxy.
func publish(t *testing.T) string {
	t.Helper()
	proxy := t.TempDir()
	for path, dir := range modules {
		at := filepath.Join(proxy, filepath.FromSlash(path), "@v")
		if err := os.MkdirAll(at, 0o777); err != nil {
			t.Fatal(err)
		}
		mod := show(t, filepath.ToSlash(filepath.Join(dir, "go.mod")))
		f, err := modfile.Parse(path, mod, nil)
		if err != nil {
			t.Fatal(err)
		}
		if f.Module.Mod.Path != path || len(f.Replace) > 0 {
			t.Errorf("%s: the module is %s, with %d replacements: go install refuses those", path, f.Module.Mod.Path, len(f.Replace))
		}
		info, err := json.Marshal(map[string]any{"Version": version, "Time": time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{"list": []byte(version + "\n"), version + ".mod": mod, version + ".info": info} {
			if err := os.WriteFile(filepath.Join(at, name), data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		archive, err := os.Create(filepath.Join(at, version+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		if err := zip.CreateFromVCS(archive, module.Version{Path: path, Version: version}, repository(t), "HEAD", dir); err != nil {
			t.Fatal(err)
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return proxy
}

func repository(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// show returns a file of the last commit.
func show(t *testing.T, name string) []byte {
	t.Helper()
	cmd := exec.Command("git", "show", "HEAD:"+name)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git show HEAD:%s: %v", name, err)
	}
	return out
}

// A user is somebody with a machine on which parvet has never been.
type user struct {
	t   *testing.T
	dir string // the working directory
	env []string
	bin string
}

// newUser returns one whose go command gets parvet from the proxy, and the other
// modules from the cache of this machine or where that gets them.
func newUser(t *testing.T, proxy string) *user {
	t.Helper()
	u := &user{t: t, dir: t.TempDir(), bin: t.TempDir()}
	out, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	cache, rest, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	sources := "file://" + filepath.ToSlash(proxy) + ",file://" + filepath.ToSlash(cache) + "/cache/download," + rest
	u.env = append(os.Environ(),
		"GOPROXY="+sources, "GOMODCACHE="+t.TempDir(), "GOBIN="+u.bin, "GOWORK=off",
		"GOFLAGS=-modcacherw", // or the directory cannot be removed
		"GONOSUMDB="+suite+","+suite+"/*",
		"PARVET_CACHE="+t.TempDir())
	return u
}

// run runs a command and returns what it prints and its exit status.
func (u *user) run(name string, args ...string) (stdout, stderr string, status int) {
	u.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = u.dir, u.env
	var o, e strings.Builder
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		u.t.Fatal(err)
	}
	return o.String(), e.String(), cmd.ProcessState.ExitCode()
}

// must is run for what has to end with status 0.
func (u *user) must(name string, args ...string) string {
	u.t.Helper()
	stdout, stderr, status := u.run(name, args...)
	if status != 0 {
		u.t.Fatalf("%s %s: exit status %d\n%s%s", name, strings.Join(args, " "), status, stdout, stderr)
	}
	return stdout
}

func (u *user) write(name, text string) {
	u.t.Helper()
	if err := os.WriteFile(filepath.Join(u.dir, name), []byte(text), 0o666); err != nil {
		u.t.Fatal(err)
	}
}
