package cli

import (
	"os"
	"path/filepath"
	"testing"
)

func TestDirectoryOf(t *testing.T) {
	root := realTempDir(t)
	dir := filepath.Join(root, "w")
	for _, name := range []string{"w/a/b", "w/a/c", "w/a.go", "x/y"} {
		if err := os.MkdirAll(filepath.Join(root, filepath.FromSlash(name)), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "a", "b", "f.go")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		patterns []string
		want     string
	}{
		{nil, "w"},
		{[]string{"./..."}, "w"},
		{[]string{"."}, "w"},
		{[]string{"./a/b"}, "w/a/b"},
		{[]string{"./a/b/..."}, "w/a/b"},
		{[]string{"./a/b", "./a/c"}, "w/a"},
		{[]string{"./a/b/...", "./a/..."}, "w/a"},
		{[]string{"./a/b..."}, "w/a"}, // a/b and a/bc
		{[]string{"./.../b"}, "w"},
		{[]string{".../b"}, "w"},
		{[]string{"./a/b", "example.org/x"}, "w"},
		{[]string{"a/b"}, "w"}, // an import path
		{[]string{"work"}, "w"},
		{[]string{"./none"}, "w"},
		{[]string{"../x/y"}, "x/y"},
		{[]string{"../x/y", "."}, ""},
		{[]string{".."}, ""},
		{[]string{"a/b/f.go"}, "w/a/b"},
		{[]string{file}, "w/a/b"},
		{[]string{filepath.Dir(file)}, "w/a/b"},
	} {
		if got, want := directoryOf(dir, tt.patterns), filepath.Join(root, filepath.FromSlash(tt.want)); got != want {
			t.Errorf("%v are in %s, want %s", tt.patterns, got, want)
		}
	}
}
