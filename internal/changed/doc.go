// Package changed tells which lines of a working tree differ from a revision of
// its git repository.
//
// It asks git diff, and says all that the user's configuration could say
// otherwise: prefixes, colours, external programs, renames, context. What it
// compares with is the merge base of the revision and HEAD, so that what others
// have changed on the branch of the revision meanwhile does not count.
package changed
