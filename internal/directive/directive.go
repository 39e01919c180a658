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
	Verb     string // "" if there is none: "//parvet:", "//parvet"
	Args     string // the rest of the line, without the spaces around it
	Pos, End token.Pos
	Spaced   bool // a space keeps it from being a directive: "// parvet:ignore"
	Block    bool // the form of the comment does: "/*parvet:task*/"
	Near     bool // something else does: "//Parvet:task", "//go:parvet:task"
	Loose    bool // with Near: it is one only if what follows fits: "// parvet: task"
	Inside   bool // other text before it in the comment does: "// slow //parvet:ignore sleep known"; only if it fits
}

// Active reports whether nothing in its form keeps d from being a directive.
func (d *Directive) Active() bool { return !d.Spaced && !d.Block && !d.Near && !d.Inside }

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
	d, ok := parseText(c.Text)
	if ok {
		d.Pos, d.End = c.Pos(), c.End()
	}
	return d, ok
}

func parseText(comment string) (*Directive, bool) {
	text, ok := strings.CutPrefix(comment, "//")
	if !ok {
		return parseBlock(comment)
	}
	trimmed := strings.TrimLeft(text, " \t")
	rest, ok := strings.CutPrefix(trimmed, tool+":")
	if !ok {
		if d, ok := near(text); ok {
			return d, true
		}
		if bare(text) {
			return new(Directive), true
		}
		return inside(trimmed)
	}
	// What follows "//" in the same line is a comment on the directive, such as
	// the expectations of a test.
	rest, _, _ = strings.Cut(rest, " // ")
	verb, args := rest, ""
	if i := strings.IndexAny(rest, " \t"); i >= 0 {
		verb, args = rest[:i], rest[i:]
	}
	d := &Directive{Verb: verb, Args: strings.TrimSpace(args), Spaced: trimmed != text}
	if slices.Contains(Verbs(), verb) {
		return d, true
	}
	n, ok := near(text)
	switch {
	case !ok:
		return d, true
	case !d.Spaced:
		n.Loose = false // it cannot be anything else
	}
	return n, true
}

// inside finds an ignore directive after other text in a comment, unless the text
// quotes it.
func inside(text string) (*Directive, bool) {
	before, rest, ok := strings.Cut(text, " //"+tool+":"+Ignore+" ")
	if !ok || strings.TrimSpace(before) == "" || strings.Count(before, `"`)%2 != 0 || strings.Count(before, "`")%2 != 0 {
		return nil, false
	}
	rest, _, _ = strings.Cut(rest, " // ")
	return &Directive{Verb: Ignore, Args: strings.TrimSpace(rest), Inside: true}, true
}

// parseBlock finds directives in a comment that need not end the line: those
// that stand between parameters are meant, others only if they are alone in it.
func parseBlock(comment string) (*Directive, bool) {
	text := strings.TrimSuffix(strings.TrimPrefix(comment, "/*"), "*/")
	if rest, ok := strings.CutPrefix(text, tool+":"); ok {
		verb, args, _ := strings.Cut(rest, " ")
		if slices.Contains(Annotations(), verb) {
			return &Directive{Verb: verb, Args: strings.TrimSpace(args), Block: true}, true
		}
	}
	if strings.Contains(text, "\n") {
		return nil, false
	}
	d, ok := near(strings.TrimSpace(text))
	if ok {
		d.Block, d.Loose = true, true
	}
	return d, ok
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
