package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree makes files in a new directory; names that end in / are directories.
func tree(t *testing.T, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(file, 0o777); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(file, []byte("tier: possible\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		files []string
		from  string
		want  string
	}{
		{[]string{".git/", Name, "a/b/"}, "a/b", Name},
		{[]string{".git/", Name, "a/" + Name, "a/b/"}, "a/b", "a/" + Name},
		{[]string{".git/", Name, "a/" + Name, "b/"}, "b", Name},
		{[]string{".git/", Name, "m/go.mod", "m/a/"}, "m/a", Name},      // a module in the repository
		{[]string{Name, "r/.git/", "r/a/"}, "r/a", ""},                  // beyond the repository
		{[]string{Name, "r/.git", "r/a/"}, "r/a", ""},                   // a submodule or a work tree
		{[]string{Name, "m/go.mod", "m/a/"}, "m/a", ""},                 // beyond the module
		{[]string{Name, "m/go.mod", "m/n/go.mod", "m/n/a/"}, "m/n", ""}, // beyond the nearest one
		{[]string{"m/go.mod", "m/" + Name, "m/a/"}, "m/a", "m/" + Name},
		{[]string{Name, "a/"}, "a", ""}, // no project at all
		{[]string{"a/" + Name}, "a", "a/" + Name},
	} {
		root := tree(t, tt.files...)
		got, err := Find(filepath.Join(root, filepath.FromSlash(tt.from)))
		want := tt.want
		if want != "" {
			want = filepath.Join(root, filepath.FromSlash(want))
		}
		if err != nil || got != want {
			t.Errorf("in %v, from %s: found %q, %v, want %q", tt.files, tt.from, got, err, want)
		}
	}
	root := tree(t, ".parvet.yml")
	if _, err := Find(root); err == nil || !strings.HasSuffix(err.Error(), ".parvet.yml: this name is not read: rename it to .parvet.yaml") {
		t.Errorf(".parvet.yml gives %v", err)
	}
}

func TestLoad(t *testing.T) {
	root := tree(t, Name, "dir/", "link/")
	c, err := Load(filepath.Join(root, Name), "n", ruleIDs)
	if err != nil || c.Dir != root || c.Tier != "possible" {
		t.Errorf("loaded %+v, %v", c, err)
	}
	large := filepath.Join(root, "large")
	if err := os.WriteFile(large, []byte("tier: definite"+strings.Repeat("\n", maxSize)), 0o666); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"none":  "n: cannot read the settings: ",
		"dir":   "n: cannot read the settings: not a regular file",
		"large": "n: cannot read the settings: the file is larger than 1 MiB",
	} {
		if _, err := Load(filepath.Join(root, file), "n", ruleIDs); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s gives %v, want %s", file, err, want)
		}
	}
}

func TestExcluded(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		pattern, file string
		want          bool
	}{
		{"gen/**", "gen/a.go", true},
		{"gen/**", "gen/b/a.go", true},
		{"gen/**", "x/gen/a.go", false},
		{"gen/*", "gen/b/a.go", true}, // the directory gen/b is matched
		{"gen", "gen/b/a.go", true},
		{"gen/", "gen/b/a.go", true},
		{"./gen/", "gen/a.go", true},
		{"gen", "gen.go", false},
		{"gen", "general/a.go", false},
		{"a.go/", "a.go", false},
		{"a.go", "a.go", true},
		{"a.go", "b/a.go", false},
		{"**/a.go", "a.go", true},
		{"**/a.go", "b/c/a.go", true},
		{"**/*_gen.go", "b/x_gen.go", true},
		{"*_gen.go", "b/x_gen.go", false},
		{"{a,b}/*.go", "b/x.go", true},
		{"{a,b}/*.go", "c/x.go", false},
		{"**", "b/x.go", true},
		{".", "b/x.go", true},
		{"**", "../x.go", false},
		{"*", "../x.go", false},
	} {
		c := &Config{Dir: dir, Exclude: []Exclude{{Path: tt.pattern, Rules: []string{"sleep"}}}}
		if got := c.Excluded(filepath.Join(dir, filepath.FromSlash(tt.file)), "sleep"); got != tt.want {
			t.Errorf("%s excludes %s: %v, want %v", tt.pattern, tt.file, got, tt.want)
		}
		if c.Excluded(filepath.Join(dir, filepath.FromSlash(tt.file)), "mutex") {
			t.Errorf("%s excludes findings of another rule", tt.pattern)
		}
	}
}
