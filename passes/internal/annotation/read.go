package annotation

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/parvet/parvet/internal/directive"
	"github.com/parvet/parvet/internal/suggest"
	"github.com/parvet/parvet/models"
)

type reader struct {
	*Set
	fset *token.FileSet
	info *types.Info
	said map[said]*directive.Directive

	contradictions []contradiction
}

// said is what must not be said twice.
type said struct {
	about any // an object or a literal
	verb  string
	what  string // the kind of a wait, the number of a parameter
}

// A contradiction is between two directives about one thing.
type contradiction struct {
	note *Note
	ds   [2]*directive.Directive
}

func (c *contradiction) other(d *directive.Directive) *directive.Directive {
	if c.ds[0] == d {
		return c.ds[1]
	}
	return c.ds[0]
}

func (r *reader) problem(d *directive.Directive, format string, args ...any) {
	r.Problems = append(r.Problems, Problem{d.Pos, d.End, fmt.Sprintf(format, args...)})
}

// belongs says where each directive may stand.
var belongs = map[string]string{
	directive.Blocking:    "a function, a method of an interface, or a variable or field of a function type",
	directive.NonBlocking: "a function, a method of an interface, or a variable or field of a function type",
	directive.Task:        "a parameter, a field, a variable or a type that takes functions, or values with one method",
	directive.CPU:         "a package clause, a type or a function, or to what has //parvet:task",
}

func (r *reader) misplaced(d *directive.Directive) {
	r.problem(d, "//parvet:%s is misplaced and has no effect: it belongs to %s", d.Verb, belongs[d.Verb])
}

// read reads one directive.
func (r *reader) read(file *ast.File, places []*place, d *directive.Directive) {
	found := r.find(file, places, d)
	if len(found) == 0 {
		r.misplaced(d)
		return
	}
	switch d.Verb {
	case directive.Task:
		r.task(d, found)
	case directive.CPU:
		r.cpu(d, found)
	default:
		r.calls(d, found)
	}
}

// calls reads what a call does.
func (r *reader) calls(d *directive.Directive, found []*place) {
	p := found[0]
	var about []any
	var sig *types.Signature
	for _, obj := range p.objs {
		s, ok := obj.Type().Underlying().(*types.Signature)
		if ok && p.kind != parameter && p.kind != typeName && !nameless(obj) {
			about, sig = append(about, obj), s
		}
	}
	if p.kind == literal {
		about, sig = []any{p.lit}, r.info.TypeOf(p.lit).(*types.Signature)
	}
	if len(found) > 1 || about == nil {
		r.misplaced(d)
		return
	}
	line := models.Func{OK: true}
	if d.Verb == directive.Blocking {
		line = models.Func{}
		var err error
		if line.Effects, err = effects(d, sig); err != nil {
			r.problem(d, "%v", err)
			return
		}
	} else if d.Args == "" {
		r.problem(d, "//parvet:nonblocking gives no reason and has no effect: write //parvet:nonblocking reason")
		return
	}
	for _, a := range about {
		r.say(d, a, &line)
	}
}

// nameless reports whether an object is a method of an interface without a name.
func nameless(obj types.Object) bool {
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	recv := fn.Signature().Recv()
	return recv != nil && TypeName(recv.Type()) == nil
}

func (r *reader) say(d *directive.Directive, about any, line *models.Func) {
	key := said{about, d.Verb, ""}
	other := said{about, directive.NonBlocking, ""}
	if !line.OK {
		key.what = line.Effects[0].Kind.String()
	} else {
		other.verb = directive.Blocking
	}
	n := r.note(about)
	if !r.first(d, key) {
		return
	}
	if old := r.said[other]; old != nil {
		r.contradictions = append(r.contradictions, contradiction{n, [2]*directive.Directive{old, d}})
		return
	}
	r.said[said{about, d.Verb, ""}] = d
	if line.OK {
		n.Line.OK, n.NonBlocking = true, d
	}
	n.Line.Effects = append(n.Line.Effects, line.Effects...)
}

// first reports whether d is the first to say what it says.
func (r *reader) first(d *directive.Directive, s said) bool {
	if r.said[s] != nil {
		r.problem(d, "//parvet:%s is said twice: remove one", d.Verb)
		return false
	}
	r.said[s] = d
	return true
}

func (r *reader) note(about any) *Note {
	if lit, ok := about.(*ast.FuncLit); ok {
		if r.Literals[lit] == nil {
			r.Literals[lit] = new(Note)
		}
		return r.Literals[lit]
	}
	obj := about.(types.Object)
	if r.Notes[obj] == nil {
		r.Notes[obj] = new(Note)
	}
	return r.Notes[obj]
}

// kinds are the waits that some rule reports and a function can be said to do.
// What takes or frees a lock does more than wait, so that is left to models.
var kinds = []models.Kind{
	models.Cond, models.DB, models.File, models.GroupWait, models.Net, models.Process,
	models.Recv, models.Select, models.Sem, models.Send, models.Sleep, models.Stdio,
}

// Kinds returns the words that //parvet:blocking may name.
func Kinds() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.String())
	}
	return names
}

// effects returns what //parvet:blocking says: an effect as a model has it, but
// that parameters may go by their names.
func effects(d *directive.Directive, sig *types.Signature) ([]models.Effect, error) {
	e := models.Effect{Kind: models.Blocking, Param: models.NoParam, For: models.NoParam, Ctx: models.NoParam, Addr: models.NoParam, Nil: models.NoParam}
	words := strings.Fields(d.Args)
	names := Kinds()
	if len(words) > 0 && !strings.Contains(words[0], "=") {
		i := slices.Index(names, words[0])
		if i < 0 {
			return nil, fmt.Errorf("//parvet:blocking names an unknown kind %q and has no effect%s", words[0], hint(words[0], names))
		}
		e.Kind, words = kinds[i], words[1:]
	}
	for _, word := range words {
		option, name, _ := strings.Cut(word, "=")
		var n *int
		var fits func(types.Type) bool
		var want string
		switch {
		case option == "ctx" && e.Ctx == models.NoParam:
			n, fits, want = &e.Ctx, carriesContext, "a context, nor carries one"
		case option == "for" && e.For == models.NoParam:
			n, fits, want = &e.For, isNamed("time", "Duration"), "a time.Duration"
		default:
			return nil, fmt.Errorf("//parvet:blocking has no effect: want KIND, for=PARAM or ctx=PARAM, have %q", word)
		}
		i := paramNamed(sig, name)
		if i < 0 {
			return nil, fmt.Errorf("//parvet:blocking has no effect: there is no parameter %q", name)
		}
		if !fits(sig.Params().At(i).Type()) {
			return nil, fmt.Errorf("//parvet:blocking has no effect: parameter %s is not %s", name, want)
		}
		*n = i
	}
	return []models.Effect{e}, nil
}

// paramNamed returns the number of a parameter, by its name or its number, or -1.
func paramNamed(sig *types.Signature, name string) int {
	for i := range sig.Params().Len() {
		if name != "_" && sig.Params().At(i).Name() == name {
			return i
		}
	}
	if n, err := strconv.Atoi(name); err == nil && 0 <= n && n < sig.Params().Len() {
		return n
	}
	return -1
}

func hint(name string, known []string) string {
	if near := suggest.Nearest(name, known); near != "" {
		return fmt.Sprintf("; did you mean %s?", near)
	}
	return ": there are " + strings.Join(known, ", ")
}

func isNamed(path, name string) func(types.Type) bool {
	return func(t types.Type) bool {
		n := TypeName(t)
		return n != nil && n.Name() == name && n.Pkg() != nil && n.Pkg().Path() == path
	}
}

// carriesContext holds for a context, and for a pointer to a struct with one,
// such as an *http.Request.
func carriesContext(t types.Type) bool {
	isContext := isNamed("context", "Context")
	if isContext(t) {
		return true
	}
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	s, ok := p.Elem().Underlying().(*types.Struct)
	return ok && slices.ContainsFunc(slices.Collect(s.Fields()), func(f *types.Var) bool { return isContext(f.Type()) })
}
