package gopls

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

func TestSourceOf(t *testing.T) {
	checkout := t.TempDir()
	write(t, filepath.Join(checkout, "go.mod"), "module github.com/parvet/parvet\n")
	const pseudo = "v0.0.0-20260102030405-0123456789ab"
	main := func(m debug.Module) *debug.BuildInfo { m.Path = modulePath; return &debug.BuildInfo{Main: m} }
	dep := func(m debug.Module) *debug.BuildInfo {
		m.Path = modulePath
		return &debug.BuildInfo{Main: debug.Module{Path: "example.org/user"}, Deps: []*debug.Module{{Path: "example.org/other", Version: "v9.0.0"}, &m}}
	}
	for _, test := range []struct {
		name string
		info *debug.BuildInfo
		want Source // zero if there is none
	}{
		{"installed", main(debug.Module{Version: "v1.2.3", Sum: "h1:x="}), Source{Path: modulePath, Version: "v1.2.3"}},
		{"installed of a branch", main(debug.Module{Version: pseudo, Sum: "h1:x="}), Source{Path: modulePath, Version: pseudo}},
		{"released binary", main(debug.Module{Version: "v1.2.3"}), Source{Path: modulePath, Version: "v1.2.3"}},
		{"commit of a checkout", main(debug.Module{Version: pseudo}), Source{}},
		{"changed checkout", main(debug.Module{Version: "v1.2.3+dirty"}), Source{}},
		{"no version control", main(debug.Module{Version: "(devel)"}), Source{}},
		{"test", main(debug.Module{}), Source{}},
		{"go tool", dep(debug.Module{Version: "v1.2.3", Sum: "h1:x="}), Source{Path: modulePath, Version: "v1.2.3"}},
		{"go tool, vendored", dep(debug.Module{Version: pseudo}), Source{Path: modulePath, Version: pseudo}},
		{"go tool, fork", dep(debug.Module{Version: "v1.2.3", Replace: &debug.Module{Path: "example.org/fork", Version: "v1.2.4"}}), Source{Path: "example.org/fork", Version: "v1.2.4"}},
		{"go tool, directory", dep(debug.Module{Version: "v1.2.3", Replace: &debug.Module{Path: checkout, Version: "(devel)"}}), Source{Path: modulePath, Dir: checkout}},
		{"go tool, directory that is gone", dep(debug.Module{Version: "v1.2.3", Replace: &debug.Module{Path: filepath.Join(checkout, "gone")}}), Source{}},
		{"go tool, directory of which it depends where one is", dep(debug.Module{Version: "v1.2.3", Replace: &debug.Module{Path: "../parvet"}}), Source{}},
		{"another program", &debug.BuildInfo{Main: debug.Module{Path: "example.org/user", Version: "v1.0.0"}}, Source{}},
	} {
		got, ok := sourceOf(test.info)
		if ok != (test.want != Source{}) || ok && got != test.want {
			t.Errorf("%s: got %+v, %v, want %+v", test.name, got, ok, test.want)
		}
	}
}

func TestFindSource(t *testing.T) {
	dir := t.TempDir()
	checkout := filepath.Join(dir, "a b")
	write(t, filepath.Join(checkout, "go.mod"), "// a comment\nmodule \"github.com/parvet/parvet\" // another\n")
	write(t, filepath.Join(dir, "other", "go.mod"), "module github.com/parvet/parvet/runtime\n")

	for _, given := range []string{checkout, "a b", filepath.Join("other", "..", "a b")} {
		if s, err := FindSource(given, dir); err != nil || s.Dir != checkout {
			t.Errorf("-source %s: %+v, %v", given, s, err)
		}
	}
	for _, given := range []string{"other", "none", dir} {
		if s, err := FindSource(given, dir); err == nil || !strings.Contains(err.Error(), "not the root of a checkout of parvet") {
			t.Errorf("-source %s: %+v, %v", given, s, err)
		}
	}
	// This test is compiled from a checkout, which is found whatever the working
	// directory is.
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if s, err := FindSource("", dir); err != nil || s.Dir != root {
		t.Errorf("without -source: %+v, %v, want %s", s, err, root)
	}
	if got := rootAbove(filepath.Join(checkout, "internal", "x")); got != checkout {
		t.Errorf("the root above a package is %q", got)
	}
	if got := rootAbove(filepath.Join(dir, "other")); got != "" {
		t.Errorf("the root above another module is %q", got)
	}
}

func TestLabel(t *testing.T) {
	for want, s := range map[string]Source{
		"devel":        {Path: modulePath, Dir: "/x"},
		"1.2.3":        {Path: modulePath, Version: "v1.2.3"},
		"1.2.3-rc.1.x": {Path: modulePath, Version: "v1.2.3-rc.1+x"},
	} {
		if got := s.label(); got != want {
			t.Errorf("%+v is called %q, want %q", s, got, want)
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
