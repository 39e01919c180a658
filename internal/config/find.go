package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// maxSize is what a file of settings may have: nobody writes more, and what is
// read by mistake should not fill the memory.
const maxSize = 1 << 20

// Find returns the file that holds for packages in dir, an absolute path: the
// first in dir or a directory above. It does not look beyond the repository (the
// directory with .git), or where there is none beyond the module (that with
// go.mod): what lies above is another project's. It returns "" if there is none.
func Find(dir string) (string, error) {
	for _, dir := range upTo(dir) {
		file := filepath.Join(dir, Name)
		if _, err := os.Lstat(file); err == nil {
			return file, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("cannot look for settings: %w", err)
		}
		if other := filepath.Join(dir, ".parvet.yml"); exists(other) {
			return "", &Error{File: other, Message: "this name is not read: rename it to " + Name}
		}
	}
	return "", nil
}

// upTo returns dir and those above it, up to the root of the project.
func upTo(dir string) []string {
	var dirs []string
	module := 1 // how many are in the module, or else dir alone
	inModule := false
	for {
		dirs = append(dirs, dir)
		if exists(filepath.Join(dir, ".git")) {
			return dirs
		}
		if !inModule && exists(filepath.Join(dir, "go.mod")) {
			module, inModule = len(dirs), true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return dirs[:module]
		}
		dir = parent
	}
}

func exists(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}

// Load reads a file, which messages call name. The rules are the ids of those
// that there are.
func Load(file, name string, rules []string) (*Config, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, unreadable(name, err)
	case !info.Mode().IsRegular():
		return nil, &Error{File: name, Message: "cannot read the settings: not a regular file"}
	case info.Size() > maxSize:
		return nil, &Error{File: name, Message: "cannot read the settings: the file is larger than 1 MiB"}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, unreadable(name, err)
	}
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return nil, unreadable(name, err)
	}
	return parse(name, dir, data, rules)
}

func unreadable(name string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return &Error{File: name, Message: fmt.Sprintf("cannot read the settings: %v", err)}
}
