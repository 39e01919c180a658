package sarif

import (
	"net/url"
	"path/filepath"
	"strings"
)

// A Tree is a folder that names of files are given relative to, so that they do
// not depend on the machine.
type Tree struct {
	ID   string // such as %SRCROOT%
	Dir  string // absolute
	What string // a sentence about it
}

// SrcRoot is the id of the tree that is checked.
const SrcRoot = "%SRCROOT%"

// The trees outside of the repository that programs have source in.
const (
	ModuleCache = "GOMODCACHE"
	GoRoot      = "GOROOT"
)

// artifact returns the location of a file whose name is absolute or relative to
// dir: in the innermost tree that has it in it, else by its absolute name.
func artifact(dir, name string, trees []Tree) ArtifactLocation {
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	var best ArtifactLocation
	shortest := len(name)
	for _, t := range trees {
		if t.Dir == "" {
			continue
		}
		rel, err := filepath.Rel(t.Dir, name)
		if err != nil || !filepath.IsLocal(rel) || len(rel) >= shortest {
			continue
		}
		shortest = len(rel)
		best = ArtifactLocation{URI: (&url.URL{Path: filepath.ToSlash(rel)}).String(), Base: t.ID}
	}
	if best.Base != "" {
		return best
	}
	path := filepath.ToSlash(name)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/x
	}
	return ArtifactLocation{URI: (&url.URL{Scheme: "file", Path: path}).String()}
}

// bases describes the trees. Where they are is not said: each machine has them
// elsewhere.
func bases(trees []Tree) map[string]ArtifactLocation {
	m := make(map[string]ArtifactLocation)
	for _, t := range trees {
		m[t.ID] = ArtifactLocation{Description: &Message{Text: t.What}}
	}
	return m
}

// trees returns the trees of in.
func (in *Input) trees() []Tree {
	return []Tree{
		{SrcRoot, in.Root, "The root of the repository, or the folder in which parvet ran if there is none."},
		{ModuleCache, in.ModuleCache, "The module cache, go env GOMODCACHE."},
		{GoRoot, in.GoRoot, "Where Go is, go env GOROOT."},
	}
}
