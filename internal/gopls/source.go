package gopls

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// modulePath is the module of parvet.
const modulePath = "github.com/parvet/parvet"

// A Source is where the parvet that is built into gopls comes from: a version,
// which the go command downloads, or a directory.
type Source struct {
	Path, Version string // of the module, which is not modulePath if it is a fork
	Dir           string // "" if there is a version
}

func (s Source) String() string {
	switch {
	case s.Dir != "":
		return "parvet of " + s.Dir
	case s.Path != modulePath:
		return "parvet of " + s.Path + " " + s.Version
	}
	return "parvet " + s.Version
}

// label returns what the version of gopls says of it.
func (s Source) label() string {
	if s.Dir != "" {
		return "devel"
	}
	return strings.TrimPrefix(strings.ReplaceAll(s.Version, "+", "."), "v")
}

// FindSource returns the source of the running parvet, so that the editor shows
// what the command does; or dir, if it is not "". The working directory is wd.
func FindSource(dir, wd string) (Source, error) {
	if dir != "" {
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(wd, dir)
		}
		if !isParvet(dir) {
			return Source{}, fmt.Errorf("%s is not the root of a checkout of parvet: its go.mod does not say module %s", dir, modulePath)
		}
		return Source{Path: modulePath, Dir: filepath.Clean(dir)}, nil
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		if s, ok := sourceOf(info); ok {
			return s, nil
		}
	}
	for _, start := range []string{compiledDir(), wd} {
		if root := rootAbove(start); root != "" {
			return Source{Path: modulePath, Dir: root}, nil
		}
	}
	return Source{}, errors.New("this parvet has no version, since it was built from a checkout that is no longer where it was: " +
		"name the checkout by -source, or install a release by go install " + modulePath + "/cmd/parvet@latest")
}

// sourceOf returns the version or directory that a build of parvet names.
func sourceOf(info *debug.BuildInfo) (Source, bool) {
	m, sure := &info.Main, false
	if m.Path != modulePath { // of a user who runs go tool parvet
		i := slices.IndexFunc(info.Deps, func(d *debug.Module) bool { return d.Path == modulePath })
		if i < 0 {
			return Source{}, false
		}
		m, sure = info.Deps[i], true
	}
	if m.Replace != nil {
		m = m.Replace
		if m.Version == "" || m.Version == "(devel)" {
			return Source{Path: modulePath, Dir: m.Path}, filepath.IsAbs(m.Path) && isParvet(m.Path)
		}
	}
	return Source{Path: m.Path, Version: m.Version}, semver.IsValid(m.Version) && (sure || published(m))
}

// published reports whether the version of the main module is one that others
// can download. In a checkout the go command makes one up, of the commit, which
// may be nowhere else; a module that was downloaded has a sum.
func published(m *debug.Module) bool {
	switch {
	case strings.Contains(m.Version, "+dirty"):
		return false
	case m.Sum != "":
		return true
	}
	return !module.IsPseudoVersion(m.Version)
}

// compiledDir returns the directory of this file when it was compiled, or "" if
// the build does not tell.
func compiledDir() string {
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) {
		return "" // -trimpath
	}
	return filepath.Dir(filepath.FromSlash(file))
}

// rootAbove returns the root of the checkout of parvet that dir is in, or "".
func rootAbove(dir string) string {
	for dir != "" {
		if isParvet(dir) {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	return ""
}

func isParvet(dir string) bool {
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && modfile.ModulePath(data) == modulePath
}
