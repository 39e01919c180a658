package source

import (
	"os"
	"path/filepath"
)

// Root returns the root of the repository that dir is in, or dir if it is in
// none.
func Root(dir string) string {
	for at := dir; ; {
		for _, name := range []string{".git", ".hg", ".jj", ".svn"} {
			if _, err := os.Stat(filepath.Join(at, name)); err == nil {
				return at
			}
		}
		up := filepath.Dir(at)
		if up == at {
			return dir
		}
		at = up
	}
}
