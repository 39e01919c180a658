package lsp

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
)

// A target is a module, or the modules of a workspace of go.work: what the go
// command looks at as a whole.
type target struct {
	root    string   // where the go command runs
	alone   bool     // the module is not one of the go.work around it, which is to be ignored
	modules []string // directories

	schedule

	findings []found
	complete bool // all of it has been analysed once
	failing  bool // the client has been told that something does not compile
}

// A schedule says what is to be analysed of a target and what is being analysed.
type schedule struct {
	clock  int            // counts edits
	edits  map[string]int // when files in a directory were last edited
	quick  map[string]bool
	whole  bool
	due    [lanes]time.Time
	active [lanes]*run
}

// targetOf returns the target of a file, or nil if it is in no module or in one
// that is not the user's.
func (s *server) targetOf(path string) *target {
	t := locate(filepath.Dir(path))
	if t == nil {
		return nil
	}
	return s.known(t)
}

// known returns the target that is known by the same root.
func (s *server) known(t *target) *target {
	if k := s.targets[t.root]; k != nil {
		return k
	}
	t.edits, t.quick = make(map[string]int), make(map[string]bool)
	s.targets[t.root] = t
	return t
}

// locate finds the target that a directory belongs to. Of a module that the go
// command has downloaded, the directory has the version in its name.
func locate(dir string) *target {
	module := above(dir, "go.mod")
	if module == "" || strings.Contains(module, "@v") || vendored(module, dir) || foreign(module) {
		return nil
	}
	work := workFile(dir)
	if work == "" {
		return &target{root: module, modules: []string{module}}
	}
	if used := uses(work); slices.Contains(used, module) {
		return &target{root: filepath.Dir(work), modules: used}
	}
	return &target{root: module, alone: true, modules: []string{module}}
}

// above returns the directory that has a file, dir or one above it, or "".
func above(dir, name string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// foreign reports whether the module is the standard library or the go command.
func foreign(module string) bool {
	data, err := os.ReadFile(filepath.Join(module, "go.mod"))
	path := modfile.ModulePath(data)
	return err == nil && (path == "std" || path == "cmd")
}

// vendored reports whether dir is among the packages that a module has copied.
func vendored(module, dir string) bool {
	rel, err := filepath.Rel(module, dir)
	return err == nil && slices.Contains(strings.Split(filepath.ToSlash(rel), "/"), "vendor")
}

// workFile returns the go.work that holds in a directory, or "".
func workFile(dir string) string {
	switch env := os.Getenv("GOWORK"); {
	case env == "off":
		return ""
	case env != "":
		return env
	}
	if root := above(dir, "go.work"); root != "" {
		return filepath.Join(root, "go.work")
	}
	return ""
}

// uses returns the directories of the modules that a go.work names. One that
// cannot be read names none; the go command says what is wrong with it.
func uses(work string) []string {
	data, err := os.ReadFile(work)
	if err != nil {
		return nil
	}
	f, err := modfile.ParseWork(work, data, nil)
	if err != nil {
		return nil
	}
	var dirs []string
	for _, use := range f.Use {
		dir := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(filepath.Dir(work), dir)
		}
		dirs = append(dirs, filepath.Clean(dir))
	}
	return dirs
}

// enter begins with a folder of the workspace.
func (s *server) enter(folder string) {
	t := locate(folder)
	if work := workFile(folder); t == nil && work != "" {
		t = &target{root: filepath.Dir(work), modules: uses(work)}
	}
	if t != nil {
		s.saved(s.known(t))
	}
}

// leave ends with a folder, and with all that is no longer in any.
func (s *server) leave(folder string) {
	s.folders = slices.DeleteFunc(s.folders, func(f string) bool { return f == folder })
	s.retarget()
}

// retarget looks again at what belongs to what, and analyses all.
func (s *server) retarget() {
	s.stopAll()
	old := s.targets
	s.targets = make(map[string]*target)
	for _, folder := range s.folders {
		s.enter(folder)
	}
	for path := range s.docs {
		if t := s.targetOf(path); t != nil {
			s.saved(t)
		}
	}
	for root, was := range old {
		// Until there are new results the old ones hold.
		if t := s.targets[root]; t != nil {
			t.findings, t.failing = was.findings, was.failing
		}
	}
	s.publishAll()
}

// scope sets what is to be analysed in a run of a whole target: what is in the
// folders of the workspace; or, of a target that is not, the packages of open files.
func (s *server) scope(t *target, r *run) {
	for _, module := range t.modules {
		for _, folder := range s.folders {
			if inside(folder, module) {
				r.trees = append(r.trees, module)
			} else if inside(module, folder) && above(folder, "go.mod") == module {
				r.trees = append(r.trees, folder)
			}
		}
	}
	for _, dir := range s.openDirs(t) {
		if !r.covers(dir) {
			r.dirs = append(r.dirs, dir)
		}
	}
}

// covers reports whether the files in a directory are analysed in a run.
func (r *run) covers(dir string) bool {
	return slices.Contains(r.dirs, dir) || slices.ContainsFunc(r.trees, func(tree string) bool {
		return inside(tree, dir) && !ignored(tree, dir)
	})
}

// openDirs returns the directories of open files.
func (s *server) openDirs(t *target) []string {
	var dirs []string
	for path := range s.docs {
		if s.targetOf(path) == t {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// pattern returns how the go command is told of a directory.
func (t *target) pattern(dir string) string {
	rel, err := filepath.Rel(t.root, dir)
	switch {
	case err != nil:
		return dir
	case rel == ".":
		return "."
	case filepath.IsLocal(rel):
		return "./" + filepath.ToSlash(rel)
	}
	return filepath.ToSlash(rel)
}

// inside reports whether path is dir or in it.
func inside(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// ignored reports whether patterns with dots leave out a directory.
func ignored(root, dir string) bool {
	rel, err := filepath.Rel(root, dir)
	if err != nil || rel == "." {
		return false
	}
	return slices.ContainsFunc(strings.Split(rel, string(filepath.Separator)), func(elem string) bool {
		return elem == "testdata" || elem[0] == '_' || elem[0] == '.' && elem != ".."
	})
}
