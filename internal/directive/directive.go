// Package directive reads the comments by which a program speaks to parvet:
//
//	//parvet:ignore RULE[,RULE...] reason
//	//parvet:blocking [KIND [for=PARAM] [ctx=PARAM]]
//	//parvet:nonblocking reason
//	//parvet:task [each] [PARAM...]
//	//parvet:cpu
//
// The form is that of Go's own directives: no space after the slashes, so that
// gofmt leaves them alone and go doc does not show them.
package directive

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// The verbs. Ignore silences rules; the others, the annotations, say what a
// program does.
const (
	Ignore      = "ignore"
	Blocking    = "blocking"    // a call of this waits
	NonBlocking = "nonblocking" // a call of this does not wait for long
	Task        = "task"        // what is put here becomes a task
	CPU         = "cpu"         // of a pool that blocking starves
)

// Verbs returns what may follow "//parvet:".
func Verbs() []string { return append([]string{Ignore}, Annotations()...) }

// Annotations returns the verbs but for Ignore.
func Annotations() []string { return []string{Blocking, NonBlocking, Task, CPU} }

// A Directive is one comment.
type Directive struct {
	Verb     string
	Args     string // the rest of the line, without the spaces around it
	Pos, End token.Pos
	Spaced   bool // a space keeps it from being a directive: "// parvet:ignore"
	Block    bool // the form of the comment does: "/*parvet:task*/"
}

// Active reports whether nothing in its form keeps d from being a directive.
func (d *Directive) Active() bool { return !d.Spaced && !d.Block }

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
		return parseBlock(c)
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

// parseBlock finds annotations that stand between parameters as a comment that
// does not end the line.
func parseBlock(c *ast.Comment) (*Directive, bool) {
	rest, ok := strings.CutPrefix(strings.TrimSuffix(c.Text, "*/"), "/*parvet:")
	verb, args, _ := strings.Cut(rest, " ")
	if !ok || !slices.Contains(Annotations(), verb) {
		return nil, false
	}
	return &Directive{Verb: verb, Args: strings.TrimSpace(args), Pos: c.Pos(), End: c.End(), Block: true}, true
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
