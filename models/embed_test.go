package models

import (
	"slices"
	"testing"
)

// TestDefaultIsWhole holds that the table which is parsed a package at a time says
// what the files say, with the same lines.
func TestDefaultIsWhole(t *testing.T) {
	whole := &Table{}
	for _, name := range fileNames() {
		src, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := Parse("models/"+name, src)
		if err != nil {
			t.Fatal(err)
		}
		whole = whole.Merge(parsed)
	}
	if got, want := Default().String(), whole.String(); got != want || want == "" {
		t.Errorf("the table differs from the files: %d bytes, want %d", len(got), len(want))
	}
	for _, p := range whole.Packages() {
		got := Default().Package(p.Path)
		if !slices.Equal(got.Sections, p.Sections) {
			t.Errorf("%s is at %v, want %v", p.Path, got.Sections, p.Sections)
		}
		for _, name := range p.Names() {
			if f, g := p.Func(name), got.Func(name); f.File != g.File || f.Line != g.Line {
				t.Errorf("%s.%s is at %s:%d, want %s:%d", p.Path, name, g.File, g.Line, f.File, f.Line)
			}
		}
	}
}
