package demand

import (
	"path/filepath"
	"strings"
	"testing"
)

func checkoutAt(dir string) *places {
	m := &module{Path: "example.com/m", Main: true, Dir: dir}
	nested := &module{Path: "example.com/m/nested", Version: "v1.0.0", Dir: filepath.Join(dir, "cache", "nested@v1.0.0")}
	g := &graph{packages: []*listed{
		{ImportPath: "example.com/m/a", Dir: filepath.Join(dir, "a"), Module: m},
		{ImportPath: "example.com/m/a_test [example.com/m/a.test]", Dir: filepath.Join(dir, "a"), Module: m},
		{ImportPath: "example.com/m/a/b", Dir: filepath.Join(dir, "a", "b"), Module: m},
		{ImportPath: "example.com/m/nested", Dir: nested.Dir, Module: nested},
		{ImportPath: "example.com/m/a.test", Name: "main", Dir: filepath.Join(dir, "a"), Module: m},
		{ImportPath: "fmt", Dir: filepath.Join(dir, "goroot", "src", "fmt"), Standard: true},
	}}
	return g.places()
}

// TestPlaces: names come back as those of the other checkout.
func TestPlaces(t *testing.T) {
	root := t.TempDir()
	one, other := filepath.Join(root, "one"), filepath.Join(root, "other", "deeper")
	here, there := checkoutAt(one), checkoutAt(other)
	for file, want := range map[string]string{
		"a/x.go":                      "package:example.com/m/a//x.go",
		"a/x_test.go":                 "package:example.com/m/a//x_test.go",
		"a/gen/x.y":                   "package:example.com/m/a//gen/x.y",
		"a/b/x.go":                    "package:example.com/m/a/b//x.go",
		"top.y":                       "module:example.com/m//top.y",
		"cache/nested@v1.0.0/x.go":    "package:example.com/m/nested//x.go",
		"cache/nested@v1.0.0/d/x.go":  "package:example.com/m/nested//d/x.go",
		"goroot/src/fmt/print.go":     "package:fmt//print.go",
		"a/name with space:and 7.go":  "package:example.com/m/a//name with space:and 7.go",
		"a/package:example.com//y.go": "package:example.com/m/a//package:example.com/y.go",
	} {
		file = filepath.FromSlash(file)
		kept, err := here.keep(filepath.Join(one, file))
		if err != nil || kept != want {
			t.Errorf("%s is kept as %q (%v), want %q", file, kept, err, want)
			continue
		}
		if found, err := there.find(kept); err != nil || found != filepath.Join(other, file) {
			t.Errorf("%s is found as %q (%v)", kept, found, err)
		}
	}
	for _, file := range []string{"example.com/m/a/x.go", "-", "x.go"} {
		if kept, err := here.keep(file); err != nil || kept != file {
			t.Errorf("%s, which is of no machine, is kept as %q (%v)", file, kept, err)
		}
		if found, err := here.find(file); err != nil || found != file {
			t.Errorf("%s, which is of no machine, is found as %q (%v)", file, found, err)
		}
	}
	if kept, err := here.keep(filepath.Join(root, "elsewhere", "x.go")); err == nil {
		t.Errorf("a file of no package is kept as %q", kept)
	}
	for _, name := range []string{"package:example.com/unknown//x.go", "module:example.com/unknown//x.go", "package:example.com/m/a//../../etc/passwd", "package:example.com/m/a", "package:"} {
		if found, err := there.find(name); err == nil {
			t.Errorf("%s is found as %q", name, found)
		}
	}
}

// TestPlaceless: what names the user's files differs between machines, what is in
// them counts.
func TestPlaceless(t *testing.T) {
	one := placeless("-models=/home/a/m.txt@sha256:12,/home/a/n.txt@sha256:34\x00-tier=possible")
	if strings.Contains(one, "home") || one != placeless("-models=/srv/b/m.txt@sha256:12,/srv/b/n.txt@sha256:34\x00-tier=possible") {
		t.Errorf("placeless: %q", one)
	}
	for _, other := range []string{"-models=/home/a/m.txt@sha256:12\x00-tier=possible", "-models=/home/a/m.txt@sha256:12,/home/a/n.txt@sha256:35\x00-tier=possible"} {
		if placeless(other) == one {
			t.Errorf("%q and other settings are the same", other)
		}
	}
}
