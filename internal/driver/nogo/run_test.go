package nogo_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// A result is what came of a tree.
type result struct {
	findings []string          // "file:line:column: rule: message", sorted
	facts    map[string][]byte // the contents of the files, by package with its variant
}

// A runner analyses a package in a process of its own. It may write to a file, and
// returns what was found, and besides what it writes the facts.
type runner func(u *unit, file string) ([]string, error)

// analyzeTree has the named analyzers run on the packages of a tree that belong to
// it, and the engine on what these import.
func (tr *tree) analyzeTree(t *testing.T, run runner, roots []string, flags map[string]map[string]string) result {
	t.Helper()
	dir := t.TempDir()
	facts, done := make(map[string]string), make(map[string]chan struct{})
	var units []*listed
	for i, p := range tr.packages {
		if p.Standard || p.testMain() || len(p.GoFiles) == 0 || len(p.CgoFiles) > 0 {
			continue // nogo does not read sources that use cgo
		}
		units = append(units, p)
		facts[p.ImportPath] = filepath.Join(dir, fmt.Sprintf("%d.facts", i))
		done[p.ImportPath] = make(chan struct{})
	}
	var g errgroup.Group
	g.SetLimit(2 * runtime.GOMAXPROCS(0)) // some wait for others, which come before them
	found := make([][]string, len(units))
	for i, p := range units {
		g.Go(func() error {
			defer close(done[p.ImportPath])
			u := unit{Roots: roots, Flags: flags, Gone: filepath.Join(dir, fmt.Sprintf("%d.dir", i))}
			u.Config = unitchecker.Config{
				ID: p.path(), ImportPath: p.path(), Compiler: "gc", GoVersion: goVersion(),
				GoFiles: p.files(), ImportMap: make(map[string]string),
				PackageFile: make(map[string]string), PackageVetx: make(map[string]string),
				VetxOutput: facts[p.ImportPath], Stdout: filepath.Join(dir, fmt.Sprintf("%d.json", i)),
			}
			if p.DepOnly {
				u.Roots, u.VetxOnly = []string{"effects"}, true
			}
			for path, q := range tr.imports(p, true) {
				if path != "unsafe" {
					u.PackageFile[path] = q.Export
				}
			}
			for path, q := range tr.imports(p, false) {
				u.ImportMap[path] = path
				if facts[q.ImportPath] != "" {
					<-done[q.ImportPath]
					u.PackageVetx[path] = facts[q.ImportPath]
				}
			}
			u.ImportMap["unsafe"] = "unsafe"
			for from, to := range p.ImportMap {
				u.ImportMap[from], _, _ = strings.Cut(to, " [")
			}
			var err error
			if found[i], err = run(&u, filepath.Join(dir, fmt.Sprintf("%d.cfg", i))); err != nil {
				return fmt.Errorf("%s: %w", p.ImportPath, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	res := result{facts: make(map[string][]byte)}
	for i, p := range units {
		data, err := os.ReadFile(facts[p.ImportPath])
		if err != nil {
			t.Fatal(err)
		}
		res.facts[p.ImportPath] = data
		res.findings = append(res.findings, found[i]...)
	}
	slices.Sort(res.findings)
	res.findings = slices.Compact(res.findings) // of a package with its tests, and without
	return res
}

// analyze is a runner: it starts a process of this program, without an environment
// and in a directory that the process removes.
func (u *unit) analyze(file string) ([]string, error) {
	data, err := json.Marshal(u)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		return nil, err
	}
	if err := os.Mkdir(u.Gone, 0o777); err != nil {
		return nil, err
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(exe, asUnit, file)
	cmd.Dir = u.Gone
	cmd.Env = []string{} // nil would be that of this process
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	stdout, err := os.ReadFile(u.Stdout)
	if err != nil || u.VetxOnly {
		return nil, err
	}
	var byID map[string]map[string][]struct{ Posn, Message string }
	if err := json.NewDecoder(bytes.NewReader(stdout)).Decode(&byID); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, stdout)
	}
	var found []string
	for _, byAnalyzer := range byID {
		for name, diags := range byAnalyzer {
			for _, d := range diags {
				found = append(found, place(d.Posn)+": "+name+": "+d.Message)
			}
		}
	}
	return found, nil
}

// place adds the column that go/token leaves out below a line directive.
func place(posn string) string {
	rest, last := posn[:strings.LastIndexByte(posn, ':')], posn[strings.LastIndexByte(posn, ':')+1:]
	if i := strings.LastIndexByte(rest, ':'); i >= 0 {
		if _, err := strconv.Atoi(rest[i+1:]); err == nil {
			return posn
		}
	}
	return rest + ":" + last + ":1"
}

// goVersion is that of the toolchain, since nogo does not know that of a module.
func goVersion() string {
	version, _, _ := strings.Cut(runtime.Version(), " ")
	version, _, _ = strings.Cut(version, "-")
	return version
}
