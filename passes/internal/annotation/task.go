package annotation

import (
	"go/types"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/directive"
	"github.com/parvet/parvet/models"
)

// task reads what is made a task.
func (r *reader) task(d *directive.Directive, found []*place) {
	words := strings.Fields(d.Args)
	each := len(words) > 0 && words[0] == "each"
	if each {
		words = words[1:]
	}
	switch found[0].kind {
	case function:
		r.taskOf(d, found[0], words, each)
		return
	case parameter, field, variable, typeName:
	default:
		r.misplaced(d)
		return
	}
	if len(words) > 0 {
		r.problem(d, "//parvet:task has no effect: want each or nothing after it, have %q", words[0])
		return
	}
	var fit []*place
	var names []string
	for _, p := range found {
		if len(p.objs) > 0 && isTask(p.kind, p.objs[0]) {
			fit = append(fit, p)
		}
		for _, obj := range p.objs {
			names = append(names, types.TypeString(obj.Type(), types.RelativeTo(obj.Pkg())))
		}
	}
	switch {
	case len(fit) == 0 && found[0].kind == typeName:
		r.problem(d, "//parvet:task has no effect: it belongs to a type of functions, or of interfaces with one method")
	case len(fit) == 0 && len(names) > 0:
		r.problem(d, "//parvet:task has no effect: %s is no function, nor does it hold any", names[0])
	case len(fit) == 0:
		r.misplaced(d)
	case len(fit) > 1:
		r.vague(d, fit)
	case fit[0].kind == parameter && nameless(fit[0].fn):
		r.misplaced(d)
	case fit[0].kind == parameter:
		for i := range fit[0].objs {
			r.makes(d, fit[0].fn, models.Task{Param: fit[0].first + i, Of: models.NoParam, Each: each})
		}
	default:
		for _, obj := range fit[0].objs {
			r.makes(d, obj, models.Task{Param: models.Receiver, Of: models.NoParam, Each: each})
		}
	}
}

// isTask reports whether what is put into a place can be a task.
func isTask(k kind, obj types.Object) bool {
	s, ok := ShapeOf(obj.Type())
	if k == typeName {
		n, named := obj.Type().(*types.Named)
		return ok && !s.Elem && named && n.Obj() == obj
	}
	return ok
}

// taskOf reads which parameters of a function a directive is about that stands
// at the function: those that it names, or the only one that can be meant.
func (r *reader) taskOf(d *directive.Directive, p *place, words []string, each bool) {
	var fn *types.Func
	if len(p.objs) > 0 {
		fn, _ = p.objs[0].(*types.Func)
	}
	if fn == nil || nameless(fn) {
		r.misplaced(d)
		return
	}
	params := fn.Signature().Params()
	var names []string
	var fit, funcs []int
	for i := range params.Len() {
		s, ok := ShapeOf(params.At(i).Type())
		if !ok {
			continue
		}
		names = append(names, params.At(i).Name())
		fit = append(fit, i)
		if s.Method == "" {
			funcs = append(funcs, i)
		}
	}
	if len(words) == 0 {
		meant := funcs
		if meant == nil {
			meant = fit
		}
		switch len(meant) {
		case 0:
			r.problem(d, "//parvet:task has no effect: no parameter of %s is a function, or holds any", fn.Name())
		case 1:
			r.makes(d, fn, models.Task{Param: meant[0], Of: models.NoParam, Each: each})
		default:
			r.problem(d, "//parvet:task does not say which of %s it means and has no effect: write //parvet:task NAME", strings.Join(names, ", "))
		}
		return
	}
	for _, word := range words {
		i := paramNamed(fn.Signature(), strings.TrimSuffix(word, ","))
		switch {
		case i < 0:
			r.problem(d, "//parvet:task names no parameter of %s: %q%s", fn.Name(), word, hint(word, names))
		case !slices.Contains(fit, i):
			r.problem(d, "//parvet:task has no effect: %s is no function, nor does it hold any", params.At(i).Type())
		default:
			r.makes(d, fn, models.Task{Param: i, Of: models.NoParam, Each: each})
		}
	}
}

func (r *reader) vague(d *directive.Directive, found []*place) {
	var names []string
	for _, p := range found {
		for _, obj := range p.objs {
			names = append(names, obj.Name())
		}
	}
	r.problem(d, "//parvet:task does not say which of %s it means and has no effect: put each parameter on a line of its own", strings.Join(names, ", "))
}

func (r *reader) makes(d *directive.Directive, obj types.Object, t models.Task) {
	if r.first(d, said{obj, d.Verb, string(rune('a' + t.Param))}) {
		n := r.note(obj)
		n.Line.Tasks = append(n.Line.Tasks, t)
		slices.SortFunc(n.Line.Tasks, func(a, b models.Task) int { return a.Param - b.Param })
	}
}

// cpu reads what belongs to a pool for CPU work.
func (r *reader) cpu(d *directive.Directive, found []*place) {
	if d.Args != "" {
		r.problem(d, "//parvet:cpu has no effect: want nothing after it, have %q", d.Args)
		return
	}
	c := CPU{Directive: d}
	for _, p := range found {
		switch p.kind {
		case packageClause:
			c.Package = true
		case parameter:
			c.Objects = append(c.Objects, p.fn)
		case literal:
		default:
			c.Objects = append(c.Objects, p.objs...)
		}
	}
	if !c.Package && len(c.Objects) == 0 {
		r.misplaced(d)
		return
	}
	about := said{verb: d.Verb}
	if !c.Package {
		about.about = c.Objects[0]
	}
	if r.first(d, about) {
		r.CPUs = append(r.CPUs, c)
	}
}
