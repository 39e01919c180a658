package models_test

import (
	"go/types"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/stdscan"
	"github.com/parvet/parvet/models"
	"golang.org/x/tools/go/packages"
)

// TestStdDeclared holds each line about the standard library against the
// declarations of the installed release. Of names that only other platforms have
// it is checked that there are such.
func TestStdDeclared(t *testing.T) {
	var checked int
	std := loadStd(t)
	elsewhere := declaredElsewhere(t, std)
	for _, p := range models.Default().Packages() {
		if host, _, _ := strings.Cut(p.Path, "/"); p.Pool != models.NoPool || strings.Contains(host, ".") {
			continue // another library, see TestPoolsDeclared
		}
		pkg := std[p.Path]
		if pkg == nil && elsewhere[p.Path] == nil {
			t.Errorf("there is no package %s", p.Path)
			continue
		}
		var types *types.Package
		if pkg != nil {
			types = pkg.Types
		}
		for _, problem := range checkPackage(p, types, elsewhere[p.Path]...) {
			t.Error(problem)
		}
		checked += len(p.Names())
	}
	t.Logf("%d lines checked", checked)
}

// TestStdDecided makes sure that of each function of the installed release that
// can be called somebody has decided whether it waits, unless its source shows
// that it does not; and that there are no decisions but those.
func TestStdDecided(t *testing.T) {
	if testing.Short() {
		t.Skip("loads the source of the standard library")
	}
	scan, err := stdscan.CheckStd(models.Default(), "review")
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range scan.Problems {
		t.Error(problem)
	}
	t.Logf("%d exported functions and methods, and %d of other platforms", len(scan.API), len(scan.Others))
}

// declaredElsewhere returns, by the path of a package, the names that only other
// platforms have.
func declaredElsewhere(t *testing.T, std map[string]*packages.Package) map[string][]string {
	t.Helper()
	var api []stdscan.Func
	for path, pkg := range std {
		for name := range exportedFuncs(pkg.Types) {
			api = append(api, stdscan.Func{Path: path, Name: name})
		}
	}
	others, err := stdscan.OtherPlatforms(api)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]string)
	for _, f := range others {
		all[f.Path] = append(all[f.Path], f.Name)
	}
	return all
}

// loadStd returns the packages of the standard library by path.
func loadStd(t *testing.T) map[string]*packages.Package {
	t.Helper()
	all := make(map[string]*packages.Package)
	for _, pkg := range load(t, &packages.Config{Env: stdscan.Env()}, "std") {
		all[pkg.PkgPath] = pkg
	}
	return all
}

// load loads the types of packages, and fails the test if that has errors.
func load(t *testing.T, cfg *packages.Config, patterns ...string) []*packages.Package {
	t.Helper()
	cfg.Mode = packages.NeedName | packages.NeedTypes
	pkgs, err := packages.Load(cfg, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range pkgs {
		for _, err := range pkg.Errors {
			t.Errorf("loading %s: %v", pkg.PkgPath, err)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return pkgs
}
