package cli

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/config"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/show"
)

// off is the value of a flag that names a file, for none.
const off = "off"

// configure reads the settings of the project, and applies them where no flag
// says otherwise.
func (p *parser) configure(patterns []string) error {
	o, in := &p.o, &p.in
	settings, err := p.readSettings(patterns)
	if err != nil {
		return err
	}
	o.settings = settings
	if !p.given("tests") && settings.Tests != nil {
		o.tests = *settings.Tests
	}
	if !p.given("tags") && settings.Tags != nil {
		o.request.Tags = strings.Join(settings.Tags, ",")
	}
	if !p.given(Tier) && settings.Tier != "" {
		in.tier = string(settings.Tier)
	}
	// Who enables a rule wants to see it, whatever is disabled in the file; who
	// disables one wants the others as they are there.
	if !p.given("enable") {
		in.enable = strings.Join(settings.Enable, ",")
		in.disable = strings.Join(append(settings.Disable, in.disable), ",")
	}
	switch {
	case in.baseline == off:
		o.baseline = ""
	case in.baseline != "":
		o.baseline = absolute(o.request.Dir, in.baseline)
	default:
		o.baseline = settings.Baseline
	}
	return p.tool.configure(settings)
}

// isConfigError reports whether an error is in the settings, of which the help
// text says nothing.
func isConfigError(err error) bool {
	_, ok := errors.AsType[*config.Error](err)
	return ok
}

// readSettings returns the settings that hold for the packages. If there are
// none, they are empty.
func (p *parser) readSettings(patterns []string) (*config.Config, error) {
	dir := p.o.request.Dir
	file := p.in.config
	switch file {
	case off:
		file = ""
	case "":
		p.o.found = true
		var err error
		if file, err = config.Find(directoryOf(dir, patterns)); err != nil {
			if e, ok := errors.AsType[*config.Error](err); ok {
				e.File = show.RelativeName(dir, e.File)
			}
			return nil, err
		}
	default:
		file = absolute(dir, file)
	}
	if file == "" {
		return new(config.Config), nil
	}
	return config.Load(file, show.RelativeName(dir, file), rule.IDs(p.c.Rules))
}

// unread returns the files with settings that are nearer to the files of findings
// than those of the run, which hold for all packages alike.
func (o *options) unread(fs []finding.Finding) []string {
	if !o.found {
		return nil
	}
	nearest := make(map[string]string) // by directory
	for i := range fs {
		dir := filepath.Dir(fs[i].File)
		if _, known := nearest[dir]; !known && inside(o.request.Dir, dir) {
			nearest[dir], _ = config.Find(dir) // what is wrong with it is said when it is read
		}
	}
	files := slices.Compact(slices.Sorted(maps.Values(nearest)))
	return slices.DeleteFunc(files, func(file string) bool {
		return file == "" || filepath.Dir(file) == o.settings.Dir || o.settings.Dir != "" && !inside(o.settings.Dir, file)
	})
}

// directoryOf returns the innermost directory that has all packages in it, as far
// as their names tell where they are: the others are taken to be in dir.
func directoryOf(dir string, patterns []string) string {
	common := ""
	for _, pattern := range patterns {
		at := rootOf(dir, pattern)
		for common == "" || !inside(common, at) {
			if common == "" {
				common = at
				break
			}
			up := filepath.Dir(common)
			if up == common {
				return dir // another volume
			}
			common = up
		}
	}
	if common == "" {
		return dir
	}
	return common
}

// rootOf returns the directory of the packages that a pattern names.
func rootOf(dir, pattern string) string {
	path := filepath.ToSlash(pattern)
	isFile := strings.HasSuffix(path, ".go")
	if path != "." && path != ".." && !strings.HasPrefix(path, "./") && !strings.HasPrefix(path, "../") && !filepath.IsAbs(pattern) && !isFile {
		return dir // an import path, or a word such as all
	}
	root, _, _ := strings.Cut(path, "...")
	if root != path { // a part of a name may stand before the dots
		root = root[:strings.LastIndexByte(root, '/')+1]
	}
	at := absolute(dir, filepath.FromSlash(root))
	if isFile {
		at = filepath.Dir(at)
	}
	if info, err := os.Stat(at); err != nil || !info.IsDir() {
		return dir // the go command will say so
	}
	return at
}

func absolute(dir, name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}
