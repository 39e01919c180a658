// Package gopls builds a gopls with parvet inside.
//
// gopls loads no analyzers of others, so it is compiled anew: a module that is
// made for the purpose requires gopls and parvet at the versions of a [Pair],
// their sources are vendored, and an overlay adds a file to the package of gopls
// that lists its analyzers. What that file appends is package analyzer/gopls of
// parvet. Neither the module cache nor any source of the user is changed.
//
// The file relies on names inside of gopls, which change without notice. Hence
// the table of pairs: each is tested with the real programs.
package gopls
