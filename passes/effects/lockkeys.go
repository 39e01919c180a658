package effects

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A mutex is named by the field or the variable that holds it. All objects of a
// type share the key of its field; what tells them apart is in owners.go.

const readSuffix = " reading"

// readKey returns the key of the readers' side of an RWMutex.
func readKey(key string) string { return key + readSuffix }

// side returns the key of the side of a mutex that a lock of the kind takes.
func side(key string, reading bool) string {
	if key == "" || !reading {
		return key
	}
	return readKey(key)
}

// maxKey is how many steps a mutex is followed to what holds it.
const maxKey = 8

// lockKey names the field or the variable that holds a mutex, or returns "".
func (e *engine) lockKey(v ssa.Value, depth int) string {
	if depth > maxKey {
		return ""
	}
	next := func(v ssa.Value) string { return e.lockKey(v, depth+1) }
	element := func(container ssa.Value) string {
		if k := next(container); k != "" {
			return k + "[]"
		}
		return ""
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		// A field of the standard library is no name: L of a sync.Cond is the
		// mutex that it was made with.
		if f := fieldOf(v.X.Type(), v.Field); f != nil && f.Pkg() != nil && isStd(f.Pkg().Path()) {
			if made := e.lockersOf(v.X); len(made) == 1 {
				return next(made[0])
			}
		}
		return e.fieldKey(v.X.Type(), v.Field)
	case *ssa.Field:
		return e.fieldKey(v.X.Type(), v.Field)
	case *ssa.Global:
		return v.Pkg.Pkg.Path() + "." + v.Name()
	case *ssa.Alloc:
		return e.position(v.Pos()).String()
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return ""
		}
		// A pointer to a mutex, kept in a variable or a field.
		if a := e.alloc(v.X); a != nil {
			if vals := e.allocStores(a); len(vals) == 1 && vals[0] != v {
				if k := next(vals[0]); k != "" {
					return k
				}
			}
		}
		return next(v.X)
	case *ssa.FreeVar:
		if b := e.bindings(v); len(b) == 1 {
			return next(b[0])
		}
	case *ssa.IndexAddr:
		return element(v.X)
	case *ssa.Index:
		return element(v.X)
	case *ssa.Lookup:
		return element(v.X)
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Lookup:
			return element(t.X)
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 {
				return element(r.X)
			}
		}
	case *ssa.Phi:
		return e.commonKey(v.Edges, depth)
	case *ssa.MakeInterface:
		return next(v.X)
	case *ssa.ChangeInterface:
		return next(v.X)
	case *ssa.ChangeType:
		return next(v.X)
	case *ssa.TypeAssert:
		return next(v.X)
	case *ssa.Call: // of a function that returns the mutex of something
		if fn := e.callee(&v.Call); fn != nil && fn.Signature.Results().Len() == 1 {
			return e.commonKey(results(fn, 0), depth)
		}
	}
	return ""
}

// callee returns the function of this package that a call names, or nil.
func (e *engine) callee(c *ssa.CallCommon) *ssa.Function {
	fn := c.StaticCallee()
	if fn == nil || e.nodes[origin(fn)] == nil {
		return nil
	}
	return origin(fn)
}

// commonKey returns the key that several values share. A mutex that is made for
// a place where there was none has the key of that place.
func (e *engine) commonKey(vals []ssa.Value, depth int) string {
	common := ""
	for _, v := range vals {
		if _, made := v.(*ssa.Alloc); made && len(vals) > 1 || isNil(v) {
			continue
		}
		switch k := e.lockKey(v, depth+1); {
		case k == "" || common != "" && k != common:
			return ""
		default:
			common = k
		}
	}
	return common
}

func (e *engine) fieldKey(t types.Type, i int) string {
	if f := fieldOf(t, i); f != nil {
		return e.varKey(f)
	}
	return ""
}

// varKey names a variable by where it is declared, which is the same for the
// package itself and for its importers.
func (e *engine) varKey(f *types.Var) string {
	if f.Pkg() == nil {
		return ""
	}
	if !f.IsField() {
		return f.Pkg().Path() + "." + f.Name()
	}
	p := e.pass.Fset.Position(f.Pos())
	// Export data has no columns, so the name tells fields of a line apart. The
	// last dot ends the package, see packageOf.
	file := strings.ReplaceAll(strings.TrimSuffix(filepath.Base(p.Filename), ".go"), ".", "_")
	return fmt.Sprintf("%s.%s:%d:%s", f.Pkg().Path(), f.Name(), p.Line, file)
}

// packageOf returns the import path in the key of a mutex.
func packageOf(key string) string {
	return key[:max(0, strings.LastIndexByte(key, '.'))]
}

// promotedKey names the embedded mutex of which obj is a method that is called
// on the value around it, as by way of an interface.
func (e *engine) promotedKey(v ssa.Value, obj *types.Func) string {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		v = mi.X
	}
	t := v.Type()
	if types.IsInterface(t) || namedType(t) == namedType(obj.Signature().Recv().Type()) {
		return ""
	}
	_, index, _ := types.LookupFieldOrMethod(t, true, obj.Pkg(), obj.Name())
	key := ""
	for _, i := range index[:max(0, len(index)-1)] {
		f := fieldOf(t, i)
		if f == nil {
			return ""
		}
		key, t = e.varKey(f), f.Type()
	}
	return key
}

// readSide returns the RWMutex of which a value is the side for reading, or nil.
func (e *engine) readSide(v ssa.Value) ssa.Value {
	if !types.IsInterface(v.Type()) {
		return nil
	}
	srcs := e.sources(v)
	if len(srcs) != 1 {
		return nil
	}
	call, ok := srcs[0].value.(*ssa.Call)
	if !ok {
		return nil
	}
	if m := e.modelOfValue(call); m != nil && len(m.Reads) == 1 {
		for _, t := range e.callees(&call.Call) {
			return argsOf(&call.Call, t)(m.Reads[0])
		}
	}
	return nil
}
