package models

import (
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// A clauseForm is what may follow the first word of a clause.
type clauseForm struct {
	usage string
	// parse adds the clause to f, or reports that the arguments do not fit.
	parse func(f *Func, args []string) bool
}

// clauseForms holds the clauses that begin with a word of their own. All other
// clauses are effects and begin with a kind.
var clauseForms = map[string]clauseForm{
	"ok":      {"ok", flag(func(f *Func) *bool { return &f.OK })},
	"once":    {"once N", parseOnce},
	"calls":   {"calls N[.FIELD] [of M] [go]", parseCalls},
	"invokes": {"invokes N METHOD", parseInvokes},
	"task":    {"task N each|parts|one|joined [of M]", parseTask},
	"gives":   {"gives KIND", parseGives},
	"timer":   {"timer [for=N]", parseTimer},
	"limits":  {"limits N [METHOD...]", parseLimits},
	"pipe":    {"pipe METHOD...", parsePipe},
	"clock":   {"clock", flag(func(f *Func) *bool { return &f.Clock })},
	"asks":    {"asks", flag(func(f *Func) *bool { return &f.Asks })},
	"latch":   {"latch N", params(func(f *Func) *[]int { return &f.Latch })},
	"ended":   {"ended N [if R]", parseEnded},
	"after":   {"after N", params(func(f *Func) *[]int { return &f.After })},
	"done":    {"done", flag(func(f *Func) *bool { return &f.Done })},
	"exits":   {"exits", flag(func(f *Func) *bool { return &f.Exits })},
	"address": {"address", flag(func(f *Func) *bool { return &f.Address })},
	"setting": {"setting", flag(func(f *Func) *bool { return &f.Setting })},
	"fails":   {"fails", flag(func(f *Func) *bool { return &f.Fails })},
	"logs":    {"logs", flag(func(f *Func) *bool { return &f.Logs })},

	"offloads":    {"offloads N", params(func(f *Func) *[]int { return &f.Offloads })},
	"wraps":       {"wraps N", params(func(f *Func) *[]int { return &f.Wraps })},
	"reads":       {"reads N", params(func(f *Func) *[]int { return &f.Reads })},
	"contains":    {"contains N", params(func(f *Func) *[]int { return &f.Contains })},
	"returnsfunc": {"returnsfunc N", params(func(f *Func) *[]int { return &f.ReturnsFunc })},

	"background": {"background", flag(func(f *Func) *bool { return &f.context().Background })},
	"cancel":     {"cancel", flag(func(f *Func) *bool { return &f.context().Cancel })},
	"parent":     {"parent N", param(func(f *Func) *int { return &f.context().Parent })},
	"deadline":   {"deadline N", param(func(f *Func) *int { return &f.context().Deadline })},
	"timeout":    {"timeout N", param(func(f *Func) *int { return &f.context().Timeout })},
}

// parseClause adds a clause to f.
func (f *Func) parseClause(words []string) error {
	form, ok := clauseForms[words[0]]
	if kind := kindOf(words[0]); !ok {
		if kind == None {
			return fmt.Errorf("want a clause, have %q", words[0])
		}
		form = clauseForm{words[0] + " [for=N] [ctx=N] [max=FIELD] [addr=N] [nil=N] [short]", func(f *Func, args []string) bool {
			return parseEffect(f, kind, args)
		}}
	}
	if !form.parse(f, words[1:]) {
		return fmt.Errorf("want %q, have %q", form.usage, strings.Join(words, " "))
	}
	return nil
}

// flag returns the parser of a clause without arguments.
func flag(field func(*Func) *bool) func(*Func, []string) bool {
	return func(f *Func, args []string) bool {
		set := field(f)
		if len(args) != 0 || *set {
			return false
		}
		*set = true
		return true
	}
}

// param returns the parser of a clause with one parameter, stated once.
func param(field func(*Func) *int) func(*Func, []string) bool {
	return func(f *Func, args []string) bool {
		n := field(f)
		return len(args) == 1 && *n == NoParam && parseParam(args[0], n)
	}
}

// params returns the parser of a clause with one parameter, which may be stated
// for several.
func params(field func(*Func) *[]int) func(*Func, []string) bool {
	return func(f *Func, args []string) bool {
		n, all := NoParam, field(f)
		if len(args) != 1 || !parseParam(args[0], &n) {
			return false
		}
		*all = append(*all, n)
		return true
	}
}

// parseParam sets n to the parameter that the word stands for, recv or a number.
func parseParam(word string, n *int) bool {
	if word == "recv" {
		*n = Receiver
		return true
	}
	u, err := strconv.ParseUint(word, 10, 7) // no function has more than 127
	*n = int(u)
	return err == nil
}

func parseEffect(f *Func, kind Kind, args []string) bool {
	e := Effect{Kind: kind, Param: NoParam, For: NoParam, Ctx: NoParam, Addr: NoParam, Nil: NoParam}
	for _, arg := range args {
		option, n, _ := strings.Cut(arg, "=")
		switch {
		case option == "for" && e.For == NoParam && parseParam(n, &e.For):
		case option == "ctx" && e.Ctx == NoParam && parseParam(n, &e.Ctx):
		case option == "addr" && e.Addr == NoParam && parseParam(n, &e.Addr):
		case option == "nil" && e.Nil == NoParam && parseParam(n, &e.Nil):
		case option == "max" && e.Max == "" && token.IsIdentifier(n):
			e.Max = n
		case arg == "short" && !e.Short:
			e.Short = true
		default:
			return false
		}
	}
	f.Effects = append(f.Effects, e)
	return true
}

func parseOnce(f *Func, args []string) bool {
	e := Effect{Kind: Once, For: NoParam, Ctx: NoParam, Addr: NoParam, Nil: NoParam}
	if len(args) != 1 || !parseParam(args[0], &e.Param) {
		return false
	}
	f.Effects = append(f.Effects, e)
	return true
}

func parseCalls(f *Func, args []string) bool {
	c := Call{Of: NoParam}
	args, ok := parseOf(args, &c.Of)
	c.Go = len(args) == 2 && args[1] == "go"
	if !ok || len(args) != 1 && !c.Go {
		return false
	}
	n, field, ofField := strings.Cut(args[0], ".")
	if !parseParam(n, &c.Param) || ofField && !token.IsExported(field) {
		return false
	}
	c.Field = field
	f.Calls = append(f.Calls, c)
	return true
}

func parseEnded(f *Func, args []string) bool {
	e := Ended{If: NoParam}
	switch len(args) {
	case 1:
	case 3:
		if args[1] != "if" || !parseParam(args[2], &e.If) || e.If == Receiver {
			return false
		}
	default:
		return false
	}
	if !parseParam(args[0], &e.Param) {
		return false
	}
	f.Ended = append(f.Ended, e)
	return true
}

func parseInvokes(f *Func, args []string) bool {
	var i Invoke
	if len(args) != 2 || !parseParam(args[0], &i.Param) || !token.IsIdentifier(args[1]) {
		return false
	}
	i.Method = args[1]
	f.Invokes = append(f.Invokes, i)
	return true
}

func parseTask(f *Func, args []string) bool {
	t := Task{Of: NoParam}
	args, ok := parseOf(args, &t.Of)
	if !ok || len(args) != 2 || !parseParam(args[0], &t.Param) {
		return false
	}
	switch args[1] {
	case "each":
		t.Each = true
	case "parts":
		t.Each, t.Parts = true, true
	case "one":
	case "joined":
		t.Joined = true
	default:
		return false
	}
	f.Tasks = append(f.Tasks, t)
	return true
}

// parseOf takes "of M" out of the arguments of a clause, behind the first one or the
// last.
func parseOf(args []string, n *int) (rest []string, ok bool) {
	i := slices.Index(args, "of")
	if i < 0 {
		return args, true
	}
	if i == 0 || i+1 == len(args) || !parseParam(args[i+1], n) {
		return args, false
	}
	return slices.Delete(slices.Clone(args), i, i+2), true
}

func parseGives(f *Func, args []string) bool {
	if len(args) != 1 || f.Gives != None {
		return false
	}
	f.Gives = kindOf(args[0])
	return f.Gives.Blocks()
}

func parseTimer(f *Func, args []string) bool {
	if f.Timer != nil || len(args) > 1 {
		return false
	}
	f.Timer = &Timer{For: NoParam}
	if len(args) == 0 {
		return true
	}
	n, ok := strings.CutPrefix(args[0], "for=")
	return ok && parseParam(n, &f.Timer.For)
}

func parseLimits(f *Func, args []string) bool {
	l := new(Limit)
	if f.Limits != nil || len(args) == 0 || !parseParam(args[0], &l.Time) {
		return false
	}
	for _, m := range args[1:] {
		if !token.IsIdentifier(m) {
			return false
		}
		l.Methods = append(l.Methods, m)
	}
	f.Limits = l
	return true
}

func parsePipe(f *Func, args []string) bool {
	if f.Pipe != nil || len(args) == 0 {
		return false
	}
	for _, m := range args {
		if !token.IsIdentifier(m) {
			return false
		}
	}
	f.Pipe = args
	return true
}

// context returns the context that f describes, which it makes if need be.
func (f *Func) context() *Context {
	if f.Context == nil {
		f.Context = &Context{Parent: NoParam, Deadline: NoParam, Timeout: NoParam}
	}
	return f.Context
}
