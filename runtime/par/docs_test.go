package par_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// exported gives the doc comments of all exported names, "Scope.Spawn" for a method.
func exported(t *testing.T) map[string]string {
	t.Helper()
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(fset, files, "par")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	values := func(vs []*doc.Value) {
		for _, v := range vs {
			for _, spec := range v.Decl.Specs {
				s := spec.(*ast.ValueSpec)
				text := s.Doc.Text() + s.Comment.Text()
				if text == "" {
					text = v.Doc
				}
				for _, n := range s.Names {
					if n.IsExported() {
						all[n.Name] = text
					}
				}
			}
		}
	}
	funcs := func(in string, fs []*doc.Func) {
		for _, f := range fs {
			all[in+f.Name] = f.Doc
		}
	}
	values(p.Consts)
	values(p.Vars)
	funcs("", p.Funcs)
	for _, typ := range p.Types {
		all[typ.Name] = typ.Doc
		values(typ.Consts)
		values(typ.Vars)
		funcs("", typ.Funcs)
		funcs(typ.Name+".", typ.Methods)
	}
	return all
}

// Each exported name has a sentence that begins with it.
func TestNamesAreDocumented(t *testing.T) {
	all := exported(t)
	if len(all) < 150 {
		t.Fatalf("found %d names, want more", len(all))
	}
	for name, text := range all {
		short := name[strings.LastIndex(name, ".")+1:]
		switch text = strings.TrimSpace(text); {
		case text == "":
			t.Errorf("%s has no doc comment", name)
		case !strings.Contains(strings.SplitN(text, "\n", 2)[0], short):
			t.Errorf("%s: the comment does not begin with the name: %s", name, text)
		case !strings.HasSuffix(text, ".") && !strings.Contains(text, "\n\t"):
			t.Errorf("%s: the comment does not end with a sentence: %s", name, text)
		}
	}
}

var (
	quoted = regexp.MustCompile("`([A-Z]\\w*)")
	rules  = regexp.MustCompile(`[a-z]+`)
)

// The table of guards in the README says which options a guard has and which rules it backs up, and the comment of the guard names these rules.
func TestGuardsNameTheirRules(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| --- | --- | --- | --- |\n")
	all, found, last := exported(t), 0, ""
	for row := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(row, "| \n"), " | ")
		if len(cells) != 4 {
			break
		}
		if cells[3] != "the same" {
			last = cells[3]
		}
		// The first one is the guard; what is beside it adjusts it.
		for i, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
			comment, ok := all[m[1]]
			if !ok {
				t.Errorf("%s: there is no %s", cells[0], m[1])
				continue
			}
			found++
			if i > 0 {
				continue
			}
			_, backs, ok := strings.Cut(comment, "It backs up the rule")
			for _, rule := range rules.FindAllString(last, -1) {
				if !ok || !regexp.MustCompile(`\b`+rule+`\b`).MatchString(backs) {
					t.Errorf("%s: the comment of %s does not say that it backs up the rule %s", cells[0], m[1], rule)
				}
			}
		}
	}
	if found < 15 {
		t.Errorf("found %d options, want more", found)
	}
}
