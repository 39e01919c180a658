package effects

import (
	"go/types"
	"slices"

	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/internal/annotation"
)

// fromModel turns a line of the tables about a function into a summary.
func fromModel(m *models.Func, obj *types.Func) *summary {
	s := fromFact(summaryOfLine(m, obj.Signature(), entryName(obj, "")))
	s.model = m
	return s
}

// summaryOfLine returns what a line says of a function. Bounds that depend on
// arguments are settled at each call, see bounded. entry is what the function is
// called where it makes tasks.
func summaryOfLine(m *models.Func, sig *types.Signature, entry string) *Summary {
	s := &Summary{Effects: effectsOf(m)}
	shape := func(param int) annotation.Shape {
		if param < 0 || param >= sig.Params().Len() {
			return annotation.Shape{}
		}
		sh, _ := annotation.ShapeOf(sig.Params().At(param).Type())
		return sh
	}
	for _, c := range m.Calls {
		if !c.Go {
			part := partOfShape(shape(c.Param))
			if c.Field != "" {
				part = Part("." + c.Field)
			}
			s.Calls = append(s.Calls, ParamCall{Param: c.Param, Part: part, Repeats: true, Given: givenOfLine(sig, c.Param, c.Of)})
		}
	}
	for _, c := range m.Invokes {
		s.Invokes = append(s.Invokes, ParamInvoke{ParamCall: ParamCall{Param: c.Param, Repeats: true}, Method: c.Method})
	}
	for _, t := range m.Tasks {
		sh := shape(t.Param)
		s.Hands = append(s.Hands, Hand{Param: t.Param, Part: partOfShape(sh), Method: sh.Method, Entry: entry, Pool: m.Package, Each: t.Each, Parts: t.Parts, Joined: t.Joined || t.Each, Given: givenOfLine(sig, t.Param, t.Of)})
	}
	return s
}

func effectsOf(m *models.Func) []Effect {
	var effs []Effect
	for _, e := range m.Effects {
		if e.Kind == models.Once || !e.Kind.Blocks() {
			continue // see once and lockOp
		}
		effs = append(effs, Effect{Kind: e.Kind, Bound: defaultBound(e)})
	}
	// It takes long, though it does not hold up its worker: it blocks with the worker
	// given back, or runs a task for each item. Who waits for a mutex that is held
	// meanwhile has to know.
	if len(m.Offloads) > 0 || slices.ContainsFunc(m.Tasks, func(t models.Task) bool { return t.Each }) {
		effs = append(effs, Effect{Kind: models.Wait, Bound: External})
	}
	return effs
}

func defaultBound(e models.Effect) Bound {
	switch {
	case e.Short:
		return Short
	case e.For != models.NoParam:
		return Timed
	case e.Ctx != models.NoParam:
		return Ctx
	}
	switch e.Kind {
	case models.Lock, models.RLock:
		return Short // until a critical section of it is found to wait
	case models.File, models.Net, models.Process, models.DB, models.Stdio, models.Blocking, models.Sleep:
		return External
	}
	return Forever
}
