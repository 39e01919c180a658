package models_test

import (
	"go/types"
	"strings"
	"testing"

	"github.com/parvet/parvet/models"
)

// TestStdClassified makes sure that somebody has decided about each function and
// method of the installed release that is given code to run: a function, or a
// value whose methods may wait. A new release may bring more of them. The remedy
// is a line in the table, which may be "ok".
//
// Methods of interfaces are left out: they do what their implementers do.
func TestStdClassified(t *testing.T) {
	var api, taken, lines int
	for path, pkg := range loadStd(t) {
		if strings.HasPrefix(path, "vendor/") || strings.Contains("/"+path+"/", "/internal/") {
			continue
		}
		for name, fn := range exportedFuncs(pkg.Types) {
			api++
			line := models.Default().Func(path, name)
			if line != nil {
				lines++
			}
			if !takesCode(fn.Signature()) {
				continue
			}
			taken++
			if line == nil {
				t.Errorf("want a line for %s.%s, which is %s", path, name, fn.Signature())
			}
		}
	}
	t.Logf("%d exported functions and methods, %d with a line; %d take code", api, lines, taken)
}

// exportedFuncs returns the functions and concrete methods of pkg by their names
// in a table.
func exportedFuncs(pkg *types.Package) map[string]*types.Func {
	all := make(map[string]*types.Func)
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			all[name] = obj
		case *types.TypeName:
			named, ok := obj.Type().(*types.Named)
			if !ok || obj.IsAlias() {
				continue
			}
			for m := range named.Methods() {
				if m.Exported() {
					all[name+"."+m.Name()] = m
				}
			}
		}
	}
	return all
}

// takesCode reports whether a parameter is a function, or an interface with a
// method that as a rule waits.
func takesCode(sig *types.Signature) bool {
	for i := range sig.Params().Len() {
		t := sig.Params().At(i).Type()
		if sig.Variadic() && i == sig.Params().Len()-1 {
			t = t.(*types.Slice).Elem()
		}
		if _, ok := t.Underlying().(*types.Signature); ok {
			return true
		}
		if _, ok := t.(*types.TypeParam); ok || !types.IsInterface(t) {
			continue
		}
		for _, method := range []string{"Read", "ReadAt", "ReadByte", "ReadRune", "Write", "WriteAt", "Open", "Accept", "RoundTrip", "Handle", "ServeHTTP"} {
			obj, _, _ := types.LookupFieldOrMethod(t, true, nil, method)
			if _, ok := obj.(*types.Func); ok {
				return true
			}
		}
	}
	return false
}
