package govet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/driver"
)

// loaded is what "go list" says of the requested packages: which of them go
// vet can take, and why not the others.
type loaded struct {
	dir       string   // that the go command ran in
	good      []string // import paths
	failures  []driver.Failure
	unmatched []string

	// Of requested packages: all that they need, and what only their tests
	// import.
	deps, testImports map[string][]string

	// Of requested packages: their directories, and the names of their tests.
	dirs  map[string]string
	tests map[string][]string
}

// complete reports whether all packages can be loaded.
func (l *loaded) complete() bool { return len(l.failures) == 0 }

// usersOf returns the requested packages that need pkg, be it for their tests.
// What the tests of a package import is no need of those that import it.
func (l *loaded) usersOf(pkg string) []string {
	var users []string
	for _, p := range sortedKeys(l.deps) {
		uses := slices.Contains(l.deps[p], pkg) || slices.ContainsFunc(l.testImports[p], func(q string) bool {
			return q == pkg || slices.Contains(l.deps[q], pkg)
		})
		if uses && p != pkg {
			users = append(users, p)
		}
	}
	return users
}

type listed struct {
	ImportPath, Dir                 string
	Error                           *listError
	DepsErrors                      []*listError
	Deps, TestImports, XTestImports []string
	TestGoFiles, XTestGoFiles       []string
}

type listError struct {
	ImportStack []string
	Pos         string
	Err         string
}

// load asks the go command about the requested packages. It serves to explain
// a failure of go vet, which analyses nothing if one package cannot be loaded.
func (r *run) load(ctx context.Context) (*loaded, error) {
	args := append([]string{"list", "-e"}, r.cmd.BuildFlags()...)
	args = append(args, "-json=ImportPath,Dir,Error,DepsErrors,Deps,TestImports,XTestImports,TestGoFiles,XTestGoFiles", "--")
	out, err := r.cmd.Run(ctx, append(args, r.Patterns...)...)
	if err != nil {
		return nil, err
	}
	said := parseStderr(out.Stderr)
	l := &loaded{
		dir:         r.Dir,
		unmatched:   said.unmatched,
		deps:        make(map[string][]string),
		testImports: make(map[string][]string),
		dirs:        make(map[string]string),
		tests:       make(map[string][]string),
	}
	if out.Failed {
		l.failures = append(l.failures, driver.Failure{Message: r.explain(strings.Join(said.general, "\n"))})
	}
	dec := json.NewDecoder(bytes.NewReader(out.Stdout))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("cannot read the output of go list: %w", err)
		}
		r.add(l, &p)
	}
	if slices.ContainsFunc(r.Patterns, isFile) {
		l.good = nil // the package of the files has no name to vet it by
	}
	return l, nil
}

func (r *run) add(l *loaded, p *listed) {
	errs := p.DepsErrors
	if p.Error != nil && len(errs) == 0 {
		errs = []*listError{p.Error}
	}
	if len(errs) == 0 {
		l.good = append(l.good, p.ImportPath)
		l.deps[p.ImportPath] = p.Deps
		l.testImports[p.ImportPath] = slices.Concat(p.TestImports, p.XTestImports)
		l.dirs[p.ImportPath] = p.Dir
		l.tests[p.ImportPath] = slices.Concat(p.TestGoFiles, p.XTestGoFiles)
		return
	}
	for _, e := range errs {
		f := driver.Failure{Package: p.ImportPath, Message: e.String()}
		if n := len(e.ImportStack); n == 0 || e.ImportStack[n-1] == p.ImportPath {
			// It is p's own.
		} else if !slices.Contains(p.Deps, e.ImportStack[n-1]) {
			// The go command repeats the stack and the position of another
			// package, the first that has this error.
			own := *e
			own.Pos = ""
			f.Message = own.String()
		} else {
			f.Message = "not analysed: it depends on " + e.ImportStack[n-1] + ", which cannot be loaded: " + f.Message
		}
		if isLocal(p.ImportPath) || strings.Contains(p.ImportPath, "...") {
			f.Package = "" // a pattern: the message names it
		}
		f.Message = r.explain(f.Message)
		if !slices.Contains(l.failures, f) {
			l.failures = append(l.failures, f)
		}
	}
}

func (e *listError) String() string {
	msg := e.Err
	if strings.HasPrefix(msg, "import cycle") && len(e.ImportStack) > 0 {
		msg += ": " + strings.Join(e.ImportStack, " → ")
	}
	if e.Pos != "" {
		msg = e.Pos + ": " + msg
	}
	return msg
}

// explain turns what the go command says of a missing go.mod, or one that is
// elsewhere, into what the user can do about it.
func (r *run) explain(msg string) string {
	msg = strings.TrimPrefix(strings.TrimPrefix(msg, "go: "), "stat ")
	missing := strings.Contains(msg, "go.mod file not found") || strings.Contains(msg, "does not contain main module")
	if missing && !above(r.Dir, "go.mod") && !above(r.Dir, "go.work") {
		return "no go.mod in " + r.Dir + " or any directory above it: run parvet in a module, or name one with -C DIR"
	}
	if strings.Contains(msg, "does not contain modules listed in go.work") {
		msg += "; name packages of these modules, as in ./DIR/..., or work for all that belong to the workspace"
	}
	return msg
}

// above reports whether dir or a directory above it has the file.
func above(dir, file string) bool {
	for {
		if _, err := os.Stat(filepath.Join(dir, file)); err == nil {
			return true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return false
		}
		dir = parent
	}
}

// missingFile returns the first pattern that names a file that does not exist.
// The go command takes it for a package.
func (r *run) missingFile() string {
	for _, p := range r.Patterns {
		file := p
		if !filepath.IsAbs(file) {
			file = filepath.Join(r.Dir, file)
		}
		if isFile(p) && !isRegular(file) {
			return p
		}
	}
	return ""
}

func isFile(pattern string) bool { return strings.HasSuffix(pattern, ".go") }
