package effects

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

var userModels modelFiles

func init() {
	Analyzer.Flags.Var(&userModels, "models",
		"comma-separated `files` that say what functions do, in the format of parvet's own models")
}

// modelFiles is a flag: files with models, each FILE or FILE@sha256:HASH. The
// hash is for go vet, whose cache knows flags but not files.
type modelFiles struct {
	files  []string
	table  *models.Table
	merged *models.Table // with parvet's
}

const pin = "@sha256:"

func (m *modelFiles) String() string { return strings.Join(m.files, ",") }

// Set adds files. What they say goes before what parvet knows.
func (m *modelFiles) Set(s string) error {
	table := m.table
	for _, file := range split(s) {
		if slices.Contains(m.files, file) {
			continue
		}
		name, hash, pinned := strings.Cut(file, pin)
		src, err := readModels(name)
		if err != nil {
			return err
		}
		if pinned && hash != hashOf(src) {
			return fmt.Errorf("%s has changed meanwhile: run parvet again", name)
		}
		t, err := models.Parse(name, src)
		if err != nil {
			return oneLine(err)
		}
		table = table.Merge(t)
		m.files = append(m.files, file)
	}
	m.table, m.merged = table, models.Default().Merge(table)
	return nil
}

// Pin names the files of a list so that the text changes with their contents,
// and does not depend on the working directory.
func (m *modelFiles) Pin(dir, list string) (string, error) {
	var pinned []string
	for _, file := range split(list) {
		file, _, _ = strings.Cut(file, pin)
		if !filepath.IsAbs(file) {
			file = filepath.Join(dir, file)
		}
		if strings.Contains(file, ",") {
			return "", fmt.Errorf("%s: want a path without a comma", file)
		}
		src, err := readModels(file)
		if err != nil {
			return "", err
		}
		pinned = append(pinned, filepath.Clean(file)+pin+hashOf(src))
	}
	return strings.Join(pinned, ","), nil
}

func split(list string) []string {
	var files []string
	for file := range strings.SplitSeq(list, ",") {
		if file = strings.TrimSpace(file); file != "" {
			files = append(files, file)
		}
	}
	return files
}

func readModels(name string) ([]byte, error) {
	src, err := os.ReadFile(name)
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return nil, fmt.Errorf("cannot read the models in %s: %w", name, pathError.Err)
	}
	return src, err
}

func hashOf(src []byte) string { return fmt.Sprintf("%x", sha256.Sum256(src)) }

// oneLine keeps errors of several lines apart where they are shown as one.
func oneLine(err error) error {
	return errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))
}

// table returns all that is known: parvet's models, and the user's before them.
func table() *models.Table {
	if userModels.merged == nil {
		return models.Default()
	}
	return userModels.merged
}

// checkModels reports lines of the user about this package that describe
// nothing in it. It is no error: go vet forgets those.
func checkModels(pass *analysis.Pass) {
	p := userModels.table.Package(pass.Pkg.Path())
	for _, name := range p.Names() {
		if declares(pass.Pkg, name) || len(pass.Files) == 0 {
			continue
		}
		f := p.Func(name)
		pass.Report(analysis.Diagnostic{
			Pos: pass.Files[0].Package, End: pass.Files[0].Name.End(), Category: finding.InternalError,
			Message: fmt.Sprintf("%s:%d: there is no %s in package %s", f.File, f.Line, name, p.Path),
		})
	}
}

// declares reports whether pkg has the function, variable, method or field of a
// line. What is promoted does not count: nor does it in the tables.
func declares(pkg *types.Package, name string) bool {
	first, second, dotted := strings.Cut(name, ".")
	switch obj := pkg.Scope().Lookup(first).(type) {
	case *types.Func, *types.Var:
		return !dotted
	case *types.TypeName:
		if !dotted {
			return false
		}
		member, index, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, second)
		return member != nil && len(index) == 1
	}
	return false
}

// Model returns what the models say of a function, or nil. fn may be nil.
func Model(fn *types.Func) *models.Func {
	if fn == nil {
		return nil
	}
	pkg, name := modelName(fn.Origin())
	return table().Func(pkg, name)
}
