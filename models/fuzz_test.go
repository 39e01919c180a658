package models_test

import (
	"reflect"
	"testing"

	"github.com/parvet/parvet/models"
)

// FuzzParse makes sure that Parse accepts or refuses any text without a panic,
// and that what it accepts survives printing.
func FuzzParse(f *testing.F) {
	f.Add("package a\npool cpu\noffer sleep x\nA.B net for=1 ctx=recv short; calls 0 go")
	f.Add("package a\nX once 0; timer for=0; done; background; gives net; task 1 each; pipe Close")
	f.Add("package a\nF.Done latch recv\nF.Wait wait ctx=0; ended recv if 1; ended 0; calls recv.New")
	f.Fuzz(func(t *testing.T, src string) {
		table, err := models.Parse("x", []byte(src))
		if err != nil {
			return
		}
		text := table.String()
		again, err := models.Parse("x", []byte(text))
		if err != nil {
			t.Fatalf("printed table does not parse: %v\n%s", err, text)
		}
		if got := again.String(); got != text {
			t.Errorf("printed table differs when printed again:\n%s\n%s", text, got)
		}
		equalTables(t, table, again)
	})
}

// equalTables compares tables but for the positions of their lines.
func equalTables(t *testing.T, a, b *models.Table) {
	t.Helper()
	ps, qs := a.Packages(), b.Packages()
	if len(ps) != len(qs) {
		t.Fatalf("%d packages, want %d", len(qs), len(ps))
	}
	for i, p := range ps {
		q := qs[i]
		if p.Path != q.Path || p.Pool != q.Pool || p.Offers != q.Offers || !reflect.DeepEqual(p.Names(), q.Names()) {
			t.Errorf("package %+v, want %+v", q, p)
			continue
		}
		for _, name := range p.Names() {
			f, g := *p.Func(name), *q.Func(name)
			f.File, f.Line, g.File, g.Line = "", 0, "", 0
			if !reflect.DeepEqual(f, g) {
				t.Errorf("%s.%s: %+v, want %+v", p.Path, name, g, f)
			}
		}
	}
}
