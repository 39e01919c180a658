package effects

import "slices"

// HandsOver reports whether some function of a package is known to hand what it
// is given to a pool.
func HandsOver(importPath string) bool {
	p := table().Package(importPath)
	return p != nil && slices.ContainsFunc(p.Names(), func(name string) bool { return len(p.Func(name).Tasks) > 0 })
}

// Described reports whether a user's model is about the package.
func Described(importPath string) bool {
	return userModels.table.Package(importPath) != nil
}
