package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// wrappedFields returns what a struct of this function wraps by way of fields
// that the tables know, as in &io.LimitedReader{R: conn, N: n}.
func (e *engine) wrappedFields(v ssa.Value) []ssa.Value {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X // the struct itself, not a pointer to it
	}
	alloc := e.alloc(v)
	if alloc == nil {
		return nil
	}
	st, ok := alloc.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var inner []ssa.Value
	for i := range st.NumFields() {
		if m := e.modelOfField(alloc.Type(), i); m != nil && slices.Contains(m.Wraps, models.Receiver) {
			vals, _ := e.fieldStores(alloc, i, 0)
			inner = append(inner, vals...)
		}
	}
	return inner
}
