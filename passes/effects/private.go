package effects

import (
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Importers call exported methods on what they know, which the package-level
// variables of this package are not, unless they are exported or shown to somebody.

// importers stands for the objects that importers may call exported functions with,
// in the place of the name of one.
const importers = "?"

// private reports whether an object, as in Lock.of, is in a package-level variable
// of this package that nobody outside gets to know.
func (e *engine) private(of string) bool {
	rest, ok := strings.CutPrefix(of, e.pass.Pkg.Path()+".")
	if !ok {
		return false
	}
	name := rest
	if i := strings.IndexAny(rest, ".["); i >= 0 {
		name = rest[:i]
	}
	g, ok := e.prog.Package(e.pass.Pkg).Members[name].(*ssa.Global)
	if !ok || g.Object() == nil || g.Object().Exported() {
		return false
	}
	private, ok := e.privates[g]
	if !ok {
		private = !e.showsVariable(g)
		e.privates[g] = private
	}
	return private
}

// showsVariable reports whether some use of a package-level variable shows to
// others where it is, or what it points to.
func (e *engine) showsVariable(g *ssa.Global) bool {
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				for _, op := range in.Operands(nil) {
					if *op != g {
						continue
					}
					s := showing{e: e, ever: true, seen: make(map[ssa.Value]bool)}
					if s.shows(in, g) {
						return true
					}
				}
			}
		}
	}
	return false
}
