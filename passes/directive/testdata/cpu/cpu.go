// Package cpu is said to be for CPU work, but has no tasks.
//
//parvet:cpu // want `//parvet:cpu has no effect, as nothing there is known to become a task`
package cpu

// Run runs f.
func Run(f func()) { f() }
