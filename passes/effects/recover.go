package effects

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
)

// beforeStep is called before each step of safely, for tests of what a panic does.
var beforeStep = func(*ssa.Function) {}

// beforeNotes is called, for such tests, before annotations are read.
var beforeNotes = func() {}

// maxNesting bounds how deep the steps that follow values and calls are in one
// another. It is far above what programs need: a step that is deeper would not
// end, and the end of the stack ends the process.
var maxNesting = 5000

// descend is called by each such step, with leave when it ends. It panics if the
// step is too deep, which costs the function at hand only.
func (e *engine) descend() {
	if e.nesting == maxNesting {
		panic("it follows values or calls without end")
	}
	e.nesting++
}

func (e *engine) leave() { e.nesting-- }

// safely runs a step of the analysis of fn. A panic in it is remembered for
// reportBroken, and fn is left alone from then on, so that one function that
// the engine does not understand costs no other its findings.
func (e *engine) safely(fn *ssa.Function, step func()) {
	if e.broken[fn] != "" {
		return
	}
	before := e.following
	defer func() {
		if r := recover(); r != nil {
			e.following = before
			e.broken[fn] = panicText(r)
		}
	}()
	beforeStep(fn)
	step()
}

// panicText returns the value of a panic in one line, which is not empty.
func panicText(r any) string {
	return cmp.Or(strings.Join(strings.Fields(fmt.Sprint(r)), " "), "panic")
}

// reportBroken reports the functions whose analysis panicked, and that the
// annotations could not be read.
func (e *engine) reportBroken() {
	if why := e.notes.broken; why != "" && len(e.pass.Files) > 0 {
		file := e.pass.Files[0]
		e.pass.Report(analysis.Diagnostic{
			Pos:      file.Package,
			End:      file.Name.End(),
			Category: finding.InternalError,
			Message:  fmt.Sprintf("internal error in parvet, so the annotations of the package are left out: %s; please report it with them", why),
		})
	}
	var fns []*ssa.Function
	for fn := range e.broken {
		fns = append(fns, fn)
	}
	slices.SortFunc(fns, func(a, b *ssa.Function) int { return int(a.Pos() - b.Pos()) })
	for _, fn := range fns {
		pos := fn.Pos()
		if !pos.IsValid() && len(e.pass.Files) > 0 {
			pos = e.pass.Files[0].Package
		}
		e.pass.Report(analysis.Diagnostic{
			Pos:      pos,
			End:      pos + token.Pos(1),
			Category: finding.InternalError,
			Message: fmt.Sprintf("internal error in parvet, so %s is not analysed: %s; please report it with the function",
				ShortName(funcName(fn), e.pass.Pkg.Path()), e.broken[fn]),
		})
	}
}
