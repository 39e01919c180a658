package recipes

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

const (
	root    = "../.."
	version = "v0.1.0" // of what the proxy serves
)

// scratch is a folder that all tests share: installing parvet takes long.
var scratch string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "recipes"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(scratch)
		return m.Run()
	}())
}

// serve writes a proxy for the modules of this repository, and returns the
// settings by which the go command uses it. What they require comes from the
// module cache, and from where else the user lets the go command look.
var serve = sync.OnceValues(func() ([]string, error) {
	proxy := filepath.Join(scratch, "proxy")
	for path, dir := range map[string]string{"github.com/parvet/parvet": root, "github.com/parvet/parvet/runtime": root + "/runtime"} {
		versions := filepath.Join(proxy, filepath.FromSlash(path), "@v")
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			return nil, err
		}
		if err := os.MkdirAll(versions, 0o777); err != nil {
			return nil, err
		}
		for name, data := range map[string]string{"list": version + "\n", version + ".info": `{"Version":"` + version + `"}`, version + ".mod": string(mod)} {
			if err := os.WriteFile(filepath.Join(versions, name), []byte(data), 0o666); err != nil {
				return nil, err
			}
		}
		w, err := os.Create(filepath.Join(versions, version+".zip"))
		if err != nil {
			return nil, err
		}
		if err := zip.CreateFromDir(w, module.Version{Path: path, Version: version}, dir); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
	}
	out, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		return nil, err
	}
	places := strings.Fields(string(out))
	// The version stands for other files each time, so that it must not get into
	// the user's module cache.
	return []string{
		"GOPROXY=file://" + filepath.ToSlash(proxy) + ",file://" + filepath.ToSlash(filepath.Join(places[0], "cache", "download")) + "," + places[1],
		"GOMODCACHE=" + filepath.Join(scratch, "mod"),
		"GOBIN=" + filepath.Join(scratch, "bin"),
		"PATH=" + filepath.Join(scratch, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
		"GOFLAGS=-modcacherw -trimpath", // what is built does not depend on the folder, and is in the build cache next time
		"GOSUMDB=off", "GOWORK=", "GOTOOLCHAIN=local",
		"PARVET_CACHE=off",
	}, nil
})

// environment returns that of commands which find the modules of this repository,
// and parvet once it is installed.
func environment(t *testing.T) []string {
	t.Helper()
	if testing.Short() {
		t.Skip("it compiles parvet")
	}
	env, err := serve()
	if err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(), env...)
}

// missing skips the test for want of a program, but in CI, where all are there.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// program skips the test if a program is missing.
func program(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		missing(t, "%s is not installed", name)
	}
}

// run runs a command in dir, and returns its status and all that it prints.
func run(t *testing.T, dir string, env []string, name string, args ...string) (int, string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// must is run for what has to succeed.
func must(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	if status, out := run(t, dir, env, name, args...); status != 0 {
		t.Fatalf("%s %v: status %d\n%s", name, args, status, out)
	}
}
