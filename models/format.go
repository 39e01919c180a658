package models

import (
	"fmt"
	"strings"
)

// String returns the table as a model file: packages in order, names in order,
// clauses in the order of [Func.String]. [Parse] returns an equal table, except
// for the positions of the lines.
func (t *Table) String() string {
	var b strings.Builder
	for i, p := range t.Packages() {
		if i > 0 {
			b.WriteByte('\n')
		}
		p.format(&b)
	}
	return b.String()
}

func (p *Package) format(b *strings.Builder) {
	fmt.Fprintf(b, "package %s\n", p.Path)
	for _, d := range []struct{ name, value string }{
		{"pool", string(p.Pool)},
		{"offer blocking", p.Offers.Blocking},
		{"offer sleep", p.Offers.Sleep},
		{"offer collect", p.Offers.Collect},
	} {
		if d.value != "" {
			fmt.Fprintf(b, "%s %s\n", d.name, d.value)
		}
	}
	for _, name := range p.Names() {
		fmt.Fprintf(b, "%-31s %s\n", name, p.funcs[name])
	}
}

// String returns the clauses of f as a model has them, without its name.
func (f *Func) String() string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	of := func(n int) string {
		if n == NoParam {
			return ""
		}
		return " of " + paramName(n)
	}
	if f.OK {
		add("ok")
	}
	for _, e := range f.Effects {
		add("%s", e)
	}
	for _, c := range f.Calls {
		what := paramName(c.Param)
		if c.Field != "" {
			what += "." + c.Field
		}
		if c.Go {
			add("calls %s%s go", what, of(c.Of))
		} else {
			add("calls %s%s", what, of(c.Of))
		}
	}
	for _, i := range f.Invokes {
		add("invokes %s %s", paramName(i.Param), i.Method)
	}
	for _, n := range f.Offloads {
		add("offloads %s", paramName(n))
	}
	for _, t := range f.Tasks {
		mode := "one"
		switch {
		case t.Parts:
			mode = "parts"
		case t.Each:
			mode = "each"
		case t.Joined:
			mode = "joined"
		}
		add("task %s %s%s", paramName(t.Param), mode, of(t.Of))
	}
	for _, n := range f.Wraps {
		add("wraps %s", paramName(n))
	}
	if f.Gives != None {
		add("gives %s", f.Gives)
	}
	for _, n := range f.Contains {
		add("contains %s", paramName(n))
	}
	for _, n := range f.ReturnsFunc {
		add("returnsfunc %s", paramName(n))
	}
	for _, n := range f.Reads {
		add("reads %s", paramName(n))
	}
	if f.Pipe != nil {
		add("pipe %s", strings.Join(f.Pipe, " "))
	}
	if f.Clock {
		add("clock")
	}
	if f.Asks {
		add("asks")
	}
	for _, n := range f.Latch {
		add("latch %s", paramName(n))
	}
	for _, e := range f.Ended {
		if e.If == NoParam {
			add("ended %s", paramName(e.Param))
		} else {
			add("ended %s if %d", paramName(e.Param), e.If)
		}
	}
	for _, n := range f.After {
		add("after %s", paramName(n))
	}
	if l := f.Limits; l != nil {
		add("%s", strings.Join(append([]string{"limits", paramName(l.Time)}, l.Methods...), " "))
	}
	if f.Timer != nil {
		add("timer%s", option("for", f.Timer.For))
	}
	if c := f.Context; c != nil {
		all = append(all, c.clauses()...)
	}
	if f.Done {
		add("done")
	}
	if f.Exits {
		add("exits")
	}
	if f.Address {
		add("address")
	}
	if f.Setting {
		add("setting")
	}
	if f.Fails {
		add("fails")
	}
	if f.Logs {
		add("logs")
	}
	return strings.Join(all, "; ")
}

// String returns the effect as a model has it.
func (e Effect) String() string {
	text := e.Kind.String()
	if e.Param != NoParam {
		text += " " + paramName(e.Param)
	}
	text += option("for", e.For) + option("ctx", e.Ctx)
	if e.Max != "" {
		text += " max=" + e.Max
	}
	text += option("addr", e.Addr) + option("nil", e.Nil)
	if e.Short {
		text += " short"
	}
	return text
}

// clauses returns the clauses that describe c.
func (c *Context) clauses() []string {
	var all []string
	if c.Background {
		all = append(all, "background")
	}
	if c.Cancel {
		all = append(all, "cancel")
	}
	for _, p := range []struct {
		word string
		n    int
	}{{"parent", c.Parent}, {"deadline", c.Deadline}, {"timeout", c.Timeout}} {
		if p.n != NoParam {
			all = append(all, p.word+" "+paramName(p.n))
		}
	}
	return all
}

func option(word string, n int) string {
	if n == NoParam {
		return ""
	}
	return " " + word + "=" + paramName(n)
}

func paramName(n int) string {
	if n == Receiver {
		return "recv"
	}
	return fmt.Sprint(n)
}
