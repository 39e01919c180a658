// Package demand is the driver of the command parvet. It follows the parallel
// code instead of the program: a package that was analysed before and has not
// changed is not looked at; of the others, those that cannot hand anything to a
// pool are type-checked only, so that errors are known; and of what they import
// no function is analysed unless a task may reach it.
//
// # How it works
//
// The go command lists the requested packages, their tests and all that they
// import, without building anything (list.go). Each package has a key, made of
// its files, its imports' keys, the flags and this program (keys.go), under which
// the reports about it are kept (results.go). For packages without reports, the
// go command is asked for the export data of what they import from elsewhere;
// packages of the user's own modules are type-checked from source, imported ones
// without the bodies of their functions (check.go), those that use cgo from what
// that makes of it (cgo.go). The analyzers then run on each requested package
// (analyze.go). What they ask about imported packages an [effects.Unit] answers,
// which loads the package when it is first asked.
// Last, lines of the user's models that are about nothing are looked for, with or
// without reports that were kept (models.go).
//
// The reports are put down as go vet does and read by the same code (package
// govet), so that both drivers report the same.
//
// # When it is not used
//
// Whatever does not go smoothly is left to the go vet driver, which explains it:
// packages that cannot be listed, do not compile or are named by files, warnings
// of a C compiler, and an overlay that the user has set. Unsaved files are read from
// the request, except where a package uses cgo.
package demand
