package directive_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/directive"
)

func TestNolint(t *testing.T) {
	for comment, want := range map[string]bool{
		"//nolint":                        true,
		"// nolint":                       true,
		"//nolint // because":             true,
		"//nolint because":                true,
		"//nolint:all":                    true,
		"//nolint:parvet":                 true,
		"//nolint:parvet // because":      true,
		"//nolint:parvet because":         true,
		"//nolint:Parvet":                 true,
		"//nolint:errcheck,parvet":        true,
		"//nolint:errcheck, parvet ,lll":  true,
		"//nolint:errcheck,all":           true,
		"//nolint:errcheck":               false,
		"//nolint:errcheck // not parvet": false,
		"//nolint:parvets":                false,
		"//nolint:":                       false,
		"//nolint: errcheck":              false,
		"//nolint: parvet":                true,
		"//nolinter":                      false,
		"//Nolint":                        false,
		"// see nolint":                   false,
		"/*nolint*/":                      false,
	} {
		src := "package p\n\nvar x = 1 " + comment + "\n\nvar y = 2\n"
		if got := silencedLines(t, src); slices.Equal(got, []int{3}) != want || !want && len(got) > 0 {
			t.Errorf("%s silences the lines %v", comment, got)
		}
	}
}

// silencedLines returns the lines of a file that are silenced.
func silencedLines(t *testing.T, src string) []int {
	t.Helper()
	fset := token.NewFileSet()
	fset.AddFile("other.go", -1, 100)
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	tf := fset.File(file.FileStart)
	silenced := directive.Nolint(fset, file)
	for _, s := range silenced {
		if s.Contains(1) {
			t.Error("a position in another file is silenced")
		}
	}
	var lines []int
	for line := 1; line <= tf.LineCount(); line++ {
		if slices.ContainsFunc(silenced, func(s directive.Silenced) bool { return s.Contains(tf.LineStart(line)) }) {
			lines = append(lines, line)
		}
	}
	return lines
}

// TestNolintScope holds the rules of golangci-lint. Lines that end in "+" are
// silenced.
func TestNolintScope(t *testing.T) {
	for name, src := range map[string]string{
		"end of a line": `package p

func f() { //nolint:parvet // +
	g()
	g() //nolint // +
	g()
}
`,
		"above a function": `package p

//nolint:parvet // +
func f() { // +
	g() // +
} // +

func g() {}
`,
		"in a comment": `package p

// f does. +
//nolint:parvet // +
// And more. +
func f() { // +
	g() // +
} // +

func g() {}
`,
		"above a statement": `package p

func f() {
	g()
	//nolint:parvet // +
	for { // +
		g() // +
	} // +
	g()
	//nolint:errcheck
	g()
}
`,
		"not in the same column": `package p

func f() {
//nolint:parvet // +
	g()
}
`,
		"not in the next line": `package p

//nolint:parvet // +

func f() {
	g()
}
`,
		"above the package": `//nolint:parvet // +
package p // +
 // +
func f() {} // +
`,
		"line directives": `package p

//line other.go:100
func f() {
	//nolint:parvet // +
	g() // +
	g()
}
`,
		"above a field": `package p

var x = T{
	//nolint:parvet // +
	f: func() { // +
		g() // +
	}, // +
	h: func() {
		g()
	},
}
`,
	} {
		var want []int
		for i, line := range strings.Split(src, "\n") {
			if strings.HasSuffix(line, "+") {
				want = append(want, i+1)
			}
		}
		if got := silencedLines(t, src); !slices.Equal(got, want) {
			t.Errorf("%s: the lines %v are silenced, want %s", name, got, fmt.Sprint(want))
		}
	}
}
