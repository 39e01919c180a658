package effects

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

// readModels reads a file. It is read again by other processes, which must find
// the same, and a pipe may give nothing, or never end: so it has to be a regular one.
func readModels(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, fmt.Errorf("cannot read the models in %s: want a regular file, have a pipe or a device", name)
	}
	src, err := os.ReadFile(name)
	if pathError, ok := errors.AsType[*os.PathError](err); ok {
		return nil, fmt.Errorf("cannot read the models in %s: %w", name, pathError.Err)
	}
	return src, err
}

func hashOf(src []byte) string { return fmt.Sprintf("%x", sha256.Sum256(src)) }

// maxLines is how many problems of a file are told at once: a file that holds
// something else has one in each line.
const maxLines = 5

// oneLine keeps errors of several lines apart where they are shown as one.
func oneLine(err error) error {
	lines := strings.Split(err.Error(), "\n")
	if more := len(lines) - maxLines; more > 0 {
		lines = append(lines[:maxLines], fmt.Sprintf("and %d more", more))
	}
	return errors.New(strings.Join(lines, "; "))
}

// table returns all that is known: parvet's models, and the user's before them.
func table() *models.Table {
	if userModels.merged == nil {
		return models.Default()
	}
	return userModels.merged
}

// UserModels returns what the user's models say, for drivers that know more of the
// program than CheckModels does. It may be nil.
func UserModels() *models.Table { return userModels.table }

// CheckModels reports lines of the user that do not fit what they are about: in
// the package of the pass, and in those that it imports. Of these it does not
// matter what is missing: it may be unexported, or of another platform or release.
// It needs the syntax and the types of declarations only, and reports diagnostics
// instead of an error because go vet forgets those.
func CheckModels(pass *analysis.Pass) {
	if len(pass.Files) == 0 {
		return
	}
	clause := pass.Files[0]
	check(pass, pass.Pkg, clause.Package, clause.Name.End(), true)
	seen := make(map[string]bool)
	for _, f := range pass.Files {
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			i := slices.IndexFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == path })
			if i >= 0 && !seen[path] {
				seen[path] = true
				check(pass, pass.Pkg.Imports()[i], spec.Pos(), spec.End(), false)
			}
		}
	}
}

func check(pass *analysis.Pass, pkg *types.Package, pos, end token.Pos, all bool) {
	p := userModels.table.Package(pkg.Path())
	if p == nil {
		return
	}
	for _, m := range p.Check(pkg) {
		if all || !m.Unknown {
			pass.Report(analysis.Diagnostic{Pos: pos, End: end, Category: finding.BadModel, Message: m.String()})
		}
	}
}

// Model returns what the models say of a function, or nil. fn may be nil.
func Model(fn *types.Func) *models.Func {
	if fn == nil {
		return nil
	}
	pkg, name := modelName(fn.Origin())
	return table().Func(pkg, name)
}
