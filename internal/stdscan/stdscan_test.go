package stdscan

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/parvet/parvet/models"
)

var made = sync.OnceValues(func() (*Program, error) {
	return load(&packages.Config{Dir: "testdata/made", Env: append(os.Environ(), "GOWORK=off", "GOFLAGS=")}, ".")
})

// loadMade loads the made-up package, once.
func loadMade(t *testing.T) *Program {
	t.Helper()
	p, err := made()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func review(t *testing.T, src string) *Review {
	t.Helper()
	r, err := ParseReview("r", src)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func table(t *testing.T, src string) *models.Table {
	t.Helper()
	m, err := models.Parse("m", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const madeTable = "package made\nmodelled net\napply calls 0\n"

// TestDerive holds what is derived of each function against its comment.
func TestDerive(t *testing.T) {
	p := loadMade(t)
	d := p.Derive(table(t, madeTable), review(t, "because of this test\nmade vouched\n"))
	want := expected(t)
	for _, f := range p.API() {
		got := d.Why(f)
		if (got == "") != d.Harmless(f) {
			t.Errorf("%s: harmless %t, but %q", f.Name, d.Harmless(f), got)
		}
		if got == "" {
			got = "harmless"
		}
		w, ok := want[f.Name]
		if !ok {
			t.Errorf("%s is not expected to be found", f.Name)
		}
		// Of several reasons the first one is given.
		if !slices.Contains(strings.Split(w, " or "), got) {
			t.Errorf("%s: got %q, want %q", f.Name, got, w)
		}
		delete(want, f.Name)
	}
	for name := range want {
		t.Errorf("%s is not found", name)
	}
}

// expected returns the last line of the comments of all functions.
func expected(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "testdata/made/made.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]string)
	add := func(name string, doc *ast.CommentGroup) {
		lines := strings.Split(strings.TrimSpace(doc.Text()), "\n")
		if last := lines[len(lines)-1]; strings.HasPrefix(last, "\t") {
			want[name] = strings.TrimSpace(last)
		}
	}
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			name := fn.Name.Name
			if fn.Recv != nil {
				t := fn.Recv.List[0].Type
				if star, ok := t.(*ast.StarExpr); ok {
					t = star.X
				}
				name = t.(*ast.Ident).Name + "." + name
			}
			add(name, fn.Doc)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.Name == "Reader" {
			m := spec.Type.(*ast.InterfaceType).Methods.List[0]
			add("Reader."+m.Names[0].Name, m.Doc)
		}
		return true
	})
	return want
}

// TestCheck makes sure that each kind of problem is found.
func TestCheck(t *testing.T) {
	p := loadMade(t)
	undecided := Check(p, table(t, madeTable), review(t, ""), review(t, ""), []Func{{Path: "made", Name: "Elsewhere"}})
	var names []string
	for _, problem := range undecided.Problems {
		name, ok := strings.CutSuffix(strings.SplitN(problem, ": ", 2)[0], " is neither derived as harmless nor decided")
		if !ok {
			t.Errorf("got %q", problem)
		}
		names = append(names, strings.TrimPrefix(name, "made."))
	}
	decided := "because of this test\nmade " + strings.Join(names, " ")
	assumed := "because of this test\nmade vouched"
	others := []Func{{Path: "made", Name: "Elsewhere"}}

	for _, test := range []struct{ table, assumed, decided, want string }{
		{"", "", "", ""},
		{"", "", " Gone", "decided made.Gone: there is no such function"},
		{"", "", " Polls", "decided made.Polls: it is not needed, since the function is derived as harmless"},
		{"Deep recv", "", "", "decided made.Deep: it is not needed, since the function has a line in the table"},
		{"", " *", "", "decided made.Assembly: it is not needed, since the function is derived as harmless"},
		{"", " gone", "", "assumed made.gone: nothing exported is derived with it"},
		{"", " mutual", "", "assumed made.mutual: nothing exported is derived with it"},
		{"", " Reader.Read", "", "decided made.Reader.Read: it is not needed, since the function is assumed to be harmless"},
	} {
		fewer := strings.Replace(decided, " Vouched", "", 1)
		s := Check(p, table(t, madeTable+test.table), review(t, assumed+test.assumed), review(t, fewer+test.decided), others)
		if test.want == "" && len(s.Problems) > 0 || test.want != "" && !slices.Contains(s.Problems, test.want) {
			t.Errorf("%+v: got %q", test, s.Problems)
		}
	}
}

// TestCounts makes sure that what is counted is all there is.
func TestCounts(t *testing.T) {
	p := loadMade(t)
	s := Check(p, table(t, madeTable+"Deep recv"), review(t, "because of this test\nmade vouched\n"), review(t, "because of this test\nmade Sends *\n"),
		[]Func{{Path: "made", Name: "Elsewhere"}})
	var out strings.Builder
	if err := s.WriteCounts(&out); err != nil {
		t.Fatal(err)
	}
	want := `
  exported  harmless  table  reviewed  open  package
        36        13      1         2    20  made
        36        13      1         2    20  total, of which 1 are of other platforms
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParseReview(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"p F", `r:1: want "because REASON" before the first name`},
		{"because", "r:1: want a reason after because"},
		{"because x\np", "r:2: want names after the path p"},
		{"because x\np F\nbecause y\np G F", "r:4: want one decision about p.F, have another at line 2"},
	} {
		if _, err := ParseReview("r", test.src); err == nil || err.Error() != test.want {
			t.Errorf("%q: got %v, want %s", test.src, err, test.want)
		}
	}
	r := review(t, "# c\n\nbecause it is so\np F T.M\n")
	if reason, ok := r.Reason("p", "T.M"); !ok || reason != "it is so" {
		t.Errorf("Reason = %q, %t", reason, ok)
	}
	if _, ok := r.Reason("p", "G"); ok {
		t.Error("there is a reason for p.G")
	}
}
