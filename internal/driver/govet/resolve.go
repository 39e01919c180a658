package govet

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/finding"
)

// resolve replaces the file names of tasks and hops, "import/path/base.go", by
// absolute ones. Where go vet's own position has the same base name and line,
// its file is right; it is not where a hop is in another package, of which vet
// knows no more than where functions are declared. Then the directory of the
// package is needed: it may be known from other positions, or follow from
// them, else list is asked, once for all. A name that nobody knows is left as it
// is.
func resolve(fs []found, list func(packages []string) (map[string]string, error)) error {
	dirs := make(map[string]string)
	var open []*finding.Position
	for i := range fs {
		f := &fs[i]
		learn(dirs, f.Package, filepath.Dir(f.File))
		for j, p := range f.places() {
			name, posn := cleanName(p.File), f.posns[j]
			// With -trimpath, vet knows no directories of imported packages.
			if filepath.IsAbs(posn.File) && posn.Line == p.Line && posn.Line > 0 && filepath.Base(posn.File) == path.Base(name) {
				learn(dirs, path.Dir(name), filepath.Dir(posn.File))
				p.File = posn.File
				continue
			}
			p.File = name
			open = append(open, p)
		}
	}
	open = slices.DeleteFunc(open, func(p *finding.Position) bool { return locate(dirs, p) })
	if len(open) == 0 {
		return nil
	}
	var unknown []string
	for _, p := range open {
		unknown = union(unknown, []string{packageOf(p.File)})
	}
	listed, err := list(unknown)
	if err != nil {
		return err
	}
	for _, p := range open {
		if dir, ok := listed[packageOf(p.File)]; ok {
			p.File = filepath.Join(dir, path.Base(p.File))
		}
	}
	return nil
}

// places returns the positions that belong to f.posns.
func (f *found) places() []*finding.Position {
	if f.posns == nil {
		return nil
	}
	return f.Places()
}

// cleanName returns name without the variant in "p [p.test]/x.go".
func cleanName(name string) string {
	dir, base := path.Split(name)
	return withoutVariant(strings.TrimSuffix(dir, "/")) + "/" + base
}

// packageOf returns the import path of the directory of the named file: that
// of a test outside its package lies with the package.
func packageOf(name string) string {
	dir := path.Dir(name)
	if strings.HasSuffix(name, "_test.go") {
		return basePath(dir)
	}
	return dir
}

func learn(dirs map[string]string, pkg, dir string) {
	if filepath.IsAbs(dir) {
		dirs[pkg] = dir
	}
}

// locate sets p's file if dirs tells where it is: because its package is in
// dirs, or because another package of the same module is.
func locate(dirs map[string]string, p *finding.Position) bool {
	pkg, base := path.Dir(p.File), path.Base(p.File)
	if dir, ok := dirs[pkg]; ok {
		p.File = filepath.Join(dir, base)
		return true
	}
	pkg = packageOf(p.File)
	for _, known := range sortedKeys(dirs) {
		if dir, ok := neighbour(known, dirs[known], pkg); ok {
			if file := filepath.Join(dir, base); isRegular(file) {
				p.File = file
				return true
			}
		}
	}
	return false
}

// neighbour returns the directory of pkg, given that of the package known, on
// the assumption that both belong to one module. It fails if no directory
// above both has a go.mod, or if one between does.
func neighbour(known, dir, pkg string) (string, bool) {
	var below []string // from the common directory to pkg
	for known != pkg && !strings.HasPrefix(pkg, known+"/") {
		if path.Base(known) != filepath.Base(dir) || isRegular(filepath.Join(dir, "go.mod")) {
			return "", false
		}
		known, dir = path.Dir(known), filepath.Dir(dir)
		if known == "." {
			return "", false
		}
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(pkg, known), "/")
	if rest != "" {
		below = strings.Split(rest, "/")
	}
	root := dir
	for _, elem := range below {
		dir = filepath.Join(dir, elem)
		if isRegular(filepath.Join(dir, "go.mod")) {
			return "", false
		}
	}
	return dir, above(root, "go.mod")
}

func isRegular(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular()
}
