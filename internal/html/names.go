package html

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// names says what files are called on the page: those in the directory by
// their relative name, others by module and version, so that the page does not
// show where this machine keeps them.
type names struct {
	dir string

	mu    sync.Mutex
	roots map[string]root // by directory, as far as they were looked up
}

// root is a directory with a go.mod, or none.
type root struct{ dir, module string }

// label returns the name of a file, and where it is from if it is not in the
// directory: "module", "standard library" or "elsewhere".
func (n *names) label(name string) (label, origin string) {
	if !filepath.IsAbs(name) {
		return filepath.ToSlash(name), ""
	}
	if label, ok := inModuleCache(filepath.ToSlash(name)); ok {
		return label, "module"
	}
	r := n.root(filepath.Dir(name))
	if r.module == "" {
		return filepath.ToSlash(name), "elsewhere"
	}
	rel, err := filepath.Rel(r.dir, name)
	if err != nil {
		return filepath.ToSlash(name), "elsewhere"
	}
	rel = filepath.ToSlash(rel)
	if r.module == "std" {
		return rel, "standard library"
	}
	return r.module + "/" + rel, "module"
}

// versioned finds the directory of a module in the module cache.
var versioned = regexp.MustCompile(`^.*?/pkg/mod/(.+?)@(v[^/]+)/(.+)$`)

func inModuleCache(name string) (string, bool) {
	m := versioned.FindStringSubmatch(name)
	if m == nil || m[1] == "golang.org/toolchain" {
		return "", false
	}
	path, err := module.UnescapePath(m[1])
	if err != nil {
		return "", false
	}
	version, err := module.UnescapeVersion(m[2])
	if err != nil {
		return "", false
	}
	return path + "@" + version + "/" + m[3], true
}

// root returns the closest directory from dir on upwards that has a go.mod.
func (n *names) root(dir string) root {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.find(dir)
}

func (n *names) find(dir string) root {
	if r, ok := n.roots[dir]; ok {
		return r
	}
	var r root
	if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
		r = root{dir, modfile.ModulePath(text)}
	} else if up := filepath.Dir(dir); up != dir {
		r = n.find(up)
	}
	n.roots[dir] = r
	return r
}

// title returns what the report is about.
func (n *names) title() string { return clean(n.root(n.dir).module) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// webAddress returns address if it leads to the web, else "": the page makes it
// a link.
func webAddress(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return ""
}
