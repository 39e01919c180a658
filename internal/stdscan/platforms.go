package stdscan

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// platforms holds that of [LoadStd], and one of each family that differs.
var platforms = [][2]string{
	{goos, goarch},
	{"darwin", "arm64"},
	{"freebsd", "amd64"},
	{"js", "wasm"},
	{"plan9", "amd64"},
	{"wasip1", "wasm"},
	{"windows", "amd64"},
}

// OtherPlatforms returns the exported functions and methods of the standard
// library that are declared for other platforms only than that of [LoadStd],
// whose API is given. They are known by name: their source is not looked at.
func OtherPlatforms(api []Func) ([]Func, error) {
	have := make(map[Func]bool)
	for _, f := range api {
		have[Func{Path: f.Path, Name: f.Name}] = true
	}
	var others []Func
	root := filepath.Join(build.Default.GOROOT, "src")
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		path := filepath.ToSlash(dir)
		switch {
		case entry.IsDir() && (path == "." && (entry.Name() == "cmd" || entry.Name() == "vendor") || entry.Name() == "testdata" || entry.Name() == "internal"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		only, err := onlyForOthers(filepath.Dir(name), entry.Name())
		if err != nil || !only {
			return err
		}
		names, err := declaredIn(name)
		for _, fn := range names {
			if f := (Func{Path: path, Name: fn}); !have[f] {
				have[f] = true
				others = append(others, f)
			}
		}
		return err
	})
	slices.SortFunc(others, Func.compare)
	return others, err
}

// onlyForOthers reports whether a file is built for some platform, but not for
// that of LoadStd.
func onlyForOthers(dir, name string) (bool, error) {
	for i, platform := range platforms {
		ctx := build.Default
		ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled = platform[0], platform[1], false
		match, err := ctx.MatchFile(dir, name)
		if err != nil {
			return false, err
		}
		if match {
			return i > 0, nil
		}
	}
	return false, nil
}

// declaredIn returns the names of the exported functions in a file.
func declaredIn(name string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.IsExported() && file.Name.Name != "main" {
			if name := declName(fn); name != "" {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// declName returns the name of a declared function in the tables, or "" if it is
// a method of an unexported type.
func declName(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			if !x.IsExported() {
				return ""
			}
			return x.Name + "." + fn.Name.Name
		default:
			return ""
		}
	}
}
