package models_test

import (
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
	github.com/fatih/semgroup v1.2.0
	github.com/panjf2000/ants/v2 v2.12.1
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
		"github.com/fatih/semgroup",
		"github.com/panjf2000/ants/v2",
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
