package models_test

import (
	"strings"
	"testing"

	"github.com/parvet/parvet/models"
	"golang.org/x/tools/go/packages"
)

// TestStdDeclared holds each line about the standard library against the
// declarations of the installed release.
func TestStdDeclared(t *testing.T) {
	var checked int
	std := loadStd(t)
	for _, p := range models.Default().Packages() {
		if p.Pool != models.NoPool || strings.HasPrefix(p.Path, "golang.org/") {
			continue
		}
		pkg := std[p.Path]
		if pkg == nil {
			t.Errorf("there is no package %s", p.Path)
			continue
		}
		for _, problem := range checkPackage(p, pkg.Types) {
			t.Error(problem)
		}
		checked += len(p.Names())
	}
	t.Logf("%d lines checked", checked)
}

// loadStd returns the packages of the standard library by path.
func loadStd(t *testing.T) map[string]*packages.Package {
	t.Helper()
	all := make(map[string]*packages.Package)
	for _, pkg := range load(t, &packages.Config{}, "std") {
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
