package driver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// An Overlay says what to take for the contents of files, by their absolute
// names: what an editor has not saved yet. Files that do not exist may be among
// them.
type Overlay map[string]string

// Read returns what to take for the contents of a file.
func (o Overlay) Read(name string) ([]byte, error) {
	if text, ok := o[filepath.Clean(name)]; ok {
		return []byte(text), nil
	}
	return os.ReadFile(name)
}

// replacements is the directory that holds the files which the go command takes
// in place of others. Below it each has the whole name of the file that it stands
// for, since what tools say of it is kept in the build cache, with its name, and
// may be shown by a later run that knows nothing of this one.
const replacements = "parvet-overlay.d"

// Write writes what the flag -overlay of the go command takes, below dir, and
// returns the name of the file for the flag. The files named by hidden are to
// seem missing.
func (o Overlay) Write(dir string, hidden []string) (string, error) {
	replace := make(map[string]string)
	for name, text := range o {
		file := filepath.Join(dir, replacements, strings.ReplaceAll(name, ":", "$"))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return "", fmt.Errorf("cannot put down unsaved files: %w", err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("cannot put down unsaved files: %w", err)
		}
		replace[name] = file
	}
	for _, name := range hidden {
		replace[name] = ""
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	if len(hidden) > 0 {
		file = filepath.Join(dir, "overlay-hidden.json")
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return "", fmt.Errorf("cannot put down unsaved files: %w", err)
	}
	return file, nil
}

// Restore replaces, in what a program says that was started in dir, the names of
// files that Write has written below tmp by those of the files that they stand for.
func Restore(text []byte, tmp, dir string) []byte {
	below := filepath.Join(tmp, replacements)
	names := []string{below}
	if rel, err := filepath.Rel(dir, below); err == nil {
		names = append(names, rel)
	}
	for _, name := range names {
		text = bytes.ReplaceAll(text, []byte(name+string(filepath.Separator)), []byte(string(filepath.Separator)))
	}
	return text
}

// Replaced returns the name of the file for which the named one stands, if it is
// one that Write has written, now or in an earlier run.
func Replaced(name string) string {
	separator := string(filepath.Separator)
	_, original, ok := strings.Cut(name, separator+replacements+separator)
	switch {
	case !ok:
		return name
	case len(original) > 1 && original[1] == '$': // C:\x.go
		return original[:1] + ":" + original[2:]
	}
	return separator + original
}
