// Package directive reads the comments by which a program speaks to parvet:
//
//	//parvet:ignore RULE[,RULE...] reason
//
// The form is that of Go's own directives: no space after the slashes, so that
// gofmt leaves them alone and go doc does not show them.
package directive

import (
	"go/ast"
	"go/token"
	"strings"
)

// Ignore is the verb of a directive that silences rules.
const Ignore = "ignore"

// Verbs returns what may follow "//parvet:".
func Verbs() []string { return []string{Ignore} }

// A Directive is one comment.
type Directive struct {
	Verb     string
	Args     string // the rest of the line, without the spaces around it
	Pos, End token.Pos
	Spaced   bool // a space keeps it from being a directive: "// parvet:ignore"
}

// Parse returns the directives of a file, in their order.
func Parse(file *ast.File) []*Directive {
	var ds []*Directive
	for _, group := range file.Comments {
		for _, c := range group.List {
			if d, ok := parse(c); ok {
				ds = append(ds, d)
			}
		}
	}
	return ds
}

func parse(c *ast.Comment) (*Directive, bool) {
	text, ok := strings.CutPrefix(c.Text, "//")
	if !ok {
		return nil, false
	}
	trimmed := strings.TrimLeft(text, " \t")
	rest, ok := strings.CutPrefix(trimmed, "parvet:")
	if !ok {
		return nil, false
	}
	// What follows "//" in the same line is a comment on the directive, such as
	// the expectations of a test.
	rest, _, _ = strings.Cut(rest, " // ")
	verb, args := rest, ""
	if i := strings.IndexAny(rest, " \t"); i >= 0 {
		verb, args = rest[:i], rest[i:]
	}
	return &Directive{
		Verb:   verb,
		Args:   strings.TrimSpace(args),
		Pos:    c.Pos(),
		End:    c.End(),
		Spaced: trimmed != text,
	}, true
}

// Rules splits the arguments of an ignore directive: the rules that it names,
// and why they are to be silent. Spaces may follow the commas between rules.
func (d *Directive) Rules() (rules []string, reason string) {
	rest := d.Args
	for {
		end := strings.IndexAny(rest, ", \t")
		if end < 0 {
			end = len(rest)
		}
		if end > 0 {
			rules = append(rules, rest[:end])
		}
		rest = strings.TrimLeft(rest[end:], " \t")
		list, more := strings.CutPrefix(rest, ",")
		if !more {
			return rules, rest
		}
		rest = strings.TrimLeft(list, " \t")
	}
}
