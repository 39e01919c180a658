package rule

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// MustDoc returns the documentation of an analyzer from the source of its
// doc.go: the section headed "# Analyzer name" of the package comment, less the
// heading. It panics if there is none, so that no analyzer ships without.
func MustDoc(source, name string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", source, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		panic(err)
	}
	text := text(f.Doc)
	_, section, ok := strings.Cut(text, "# Analyzer "+name+"\n")
	if !ok {
		panic(fmt.Sprintf("no section # Analyzer %s in doc.go", name))
	}
	section, _, _ = strings.Cut(section, "\n# ")
	section = strings.TrimSpace(section)
	if !strings.HasPrefix(section, name+": ") {
		panic(fmt.Sprintf("the section # Analyzer %s does not begin with %q", name, name+": "))
	}
	return section
}

func text(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	return doc.Text()
}
