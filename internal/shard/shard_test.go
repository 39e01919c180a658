package shard_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/shard"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]shard.Shard{
		"1/1": {1, 1}, "2/3": {2, 3}, "10000/10000": {10000, 10000},
	} {
		if got, err := shard.Parse(text); err != nil || got != want {
			t.Errorf("%s is %+v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"0/3":     `"0/3": the shards are 1/3 to 3/3`,
		"4/3":     `"4/3": the shards are 1/3 to 3/3`,
		"-1/3":    `"-1/3": the shards are 1/3 to 3/3`,
		"1/0":     `"1/0": there can be 1 to 10000 shards`,
		"1/10001": `"1/10001": there can be 1 to 10000 shards`,
		"x/y":     `"x/y" is not of the form i/n, such as 1/4`,
		"1":       `"1" is not of the form i/n, such as 1/4`,
		"1/2/3":   `"1/2/3" is not of the form i/n, such as 1/4`,
		"":        `"" is not of the form i/n, such as 1/4`,
	} {
		if got, err := shard.Parse(text); err == nil || err.Error() != want {
			t.Errorf("%s is %+v, %v, want %s", text, got, err, want)
		}
	}
}

// TestHas: each package is in one shard, and none has much more than others.
func TestHas(t *testing.T) {
	const packages = 3000
	for _, n := range []int{1, 2, 3, 7, 16} {
		sizes := make([]int, n)
		for p := range packages {
			path := fmt.Sprintf("example.org/m/internal/p%d", p)
			owners := 0
			for i := range n {
				if (shard.Shard{Index: i + 1, Count: n}).Has(path) {
					owners++
					sizes[i]++
				}
			}
			if owners != 1 {
				t.Fatalf("%s is in %d of %d shards", path, owners, n)
			}
		}
		if even := packages / n; slices.Min(sizes) < even*8/10 || slices.Max(sizes) > even*12/10 {
			t.Errorf("%d shards have the sizes %v", n, sizes)
		}
	}
	// Where a package is must not change from one version of parvet to the next:
	// the jobs of a matrix may run several.
	for path, want := range map[string]int{"fmt": 1, "example.org/m": 1, "": 2} {
		for i := range 3 {
			if got := (shard.Shard{Index: i + 1, Count: 3}).Has(path); got != (i+1 == want) {
				t.Errorf("%q is in shard %d/3: %v", path, i+1, got)
			}
		}
	}
}

// spy is a driver that remembers what it was asked for.
type spy struct{ patterns []string }

func (s *spy) Run(_ context.Context, req driver.Request) (*driver.Result, error) {
	s.patterns = append(s.patterns, req.Patterns...)
	return new(driver.Result), nil
}

func TestDriver(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "go.mod", "module example.org/m\n\ngo 1.26\n")
	write(t, dir, "other/x_plan9.go", "package other\n") // no package here
	want := []string{"./nothing/...", "./nowhere", "fmt"}
	for i := range 20 {
		write(t, dir, fmt.Sprintf("p%d/p.go", i), "package p\n")
		want = append(want, fmt.Sprintf("example.org/m/p%d", i))
	}
	if err := os.Mkdir(filepath.Join(dir, "nothing"), 0o777); err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	var got []string
	for i := range 4 {
		s := new(spy)
		d := shard.Driver{Shard: shard.Shard{Index: i + 1, Count: 4}, Of: s}
		req := driver.Request{Dir: dir, Patterns: []string{"./...", "./p1", "./nothing/...", "./nowhere", "fmt"}}
		if _, err := d.Run(t.Context(), req); err != nil {
			t.Fatal(err)
		}
		if len(s.patterns) == 0 || len(s.patterns) > 12 {
			t.Errorf("shard %d has %v", i+1, s.patterns)
		}
		got = append(got, s.patterns...)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("all shards have\n%v\nwant\n%v", got, want)
	}

	// Whoever has nothing to do asks nobody.
	s := new(spy)
	empty := 0
	for i := range 3 {
		d := shard.Driver{Shard: shard.Shard{Index: i + 1, Count: 3}, Of: s}
		before := len(s.patterns)
		if res, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./p1"}}); err != nil || len(res.Failures) > 0 {
			t.Errorf("%+v, %v", res, err)
		}
		if len(s.patterns) == before {
			empty++
		}
	}
	if empty != 2 || !slices.Equal(s.patterns, []string{"example.org/m/p1"}) {
		t.Errorf("%d shards are empty, the others asked for %v", empty, s.patterns)
	}

	// What is wrong with all packages, the other driver says.
	s = new(spy)
	d := shard.Driver{Shard: shard.Shard{Index: 1, Count: 2}, Of: s}
	if _, err := d.Run(t.Context(), driver.Request{Dir: filepath.Dir(dir), Patterns: []string{"./..."}}); err != nil || !slices.Equal(s.patterns, []string{"./..."}) {
		t.Errorf("outside of modules: %v, %v", s.patterns, err)
	}
	if _, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"p1/p.go"}}); err == nil {
		t.Error("a file is split")
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
