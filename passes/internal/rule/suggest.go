package rule

import (
	"fmt"
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/passes/internal/fix"
)

// suggest finds the fixes of each of the reports. A panic costs the fixes of the
// report at hand only.
func suggest(pass *analysis.Pass, reports []reported) {
	suggested := make([][]analysis.SuggestedFix, len(reports))
	var all []analysis.SuggestedFix
	for i, r := range reports {
		if r.Fix == nil {
			continue
		}
		if why := try(func() {
			if site := fix.At(pass, r.op.Task, r.op.Block); site != nil {
				suggested[i] = r.Fix(site)
			}
		}); why != "" {
			reportBroken(pass, r.op, why)
			continue
		}
		all = append(all, suggested[i]...)
	}
	var right []bool
	if try(func() { right = fix.Verify(pass, all) }) != "" {
		right = verifyEach(pass, reports, suggested)
	}
	for i, fixes := range suggested {
		for j, f := range fixes {
			if right[j] {
				reports[i].fixes = append(reports[i].fixes, f)
			}
		}
		right = right[len(fixes):]
	}
}

// verifyEach does what fix.Verify does, for the fixes of one report at a time.
func verifyEach(pass *analysis.Pass, reports []reported, suggested [][]analysis.SuggestedFix) []bool {
	var all []bool
	for i, fixes := range suggested {
		right := make([]bool, len(fixes))
		if why := try(func() { copy(right, fix.Verify(pass, fixes)) }); why != "" {
			reportBroken(pass, reports[i].op, why)
		}
		all = append(all, right...)
	}
	return all
}

// try calls f and returns the value of its panic in one line, or "" if there is none.
func try(f func()) (why string) {
	defer func() {
		if r := recover(); r != nil {
			why = "panic: " + strings.Join(strings.Fields(fmt.Sprint(r)), " ")
		}
	}()
	f()
	return ""
}

// reportBroken reports that the search for the fix of an operation panicked.
func reportBroken(pass *analysis.Pass, op Operation, why string) {
	pass.Report(analysis.Diagnostic{
		Pos:      op.Pos,
		End:      op.End,
		Category: finding.InternalError,
		Message: fmt.Sprintf("internal error in parvet, so no fix is suggested for a task in %s: %s; please report it with the function",
			around(pass, op), why),
	})
}

// around returns the name of the declared function that hands over the task.
func around(pass *analysis.Pass, op Operation) string {
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Pos() <= op.Task.Pos && op.Task.Pos < fn.End() {
				return fn.Name.Name
			}
		}
	}
	return "a variable"
}
