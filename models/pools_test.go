package models_test

import (
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/parvet/parvet/models"
	"golang.org/x/tools/go/packages"
)

// TestParDeclared holds the lines about par against its source, which go.work
// makes visible here though the modules do not depend on each other.
func TestParDeclared(t *testing.T) {
	checkPools(t, &packages.Config{}, "github.com/parvet/parvet/runtime/par")
}

// TestParComplete holds that what par calls and waits for is known: each exported
// function and method that takes a function or a context has a line, but for hooks that
// run between tasks.
func TestParComplete(t *testing.T) {
	without := map[string]bool{"OnPanic": true, "OnEvent": true, "Checked": true, "OnWorkerStart": true, "OnWorkerExit": true}
	table := models.Default().Package("github.com/parvet/parvet/runtime/par")
	takes := func(fn *types.Func) bool {
		for v := range fn.Signature().Params().Variables() {
			if _, ok := v.Type().Underlying().(*types.Signature); ok && !isOption(v.Type()) || v.Type().String() == "context.Context" {
				return true
			}
		}
		return false
	}
	found := 0
	check := func(name string, fn *types.Func) {
		if !fn.Exported() || without[name] || !takes(fn) {
			return
		}
		found++
		if table.Func(name) == nil {
			t.Errorf("%s takes a function or a context and has no line", name)
		}
	}
	for _, pkg := range load(t, &packages.Config{}, table.Path) {
		scope := pkg.Types.Scope()
		for _, name := range scope.Names() {
			switch obj := scope.Lookup(name).(type) {
			case *types.Func:
				check(name, obj)
			case *types.TypeName:
				if named, ok := obj.Type().(*types.Named); ok && obj.Exported() {
					for m := range named.Methods() {
						check(name+"."+m.Name(), m)
					}
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("found %d functions, want more", found)
	}
}

// isOption reports whether a type is a named one, such as an iterator, or that of an option.
func isOption(t types.Type) bool {
	_, named := types.Unalias(t).(*types.Named)
	return named
}

// TestPoolsDeclared holds the lines about other libraries against their
// releases, in a module of its own: parvet itself depends on none of them.
func TestPoolsDeclared(t *testing.T) {
	if testing.Short() {
		t.Skip("downloads modules")
	}
	dir := t.TempDir()
	mod := []byte(`module pools
go 1.26
require (
	github.com/Azure/azure-sdk-for-go/sdk/azcore v1.23.0
	github.com/aws/smithy-go v1.27.8
	github.com/fatih/color v1.19.0
	github.com/fatih/semgroup v1.2.0
	github.com/mattn/go-colorable v0.1.16
	github.com/panjf2000/ants/v2 v2.12.1
	github.com/sirupsen/logrus v1.9.3
	golang.org/x/sync v0.24.0
	golang.org/x/sys v0.46.0
	google.golang.org/grpc v1.83.0
)
`)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), mod, 0o666); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	download := exec.Command("go", "mod", "download")
	download.Dir, download.Env = dir, env
	if out, err := download.CombinedOutput(); err != nil {
		t.Skipf("the modules cannot be downloaded: %v\n%s", err, out)
	}
	checkPools(t, &packages.Config{Dir: dir, Env: env},
		"github.com/Azure/azure-sdk-for-go/sdk/azcore/internal/exported",
		"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime",
		"github.com/aws/smithy-go/middleware",
		"github.com/fatih/color",
		"github.com/fatih/semgroup",
		"github.com/mattn/go-colorable",
		"github.com/panjf2000/ants/v2",
		"github.com/sirupsen/logrus",
		"golang.org/x/sync/errgroup",
		"golang.org/x/sync/semaphore",
		"golang.org/x/sync/singleflight",
		"golang.org/x/sys/unix",
		"google.golang.org/grpc",
	)
}

func checkPools(t *testing.T, cfg *packages.Config, paths ...string) {
	t.Helper()
	for _, pkg := range load(t, cfg, paths...) {
		p := models.Default().Package(pkg.PkgPath)
		if p == nil {
			t.Errorf("there are no lines for %s", pkg.PkgPath)
			continue
		}
		for _, problem := range checkPackage(p, pkg.Types) {
			t.Error(problem)
		}
		t.Logf("%s: %d lines checked", p.Path, len(p.Names()))
	}
}
