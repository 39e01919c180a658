package sarif_test

import (
	"encoding/json"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/sarif"
)

// TestURIs: the innermost tree counts, and what is in none has an absolute name.
func TestURIs(t *testing.T) {
	top := t.TempDir()
	root := filepath.Join(top, "repo")
	outside := filepath.Join(top, "repository", "x y.go") // not in repo
	names := map[string]sarif.ArtifactLocation{
		"a:b.go":                                      {URI: "sub/a:b.go", Base: sarif.SrcRoot},
		filepath.Join("..", "100%?.go"):               {URI: "100%25%3F.go", Base: sarif.SrcRoot},
		filepath.Join(root, "a\nb\xff.go"):            {URI: "a%0Ab%FF.go", Base: sarif.SrcRoot},
		filepath.Join(root, "x:y.go"):                 {URI: "./x:y.go", Base: sarif.SrcRoot},
		filepath.Join(root, ".go", "mod", "d@v1.go"):  {URI: "d@v1.go", Base: sarif.ModuleCache},
		filepath.Join(top, "go", "src", "os", "f.go"): {URI: "src/os/f.go", Base: sarif.GoRoot},
		outside: {URI: (&url.URL{Scheme: "file", Path: filepath.ToSlash(outside)}).String()},
	}
	in := sarif.Input{Dir: filepath.Join(root, "sub"), Root: root, ModuleCache: filepath.Join(root, ".go", "mod"), GoRoot: filepath.Join(top, "go")}
	for name, want := range names {
		in.Findings = []finding.Finding{{Rule: "r", Position: finding.Position{File: name, Line: 1}}}
		var log sarif.Log
		if err := json.Unmarshal(logOf(t, in), &log); err != nil {
			t.Fatal(err)
		}
		got := log.Runs[0].Results[0].Locations[0].Physical.Artifact
		if got != want {
			t.Errorf("%q is %+v, want %+v", name, got, want)
		}
		if u, err := url.Parse(got.URI); err != nil || u.IsAbs() != (want.Base == "") {
			t.Errorf("%s is not the URI of what it is to be: %+v, %v", got.URI, u, err)
		}
	}
}
