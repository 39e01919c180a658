package show

import (
	"os"
	"path/filepath"
	"strings"
)

// sources reads lines of files. It remembers the last file, since findings
// come sorted.
type sources struct {
	dir   string
	name  string
	lines []string
}

// line returns line n of the file, counted from 1.
func (s *sources) line(name string, n int) (string, bool) {
	if name != s.name {
		file := name
		if !filepath.IsAbs(file) {
			file = filepath.Join(s.dir, file)
		}
		s.name, s.lines = name, nil
		if data, err := os.ReadFile(file); err == nil {
			s.lines = strings.Split(string(data), "\n")
		}
	}
	if n < 1 || n > len(s.lines) {
		return "", false
	}
	return strings.TrimSuffix(s.lines[n-1], "\r"), true
}
