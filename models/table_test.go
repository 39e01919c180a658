package models_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/models"
)

func TestMerge(t *testing.T) {
	parse := func(src string) *models.Table {
		table, err := models.Parse("x", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	a := parse("package p\npool any\noffer sleep A\noffer blocking A\nF net; calls 0\nG db\npackage q\nH file")
	b := parse("package p\npool cpu\noffer sleep B\nF ok\npackage r\nI lock")
	want := parse("package p\npool cpu\noffer sleep B\noffer blocking A\nF ok\nG db\npackage q\nH file\npackage r\nI lock")
	before := a.String() + b.String()
	if got := a.Merge(b); got.String() != want.String() {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if a.String()+b.String() != before {
		t.Error("Merge changed an operand")
	}
	var zero *models.Table
	if got := zero.Merge(a); got.String() != a.String() {
		t.Errorf("merged with nothing: got\n%s\nwant\n%s", got, a)
	}
}

func TestAbsent(t *testing.T) {
	for _, table := range []*models.Table{nil, {}, models.Default()} {
		if p := table.Package("example.org/none"); p != nil {
			t.Errorf("Package = %v", p)
		}
		if f := table.Func("example.org/none", "F"); f != nil {
			t.Errorf("Func = %v", f)
		}
	}
	if f := models.Default().Func("time", "Nap"); f != nil {
		t.Errorf("Func = %v", f)
	}
	if names := models.Default().Package("example.org/none").Names(); names != nil {
		t.Errorf("Names = %v", names)
	}
}

func TestKinds(t *testing.T) {
	var words []string
	for k := models.None; k.String() != "invalid"; k++ {
		words = append(words, k.String())
	}
	want := "none sleep lock rlock trylock tryrlock unlock runlock cond groupwait once sem recv send select file net process db stdio blocking submit wait yield loop"
	if got := strings.Join(words, " "); got != want {
		t.Errorf("kinds %s, want %s", got, want)
	}
	for _, k := range []models.Kind{models.None, models.TryLock, models.TryRLock, models.Unlock, models.RUnlock, models.Yield, 255} {
		if k.Blocks() {
			t.Errorf("%s blocks", k)
		}
	}
	for _, k := range []models.Kind{models.Sleep, models.Lock, models.Net, models.Submit, models.Wait} {
		if !k.Blocks() {
			t.Errorf("%s does not block", k)
		}
	}
}

// TestPrinted makes sure that all that the embedded tables say is printed.
func TestPrinted(t *testing.T) {
	table := models.Default()
	again, err := models.Parse("printed", []byte(table.String()))
	if err != nil {
		t.Fatal(err)
	}
	equalTables(t, table, again)
}

// TestCanonical is to the embedded files what gofmt is to Go: sections and
// names are sorted, names are unique, and a line is written in one way.
func TestCanonical(t *testing.T) {
	section := make(map[string]string) // package path to the position of its section
	for _, pattern := range []string{"std/*.txt", "pools/*.txt"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			table, err := models.Parse(name, src)
			if err != nil {
				t.Error(err)
				continue
			}
			checkCanonical(t, name, string(src), table, section)
		}
	}
}

func checkCanonical(t *testing.T, file, src string, table *models.Table, section map[string]string) {
	var path string
	var paths, names []string
	endSection := func() {
		if !slices.IsSorted(names) {
			t.Errorf("%s: package %s is not sorted: %s", file, path, names)
		}
		names = nil
	}
	for i, line := range strings.Split(src, "\n") {
		pos := fmt.Sprintf("%s:%d", file, i+1)
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#" || words[0] == "pool" || words[0] == "offer":
		case words[0] == "package":
			endSection()
			path = words[1]
			paths = append(paths, path)
			if other := section[path]; other != "" {
				t.Errorf("%s: package %s has a section at %s", pos, path, other)
			}
			section[path] = pos
		default:
			f := table.Func(path, words[0])
			names = append(names, f.Name)
			if want := fmt.Sprintf("%-31s %s", f.Name, f); line != want {
				t.Errorf("%s:\n have %s\n want %s", pos, line, want)
			}
		}
	}
	endSection()
	if !slices.IsSorted(paths) {
		t.Errorf("%s: packages are not sorted: %s", file, paths)
	}
}
