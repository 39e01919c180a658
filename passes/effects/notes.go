package effects

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/internal/annotation"
)

// Annotations in the source say of a function what a line of a model would.
// They go before what the engine finds in its body, and after the models.
//
// An annotated function keeps what it does with its parameters, and with the
// mutexes of its callers: only the effects are replaced.

// notes is what the annotations of this package and of others say.
type notes struct {
	*annotation.Set
	names    map[types.Object]string // of what is annotated, as in the tables
	foreign  map[*types.Package]map[types.Object]*note
	excluded map[*ssa.Function]bool // that have effects which annotations deny
	broken   string                 // why they could not be read, see reportBroken
}

// A note is what is said of a variable, a field, a type or a method of an
// interface.
type note struct {
	*annotation.Note
	name string
	pkg  *types.Package

	model *types.Signature // of the function in a variable or field, if a model says so
}

// newNotes reads the annotations of a package. A panic in that costs these only.
func newNotes(pass *analysis.Pass) (n *notes) {
	none := func(why string) *notes {
		return &notes{
			Set:      new(annotation.Set),
			names:    make(map[types.Object]string),
			foreign:  make(map[*types.Package]map[types.Object]*note),
			excluded: make(map[*ssa.Function]bool),
			broken:   why,
		}
	}
	defer func() {
		if r := recover(); r != nil {
			n = none(panicText(r))
		}
	}()
	n = none("")
	n.read(pass)
	return n
}

func (n *notes) read(pass *analysis.Pass) {
	beforeNotes()
	n.Set = annotation.Read(pass.Fset, pass.Files, pass.TypesInfo)
	if len(n.Notes) == 0 {
		return
	}
	for _, spec := range typeSpecs(pass.Files) {
		obj := pass.TypesInfo.Defs[spec.Name]
		if obj == nil {
			continue
		}
		n.names[obj] = obj.Name()
		if st, ok := obj.Type().Underlying().(*types.Struct); ok {
			for f := range st.Fields() {
				if n.names[f] == "" { // else it is of the type that this one is made of
					n.names[f] = obj.Name() + "." + f.Name()
				}
			}
		}
	}
	for obj := range n.Notes {
		switch obj := obj.(type) {
		case *types.Func:
			_, n.names[obj] = modelName(obj)
		case *types.Var:
			if n.names[obj] == "" {
				n.names[obj] = obj.Name()
			}
		}
		if table().Func(pass.Pkg.Path(), n.names[obj]) != nil {
			delete(n.Notes, obj)
		}
	}
}

// typeSpecs returns the declarations of types, those in functions included.
func typeSpecs(files []*ast.File) []*ast.TypeSpec {
	var specs []*ast.TypeSpec
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				specs = append(specs, spec)
			}
			return true
		})
	}
	return specs
}

// noteOn returns what is said of a function or a literal of this package, or nil.
func (e *engine) noteOn(fn *ssa.Function) *annotation.Note {
	if lit, ok := fn.Syntax().(*ast.FuncLit); ok {
		return e.notes.Literals[lit]
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		return e.notes.Notes[obj]
	}
	return nil
}

// annotate begins the summary of a function with what is said of it.
func (e *engine) annotate(fn *ssa.Function) {
	n, s := e.noteOn(fn), e.nodes[fn]
	if n == nil {
		return
	}
	if n.Calls() {
		s.said = &n.Line
		s.effects = effectsOf(s.said)
	}
	s.hands = handsOf(fn.Object(), n)
}

// handsOf returns which parameters of a function become tasks by annotations.
func handsOf(obj types.Object, n *annotation.Note) []Hand {
	var hands []Hand
	for _, t := range n.Line.Tasks {
		fn := obj.(*types.Func)
		shape, _ := annotation.ShapeOf(fn.Signature().Params().At(t.Param).Type())
		hands = append(hands, Hand{Param: t.Param, Part: partOfShape(shape), Method: shape.Method, Entry: entryName(fn, ""),
			Pool: fn.Pkg().Path(), Each: t.Each, Joined: t.Each, CPU: n.CPU, said: true})
	}
	return hands
}

// overrule takes out of what an instruction of fn does what annotations of fn
// say otherwise.
func (e *engine) overrule(fn *ssa.Function, out *outcome) {
	if len(out.effects) > 0 && e.noteOn(fn).Calls() {
		out.effects = nil
		e.notes.excluded[fn] = true
	}
	if len(out.hands) > 0 && e.coveredCPU(fn) {
		for i := range out.hands {
			out.hands[i].CPU = true
		}
	}
}

// quiet reports whether fn is said to wait for nothing.
func (e *engine) quiet(fn *ssa.Function) bool {
	n := e.noteOn(fn)
	return n != nil && n.Line.OK
}

// coveredCPU reports whether what is handed to fn is for a pool for CPU work.
func (e *engine) coveredCPU(fn *ssa.Function) bool {
	if len(e.notes.CPUs) == 0 || fn.Object() == nil {
		return false
	}
	return e.notes.CPU(fn.Object())
}

// dropRepeated drops what annotations say of a parameter that is seen to be
// handed over: to where is the better name.
func (e *engine) dropRepeated(fn *ssa.Function) {
	n, s := e.noteOn(fn), e.nodes[fn]
	if n == nil || len(n.Line.Tasks) == 0 {
		return
	}
	seen := func(h Hand) bool {
		return slices.ContainsFunc(s.hands, func(g Hand) bool { return !g.said && g.outer == nil && g.Param == h.Param })
	}
	s.hands = slices.DeleteFunc(s.hands, func(h Hand) bool { return h.said && seen(h) })
	for i := range s.hands {
		if t := n.Task(s.hands[i].Param); t != nil {
			s.hands[i].Each = s.hands[i].Each || t.Each
			s.hands[i].Joined = s.hands[i].Joined || t.Each
		}
	}
}

// bounds returns the line by which effects are settled at a call.
func (s *summary) bounds() *models.Func {
	if s.model != nil {
		return s.model
	}
	return s.said
}

// saidOfMethod returns what is said of a method of an interface, or nil. Its
// line in a model goes before.
func (e *engine) saidOfMethod(obj *types.Func) *summary {
	if !isInterfaceMethod(obj) {
		return nil
	}
	n := e.about(obj)
	if n == nil {
		return nil
	}
	s := &summary{hands: handsOf(obj, n.Note)}
	if n.Calls() {
		s.said = &n.Line
		s.effects = effectsOf(s.said)
	}
	return s
}

func isInterfaceMethod(obj *types.Func) bool {
	recv := obj.Signature().Recv()
	return recv != nil && types.IsInterface(recv.Type())
}

// told returns what annotations say of a method of an interface, or nil.
func (e *engine) told(obj *types.Func) *annotation.Note {
	if obj == nil || !isInterfaceMethod(obj) {
		return nil
	}
	if n := e.about(obj.Origin()); n != nil {
		return n.Note
	}
	return nil
}

// mergeTold drops tasks of a call of an annotated method of an interface that are
// there twice: as the annotation says, and as one of the methods does that may
// be meant. It keeps the first, or the one that is for CPU work.
func (e *engine) mergeTold(out *outcome, targets []target) {
	if len(targets) < 2 || targets[0].obj == nil || e.told(targets[0].obj) == nil {
		return
	}
	var kept []handOver
	for _, h := range out.tasks {
		same := func(k handOver) bool { return k.task.fn == h.task.fn && k.task.obj == h.task.obj }
		i := slices.IndexFunc(kept, same)
		switch {
		case i < 0:
			kept = append(kept, h)
		case !e.handedForCPU(kept[i].hand) && e.handedForCPU(h.hand):
			kept[i] = h
		}
	}
	out.tasks = kept
}

// about returns what annotations say of a variable, a field, a type or a method
// of an interface of any package, or nil.
func (e *engine) about(obj types.Object) *note {
	if obj == nil || obj.Pkg() == nil {
		return nil
	}
	if obj.Pkg() == e.pass.Pkg {
		if n := e.notes.Notes[obj]; n != nil {
			return &note{Note: n, name: e.notes.names[obj], pkg: obj.Pkg()}
		}
		return nil
	}
	if !obj.Exported() || isStd(obj.Pkg().Path()) {
		return nil
	}
	found, ok := e.notes.foreign[obj.Pkg()]
	if !ok {
		found = e.imports.notes(obj.Pkg())
		e.notes.foreign[obj.Pkg()] = found
	}
	return found[obj]
}

// saidOf returns what a model or annotations say of the function that a value is
// read from a variable or a field, or nil.
func (e *engine) saidOf(v ssa.Value) *note {
	sig, ok := v.Type().Underlying().(*types.Signature)
	if !ok {
		return nil
	}
	var place *types.Var
	switch v := v.(type) {
	case *ssa.UnOp:
		place = e.place(v.X)
	case *ssa.Field:
		place = fieldOf(v.X.Type(), v.Field)
	}
	if place == nil {
		return nil
	}
	if m := e.modelOfValue(v); m != nil && (m.OK || m.Effects != nil || m.Calls != nil || m.Invokes != nil || m.Tasks != nil) {
		return &note{Note: &annotation.Note{Line: *m}, name: m.Name, pkg: place.Pkg(), model: sig}
	}
	if n := e.about(place); n != nil && n.Calls() {
		return n
	}
	return nil
}

// target returns the function that n is about.
func (n *note) target(edge Edge) target {
	made := &Made{Name: n.pkg.Path() + "." + n.name, Summary: Summary{Effects: effectsOf(&n.Line)}}
	if n.model == nil {
		return target{made: made, said: &n.Line, edge: edge}
	}
	made.Summary = *summaryOfLine(&n.Line, n.model, n.pkg.Name()+"."+n.name)
	return target{made: made, model: &n.Line, edge: edge}
}

// hand returns the hand-over of what is put into n, or nil if that makes no task.
func (n *note) hand(way finding.Way) *Hand {
	t := n.Task(models.Receiver)
	if t == nil {
		return nil
	}
	return &Hand{Entry: n.pkg.Name() + "." + n.name, Pool: n.pkg.Path(), Each: t.Each, Joined: t.Each, CPU: n.CPU, Way: way}
}

func (e *engine) handedForCPU(h Hand) bool {
	pool := e.table.Package(h.Pool)
	if pool == nil {
		pool = &models.Package{Path: h.Pool}
	}
	return e.forCPU(pool, h)
}

// forCPU reports whether a hand-over is to a pool that blocking starves. What
// the user says of the pool goes before what its authors do.
func (e *engine) forCPU(pool *models.Package, h Hand) bool {
	if cpuPools.contains(pool.Path) {
		return true
	}
	if p := userModels.table.Package(h.Pool); p != nil && p.Pool != models.NoPool {
		return p.Pool == models.CPUPool
	}
	return h.CPU || pool.Pool == models.CPUPool
}
