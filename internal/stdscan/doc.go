// Package stdscan finds out which functions of the standard library somebody
// has to look at before the linter can be sure of them.
//
// # How it works
//
// The library is loaded with its source (load.go), and all exported functions
// and methods are listed, those of unexported types included that exported ones
// lead to (api.go). Then it is derived from the source which of them wait for
// nothing (derive.go): from their body, nothing can be reached that may wait.
// Operations on channels may wait, and so do functions without a body (assembly,
// and hooks into the runtime), unless a review says otherwise (review.go). What
// is called through interfaces and function values counts as waiting, unless
// all that can stand there is known (origins.go, stores.go, closed.go). What a
// function does with its parameters is settled where it is called. A mutex is
// harmless if nobody outside can lock it and all who lock it wait for nothing
// (locks.go).
//
// What is left are candidates. Each of them has a line in the table, or a
// decision in a second review; [Check] names those that have neither, and the
// decisions that are not needed (check.go).
//
// The derivation is of no use for the linter itself: it doubts hundreds of
// functions for what they can do rather than for what they do.
package stdscan
