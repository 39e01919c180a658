package nogo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A listed is a package as the go command lists it.
type listed struct {
	ImportPath, Dir, Name, ForTest, Export string
	GoFiles, CgoFiles, Imports             []string
	ImportMap                              map[string]string
	DepOnly, Standard                      bool
}

// path returns the import path without the variant for a test.
func (p *listed) path() string {
	path, _, _ := strings.Cut(p.ImportPath, " [")
	return path
}

// testMain reports whether p is the program that the go command makes of a test.
func (p *listed) testMain() bool { return strings.HasSuffix(p.ImportPath, ".test") && p.Name == "main" }

func (p *listed) files() []string {
	var files []string
	for _, name := range p.GoFiles {
		files = append(files, filepath.Join(p.Dir, name))
	}
	return files
}

// A tree is a module with all that it imports, compiled.
type tree struct {
	packages []*listed // each after what it imports
	byID     map[string]*listed
}

// load lists and compiles the packages of a module and their tests.
func load(t *testing.T, dir string, flags ...string) *tree {
	t.Helper()
	args := append([]string{"list", "-export", "-deps", "-test"}, flags...)
	cmd := exec.Command("go", append(args, "-json=ImportPath,Dir,Name,ForTest,Export,GoFiles,CgoFiles,Imports,ImportMap,DepOnly,Standard", "./...")...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	tr := &tree{byID: make(map[string]*listed)}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			return tr
		} else if err != nil {
			t.Fatal(err)
		}
		tr.packages = append(tr.packages, p)
		tr.byID[p.ImportPath] = p
	}
}

// imports returns, by import path, the packages that p imports, and with all those
// that they import.
func (tr *tree) imports(p *listed, all bool) map[string]*listed {
	found := make(map[string]*listed)
	var add func(p *listed)
	add = func(p *listed) {
		for _, id := range p.Imports {
			q := tr.byID[id]
			if q == nil || found[q.path()] != nil { // unsafe and C are not listed with -deps
				continue
			}
			found[q.path()] = q
			if all {
				add(q)
			}
		}
	}
	add(p)
	return found
}

// modules returns the directories of the modules that the analyzers are tested
// on, by the name that a test of each has.
func modules(t *testing.T) map[string]string {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{"attacks": filepath.Join(root, "testdata", "attacks")}
	for _, pattern := range []string{"passes/*/testdata/go.mod", "passes/*/testdata/*/go.mod"} {
		mods, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil || len(mods) == 0 {
			t.Fatalf("no test data: %v", err)
		}
		for _, mod := range mods {
			dir := filepath.Dir(mod)
			name := strings.TrimPrefix(filepath.ToSlash(dir), filepath.ToSlash(root)+"/passes/")
			found[strings.ReplaceAll(name, "/", "_")] = dir
		}
	}
	return found
}

// copyTree copies the files of the repository to another directory.
func copyTree(t *testing.T, to, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		rel, relErr := filepath.Rel(root, path)
		switch err = errors.Join(err, relErr); {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o777)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}
