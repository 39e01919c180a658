package vettool

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// unit is what prepare needs of the go command's description of a package.
type unit struct {
	Dir           string
	GoFiles       []string
	ImportPath    string
	ModulePath    string
	ModuleVersion string
	VetxOnly      bool
	VetxOutput    string
	Stdout        string
}

// mendLostDiagnostics is false only in a test that shows what happens without.
var mendLostDiagnostics = true

// prepare looks at the description of a package before unitchecker does. It
// returns the file to analyse, or done if nothing is left to do.
//
// A package of the standard library is answered at once: what its functions do
// is known from tables, so it has no facts, and its source need not be parsed.
// That saves most of the work of a first run.
//
// A package of the main module that go vet needs for its facts only is
// analysed as if it had been asked for. The reason is a defect of go vet: the
// key under which it caches the output leaves out whether diagnostics were
// wanted. Without the mend, "go vet ./b" (which imports a) stores a's output as
// empty, and a later "go vet ./a" prints that. The price is that "go vet ./b"
// shows a's findings too. When the tool is to apply fixes the defect does not
// exist, and the mend would write to files that nobody named.
func prepare(file string, fixing bool) (next string, done bool, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", false, err
	}
	var u unit
	if err := json.Unmarshal(data, &u); err != nil {
		return "", false, fmt.Errorf("cannot decode %s: %v", file, err)
	}
	switch {
	case u.standard():
		return "", true, u.answerEmpty()
	}
	changes := make(map[string]any)
	if u.VetxOnly && u.ModulePath != "" && u.ModuleVersion == "" && !fixing && mendLostDiagnostics {
		changes["VetxOnly"] = false
	}
	relative := os.Getenv(RelativeEnv) != "" && !fixing
	if relative {
		changes["GoFiles"] = u.relative()
	}
	if len(changes) == 0 {
		return file, false, nil
	}
	if next, err = rewrite(file, data, changes); err == nil && relative {
		err = os.Chdir(u.Dir) // where the go command starts its tools anyway
	}
	return next, false, err
}

// relative returns the names of the package's files, those in its directory
// without that.
func (u *unit) relative() []string {
	var names []string
	for _, name := range u.GoFiles {
		if filepath.Dir(name) == filepath.Clean(u.Dir) {
			name = filepath.Base(name)
		}
		names = append(names, name)
	}
	return names
}

// standard reports whether u is a package of the standard library. The go
// command says so of a package's imports, not of the package itself, but it
// tells its tools the GOROOT.
func (u *unit) standard() bool {
	root := os.Getenv("GOROOT")
	if root == "" || u.ModulePath != "" && u.ModulePath != "std" {
		return false
	}
	// The tests of package p that are outside it have the path p_test.
	path := strings.TrimSuffix(u.ImportPath, "_test")
	dir := filepath.Join(root, "src", filepath.FromSlash(path))
	return filepath.Clean(u.Dir) == dir || filepath.Clean(u.Dir) == dir+"_test"
}

func (u *unit) answerEmpty() error {
	for _, file := range []string{u.VetxOutput, u.Stdout} {
		if file == "" {
			continue
		}
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// rewrite writes a copy of the description with changes, beside the original: that
// directory is the go command's and goes with it. The other fields are carried
// over unread, whatever a later Go adds to them.
func rewrite(file string, data []byte, changes map[string]any) (string, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return "", err
	}
	for name, value := range changes {
		text, err := json.Marshal(value)
		if err != nil {
			return "", err
		}
		fields[name] = text
	}
	data, err := json.Marshal(fields)
	if err != nil {
		return "", err
	}
	if file, err = filepath.Abs(file); err != nil {
		return "", err
	}
	next := strings.TrimSuffix(file, ".cfg") + ".parvet.cfg"
	return next, os.WriteFile(next, data, 0o666)
}
