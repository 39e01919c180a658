package effects

import (
	"golang.org/x/tools/go/ssa"
)

// isInit reports whether a function initialises the package-level variables.
func isInit(fn *ssa.Function) bool { return fn.Synthetic != "" && fn.Name() == "init" }

// assignedLater reports whether a package-level variable may get another value after the
// initialisation of its package.
func (e *engine) assignedLater(g *ssa.Global) bool {
	if e.reassigned == nil {
		e.reassigned = make(map[*ssa.Global]bool)
		for _, fn := range e.funcs {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					if st, ok := in.(*ssa.Store); ok {
						if g, ok := st.Addr.(*ssa.Global); ok && !isInit(fn) {
							e.reassigned[g] = true
						}
					}
				}
			}
		}
	}
	return e.reassigned[g]
}
