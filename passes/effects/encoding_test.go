package effects_test

import (
	"bytes"
	"cmp"
	"compress/flate"
	"go/build"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/parvet/parvet/internal/compact"
	"github.com/parvet/parvet/passes/effects"
)

// factsOf returns the encoded facts of each package of the corpus, and of the
// packages that it imports.
func factsOf(t *testing.T, pkgs []*packages.Package) map[string][]byte {
	facts := make(map[string][]byte)
	for act := range analyze(t, pkgs, effects.Analyzer).All() {
		var f effects.Facts
		if act.Analyzer == effects.Analyzer && act.PackageFact(act.Package.Types, &f) {
			facts[act.Package.PkgPath] = f.Data
		}
	}
	return facts
}

// Facts end in the build cache and in the key of whatever depends on them. So
// they have to be the same in each run and on each machine, and small.
func TestFactEncoding(t *testing.T) {
	pkgs := corpusOf(t)
	first, second := factsOf(t, pkgs), factsOf(t, pkgs)
	if len(first) < 10 || len(first) != len(second) {
		t.Fatalf("the corpus has %d facts, and %d the second time", len(first), len(second))
	}
	seen := make(coverage)
	for path, data := range first {
		if !bytes.Equal(data, second[path]) {
			t.Errorf("%s: another analysis of it gives other bytes", path)
		}
		value, size := effects.Decode(&effects.Facts{Data: data})
		if limit := 64 + 64*size; len(data) > limit {
			t.Errorf("%s: %d bytes of facts about %d functions, mutexes and notes, more than %d", path, len(data), size, limit)
		}
		for _, trace := range tracesOf(t, data) {
			t.Errorf("%s: the facts name %s, which is of this machine", path, trace)
		}
		seen.add(reflect.ValueOf(value))
	}
	// What no fact has is not tested by the above.
	for _, field := range seen.missing(effects.FactType) {
		t.Errorf("no fact of the corpus has a %s", field)
	}
}

// TestFactOrder holds that what the engine collects in maps has an order in facts,
// on packages that have several entries in each list.
func TestFactOrder(t *testing.T) {
	pkgs := slices.DeleteFunc(slices.Clone(corpusOf(t)), func(p *packages.Package) bool {
		return p.PkgPath != "example.com/effects/many" && p.PkgPath != "example.com/effects/many/users"
	})
	first := factsOf(t, pkgs)
	longest := make(map[string]int)
	for _, p := range pkgs {
		value, _ := effects.Decode(&effects.Facts{Data: first[p.PkgPath]})
		lengths(longest, reflect.ValueOf(value))
	}
	bounded := map[string]int{
		"Armed.Methods": 1, // in the order of the model
		"Summary.Made":  2, // at most
		"Given.Args":    3, // at most
	}
	for _, list := range lists(effects.FactType) {
		if want := cmp.Or(bounded[list], 4); longest[list] < want {
			t.Errorf("no fact has %d entries in a %s, the longest has %d", want, list, longest[list])
		}
	}
	for range 10 {
		for path, data := range factsOf(t, pkgs) {
			if !bytes.Equal(data, first[path]) {
				t.Fatalf("%s: another analysis of it gives other bytes", path)
			}
		}
	}
}

// lengths finds how long the lists in a fact are, each with the name of its type
// and field.
func lengths(longest map[string]int, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			lengths(longest, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			lengths(longest, v.Index(i))
		}
	case reflect.Struct:
		for f, field := range v.Fields() {
			if f.IsExported() {
				if name := v.Type().Name() + "." + f.Name; field.Kind() == reflect.Slice {
					longest[name] = max(longest[name], field.Len())
				}
				lengths(longest, field)
			}
		}
	}
}

// lists returns the names of the lists that facts of a type may have.
func lists(t reflect.Type) []string {
	var names []string
	eachField(t, func(in reflect.Type, f reflect.StructField) {
		if f.Type.Kind() == reflect.Slice {
			names = append(names, in.Name()+"."+f.Name)
		}
	})
	return names
}

// TestTraces holds that TestFactEncoding would find a path of this machine.
func TestTraces(t *testing.T) {
	for _, path := range machine(t) {
		if len(tracesOf(t, compact.Marshal([]string{"example.com/lib/lib.go", "x" + path + "y"}))) == 0 {
			t.Errorf("%s is not found", path)
		}
	}
	if found := tracesOf(t, compact.Marshal([]string{"example.com/lib/lib.go"})); found != nil {
		t.Errorf("found %q", found)
	}
}

// machine returns paths that differ between machines.
func machine(t *testing.T) []string {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	cwd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	all := []string{home, cwd, os.TempDir(), build.Default.GOROOT, filepath.Join(build.Default.GOPATH, "pkg", "mod"), os.Getenv("GOMODCACHE")}
	all = slices.DeleteFunc(all, func(s string) bool { return len(s) < 2 })
	for i := range all {
		all[i] += string(filepath.Separator)
	}
	return all
}

func tracesOf(t *testing.T, data []byte) []string {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, path := range machine(t) {
		if bytes.Contains(raw, []byte(path)) {
			found = append(found, path)
		}
	}
	return found
}

// coverage is which exported fields of which structs have been other than zero.
type coverage map[reflect.Type]map[string]bool

func (c coverage) add(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.add(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			c.add(v.Index(i))
		}
	case reflect.Struct:
		if c[v.Type()] == nil {
			c[v.Type()] = make(map[string]bool)
		}
		for f, field := range v.Fields() {
			if f.IsExported() && !field.IsZero() {
				c[v.Type()][f.Name] = true
				c.add(field)
			}
		}
	}
}

// missing returns the fields that t is made of and that never had a value.
func (c coverage) missing(t reflect.Type) []string {
	var missing []string
	eachField(t, func(in reflect.Type, f reflect.StructField) {
		if !c[in][f.Name] {
			missing = append(missing, in.Name()+"."+f.Name)
		}
	})
	return missing
}

// eachField calls do for the exported fields that t is made of, those of elements
// included.
func eachField(t reflect.Type, do func(in reflect.Type, f reflect.StructField)) {
	seen := make(map[reflect.Type]bool)
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			visit(t.Elem())
		case reflect.Struct:
			if seen[t] {
				return
			}
			seen[t] = true
			for f := range t.Fields() {
				if f.IsExported() {
					do(t, f)
					visit(f.Type)
				}
			}
		}
	}
	visit(t)
}
