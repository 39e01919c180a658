package config

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Exclude leaves out the findings in some files.
type Exclude struct {
	Path   string   // a pattern, relative to the directory of the settings
	Rules  []string // only these; if empty, all
	Reason string
}

// Excluded reports whether a finding of the rule in a file, an absolute path, is
// left out. A pattern that matches a directory is for all in it.
func (c *Config) Excluded(file, rule string) bool {
	if len(c.Exclude) == 0 {
		return false
	}
	rel, err := filepath.Rel(c.Dir, file)
	if err != nil || !filepath.IsLocal(rel) {
		return false // elsewhere
	}
	rel = filepath.ToSlash(rel)
	for _, e := range c.Exclude {
		if (len(e.Rules) == 0 || slices.Contains(e.Rules, rule)) && e.matches(rel) {
			return true
		}
	}
	return false
}

func (e *Exclude) matches(file string) bool {
	pattern := strings.TrimSuffix(strings.TrimPrefix(e.Path, "./"), "/")
	if pattern == "." {
		return true // the directory of the settings
	}
	dir := pattern != strings.TrimPrefix(e.Path, "./") // the file itself is not meant
	for {
		if !dir && doublestar.MatchUnvalidated(pattern, file) {
			return true
		}
		i := strings.LastIndexByte(file, '/')
		if i < 0 {
			return false
		}
		file, dir = file[:i], false
	}
}

// badPattern returns what is wrong with a pattern, if anything.
func badPattern(pattern string) string {
	switch {
	case strings.TrimSpace(pattern) == "":
		return "want a path or a pattern, such as gen/**"
	case strings.Contains(pattern, `\`):
		return "write / between the parts of a path"
	case strings.HasPrefix(pattern, "/") || filepath.IsAbs(pattern):
		return "want a path that is relative to the directory of the settings"
	case slices.Contains(strings.Split(pattern, "/"), ".."):
		return "cannot match outside of the directory of the settings"
	case !doublestar.ValidatePattern(pattern):
		return "not a pattern: there are *, **, ?, [a-z] and {a,b}"
	}
	return ""
}
