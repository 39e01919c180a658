package effects

import (
	"go/types"
	"path"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// modelName returns the name of a function or method in the tables, and the
// import path of its package.
func modelName(obj *types.Func) (pkg, name string) {
	if obj.Pkg() == nil {
		return "", "" // error.Error
	}
	obj = obj.Origin()
	if recv := obj.Signature().Recv(); recv != nil {
		if t := namedType(recv.Type()); t != nil {
			return obj.Pkg().Path(), t.Name() + "." + obj.Name()
		}
		return "", "" // a method of an interface without a name
	}
	return obj.Pkg().Path(), obj.Name()
}

// namedType returns the name of a type or of what it points to, or nil.
func namedType(t types.Type) *types.TypeName {
	t = types.Unalias(t)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		if _, named := t.(*types.Named); !named {
			t = types.Unalias(p.Elem())
		}
	}
	switch t := t.(type) {
	case *types.Named:
		return t.Obj()
	case *types.TypeParam:
		return nil
	}
	return nil
}

// fullName returns the name of a declared function with its import path, such
// as "net/http.(*Client).Do".
func fullName(obj *types.Func) string {
	obj = obj.Origin()
	name := obj.Name()
	if recv := obj.Signature().Recv(); recv != nil {
		t := namedType(recv.Type())
		_, pointer := types.Unalias(recv.Type()).(*types.Pointer)
		switch {
		case t == nil:
			name = "interface." + name
		case pointer:
			name = "(*" + t.Name() + ")." + name
		default:
			name = t.Name() + "." + name
		}
	}
	if obj.Pkg() == nil {
		return name
	}
	return obj.Pkg().Path() + "." + name
}

// funcName returns the name of a function with a body. Literals are numbered as
// in the stack traces of the runtime: main.handle.func1.2.
func funcName(fn *ssa.Function) string {
	fn = origin(fn)
	if parent := fn.Parent(); parent != nil {
		number := fn.Name()[strings.LastIndexByte(fn.Name(), '$')+1:]
		if parent.Parent() == nil {
			return funcName(parent) + ".func" + number
		}
		return funcName(parent) + "." + number
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		return fullName(obj)
	}
	if fn.Pkg != nil {
		return fn.Pkg.Pkg.Path() + "." + fn.Name()
	}
	return fn.Name()
}

// ShortName returns a full name as it reads best in the package pkg: without the
// import path for its own functions, with the whole path for the standard
// library, with the last element of the path for others.
func ShortName(full, pkg string) string {
	dir, base := splitName(full)
	switch {
	case dir == "":
		return full
	case dir == pkg || dir == strings.TrimSuffix(pkg, "_test"):
		return base
	case isStd(dir):
		return full
	}
	return lastElement(dir) + "." + base
}

// splitName parts a full name into the import path and the rest.
func splitName(full string) (pkg, name string) {
	slash := strings.LastIndexByte(full, '/') // of the import path: names have none
	dot := strings.IndexByte(full[slash+1:], '.')
	if dot < 0 {
		return "", full
	}
	dot += slash + 1
	return full[:dot], full[dot+1:]
}

// lastElement returns the part of an import path that its package is most
// likely named after.
func lastElement(importPath string) string {
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		return path.Base(path.Dir(importPath)) // a major version
	}
	return base
}

// entryName returns the short name of a declared function.
func entryName(obj *types.Func, pkg string) string {
	full := fullName(obj)
	if pkg != "" && obj.Pkg() != nil && obj.Pkg().Path() == pkg {
		return ShortName(full, pkg)
	}
	_, base := splitName(full)
	if obj.Pkg() == nil {
		return base
	}
	return obj.Pkg().Name() + "." + base
}

// origin returns the generic function of an instance, else fn.
func origin(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}
