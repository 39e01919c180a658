package govet

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// keepRequested drops the diagnostics of packages that were analysed for their
// facts only (the vet tool prints those too, see vettool's prepare).
//
// What the usual patterns name is decided here; go list is asked only if some
// diagnostic is in a package that they do not obviously name.
func (r *run) keepRequested(ctx context.Context, diags []diagnostic, patterns []string) ([]diagnostic, error) {
	if slices.ContainsFunc(patterns, isFile) {
		return only(diags, func(d diagnostic) bool { return basePath(d.pkg) == "command-line-arguments" }), nil
	}
	named := make(map[string]bool) // by package, or its directory if that is unclear
	asked := false
	for _, d := range diags {
		if named[d.pkg] || r.obvious(d, patterns) {
			named[d.pkg] = true
			continue
		}
		if asked {
			continue
		}
		asked = true
		pkgs, err := r.list(ctx, patterns)
		if err != nil {
			return nil, err
		}
		for path := range pkgs {
			named[path], named[path+"_test"] = true, true
		}
	}
	return only(diags, func(d diagnostic) bool { return named[d.pkg] }), nil
}

func only(diags []diagnostic, keep func(diagnostic) bool) []diagnostic {
	return slices.DeleteFunc(slices.Clone(diags), func(d diagnostic) bool { return !keep(d) })
}

// obvious reports whether some pattern surely names the package of d.
func (r *run) obvious(d diagnostic, patterns []string) bool {
	dir := filepath.Dir(parsePosn(d.Posn).File)
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if !isLocal(pattern) {
			return !strings.Contains(pattern, "...") && (pattern == d.pkg || pattern+"_test" == d.pkg)
		}
		root, tree := strings.CutSuffix(filepath.ToSlash(pattern), "/...")
		if strings.Contains(root, "...") {
			return false
		}
		root = filepath.FromSlash(root)
		if !filepath.IsAbs(root) {
			root = filepath.Join(r.Dir, root)
		}
		if !tree {
			return dir == filepath.Clean(root)
		}
		return inTree(filepath.Clean(root), dir)
	})
}

// inTree reports whether the pattern root/... names the package in dir: it
// leaves out directories that the go command ignores, and other modules.
func inTree(root, dir string) bool {
	rel, err := filepath.Rel(root, dir)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	if rel == "." {
		return true
	}
	at := root
	for _, elem := range strings.Split(rel, string(filepath.Separator)) {
		if elem == "testdata" || elem == "vendor" || elem[0] == '_' || elem[0] == '.' {
			return false
		}
		at = filepath.Join(at, elem)
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return false
		}
	}
	return true
}

func isLocal(pattern string) bool {
	pattern = filepath.ToSlash(pattern)
	return pattern == "." || pattern == ".." || strings.HasPrefix(pattern, "./") || strings.HasPrefix(pattern, "../") || filepath.IsAbs(pattern)
}

// basePath returns the import path of the package whose directory holds the
// files of the package path.
func basePath(path string) string { return strings.TrimSuffix(path, "_test") }

// list returns the directories of packages by import path, of those that
// exist.
func (r *run) list(ctx context.Context, packages []string) (map[string]string, error) {
	args := append([]string{"list", "-e", "-find"}, r.cmd.BuildFlags()...)
	args = append(args, "-f={{.ImportPath}}\t{{.Dir}}", "--")
	out, err := r.cmd.Run(ctx, append(args, packages...)...)
	if err != nil {
		return nil, err
	}
	dirs := make(map[string]string)
	for line := range strings.Lines(string(out.Stdout)) {
		path, dir, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if dir != "" {
			dirs[path] = dir
		}
	}
	return dirs, nil
}
