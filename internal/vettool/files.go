package vettool

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Files is the value of a flag that names files on which the results depend.
//
// The key under which go vet caches results has the text of the flags and the
// answer to -V=full, which is asked for without the flags. So the contents of
// the files must be in one of them: Pin puts their hash into the text, and
// what is named by the environment goes into the answer to -V=full. A bare name
// in a flag would show stale results, so the tool refuses it.
type Files interface {
	flag.Value
	// Pin returns the list with absolute names and the hashes of contents,
	// which Set verifies.
	Pin(dir, list string) (string, error)
}

// env returns the variable that names files for a flag: PARVET_MODELS for
// -models.
func (a Alias) env() string { return "PARVET_" + strings.ToUpper(a.Name) }

// FilesOfEnv returns what the environment says of files: their names, with the
// hashes of what they contain.
func FilesOfEnv(aliases []Alias) (string, error) {
	var all []string
	for _, a := range aliases {
		if _, ok := a.Value.(Files); ok {
			text, err := a.fromEnv()
			if err != nil {
				return "", fmt.Errorf("%s: %w", a.env(), err)
			}
			if text != "" {
				all = append(all, a.Name+"="+text)
			}
		}
	}
	return strings.Join(all, "\n"), nil
}

func (a Alias) fromEnv() (string, error) {
	list := os.Getenv(a.env())
	for file := range strings.SplitSeq(list, ",") {
		// The go command runs the tool in the directory of each package.
		if file = strings.TrimSpace(file); file != "" && !filepath.IsAbs(file) {
			return "", fmt.Errorf("want an absolute path, have %s", file)
		}
	}
	return a.Value.(Files).Pin("/", list)
}

// SetFilesOfEnv reads the files that the environment names.
func SetFilesOfEnv(aliases []Alias) error {
	for _, a := range aliases {
		files, ok := a.Value.(Files)
		if !ok {
			continue
		}
		text, err := a.fromEnv()
		if err == nil {
			err = files.Set(text)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", a.env(), err)
		}
	}
	return nil
}

// setFiles reads the files before other flags are parsed, whose values may
// depend on them.
func setFiles(args []string, analyzers []*analysis.Analyzer, aliases []Alias) error {
	if err := SetFilesOfEnv(aliases); err != nil {
		return err
	}
	values := valuesOf(analyzers, aliases)
	for name, value := range given(args, values) {
		files, ok := values[name].(Files)
		if !ok {
			continue
		}
		_, option, dotted := strings.Cut(name, ".")
		if !dotted {
			option = name
		}
		for file := range strings.SplitSeq(value, ",") {
			if file != "" && !strings.Contains(file, "@sha256:") {
				return fmt.Errorf("flag -%s: go vet would not notice that %s changes: run parvet itself, or name the file in the variable %s", name, file, Alias{Name: option}.env())
			}
		}
		if err := files.Set(value); err != nil {
			return fmt.Errorf("flag -%s: %w", name, err)
		}
	}
	return nil
}
