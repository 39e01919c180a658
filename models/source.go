package models

import (
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/suggest"
)

// A Source knows which names of lines the files of a package declare, those for
// tests and other platforms included. It knows syntax only, which is all that can
// be had of what export data leaves out.
type Source struct {
	names  map[string]bool // Func and Var, Type.Method and Type.Field
	others map[string]bool // types whose fields and methods are also those of another type
}

// ReadSource reads the package in a directory. It returns an error if there is
// none, or a file of it cannot be read.
func ReadSource(dir string) (*Source, error) {
	files, err := filepath.Glob(filepath.Join(glob(dir), "*.go"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no Go files in %s", dir)
	}
	if err != nil {
		return nil, err
	}
	s := &Source{names: make(map[string]bool), others: make(map[string]bool)}
	for _, name := range files {
		file, err := goparser.ParseFile(token.NewFileSet(), name, nil, goparser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			s.declare(decl)
		}
	}
	return s, nil
}

// glob returns a pattern that matches a path and nothing else.
func glob(path string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(path)
}

func (s *Source) declare(decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		name := decl.Name.Name
		if decl.Recv != nil && len(decl.Recv.List) == 1 {
			name = baseName(decl.Recv.List[0].Type) + "." + name
		}
		s.names[name] = true
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					if decl.Tok == token.VAR {
						s.names[id.Name] = true
					}
				}
			case *ast.TypeSpec:
				s.declareType(spec)
			}
		}
	}
}

func (s *Source) declareType(spec *ast.TypeSpec) {
	var fields *ast.FieldList
	switch t := ast.Unparen(spec.Type).(type) {
	case *ast.StructType:
		fields = t.Fields
	case *ast.InterfaceType:
		fields = t.Methods
	case *ast.Ident:
		// A number or a string has neither, but for a type that takes the name.
		if obj := types.Universe.Lookup(t.Name); obj == nil || !isBasic(obj.Type()) {
			s.others[spec.Name.Name] = true
		}
		return
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.IndexListExpr:
		s.others[spec.Name.Name] = true
		return
	default:
		return
	}
	for _, f := range fields.List {
		names := f.Names
		if names == nil {
			names = []*ast.Ident{{Name: baseName(f.Type)}} // embedded
		}
		for _, id := range names {
			s.names[spec.Name.Name+"."+id.Name] = true
		}
	}
}

func isBasic(t types.Type) bool {
	_, ok := t.(*types.Basic)
	return ok
}

// baseName returns the name of the type that is written as a receiver or
// embedded, without pointers, parameters and packages.
func baseName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.ParenExpr:
		return baseName(t.X)
	case *ast.StarExpr:
		return baseName(t.X)
	case *ast.IndexExpr:
		return baseName(t.X)
	case *ast.IndexListExpr:
		return baseName(t.X)
	case *ast.SelectorExpr:
		return t.Sel.Name
	}
	return ""
}

// Unknown returns the lines of p about what the source does not declare.
func (p *Package) Unknown(s *Source) []Misfit {
	var all []Misfit
	for _, name := range p.Names() {
		first, _, dotted := strings.Cut(name, ".")
		if !s.names[name] && !(dotted && s.others[first]) {
			all = append(all, Misfit{p.Func(name), nothingOf(name, p.Path), true})
		}
	}
	return all
}

// Nearest returns the declared name that is most like name, or "".
func (s *Source) Nearest(name string) string {
	return suggest.Nearest(name, s.Names())
}

// Names returns the names that are declared, sorted.
func (s *Source) Names() []string { return slices.Sorted(maps.Keys(s.names)) }
