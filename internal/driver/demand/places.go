package demand

import (
	"fmt"
	"path/filepath"
	"strings"
)

// places translates the names of files between this checkout and results, which
// hold for all checkouts and machines: there, a file is named by the package or the
// module that it is in,
//
//	package:example.com/m/p//file.go
//	module:example.com/m//gen/file.y
//
// No import path has an empty element, and no other name that go/token knows
// begins so: one that is not absolute is of a file that was compiled with
// -trimpath, and begins with an import path.
type places struct {
	anchors map[string]string // by directory
	dirs    map[string]string // by anchor
}

const inAnchor = "//"

func (g *graph) places() *places {
	pl := &places{anchors: make(map[string]string), dirs: make(map[string]string)}
	add := func(anchor, dir string) {
		if dir == "" {
			return
		}
		dir = filepath.Clean(dir)
		pl.dirs[anchor] = dir
		// Tests outside of a package share its directory, whose name is theirs too.
		if known, ok := pl.anchors[dir]; !ok || len(anchor) < len(known) {
			pl.anchors[dir] = anchor
		}
	}
	for _, p := range g.packages {
		if !p.testMain() {
			add("package:"+p.path(), p.Dir)
		}
	}
	for _, p := range g.packages {
		// Where the root is a package, that is as good.
		if m := p.Module; m != nil && pl.anchors[filepath.Clean(m.Dir)] == "" {
			add("module:"+m.Path, m.Dir)
		}
	}
	return pl
}

// keep returns the name of a file as results have it. It fails for a file that is
// in no package or module: elsewhere it may be another one.
func (pl *places) keep(file string) (string, error) {
	if !filepath.IsAbs(file) {
		return file, nil
	}
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if anchor, ok := pl.anchors[dir]; ok {
			rel, err := filepath.Rel(dir, file)
			return anchor + inAnchor + filepath.ToSlash(rel), err
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is in no package", file)
		}
	}
}

// find is the inverse of keep.
func (pl *places) find(name string) (string, error) {
	if !strings.HasPrefix(name, "package:") && !strings.HasPrefix(name, "module:") {
		return name, nil
	}
	anchor, rel, _ := strings.Cut(name, inAnchor)
	dir, ok := pl.dirs[anchor]
	if rel = filepath.FromSlash(rel); !ok || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("%s is unknown", name)
	}
	return filepath.Join(dir, rel), nil
}
