// Package limitations shows what the linter cannot see. Each of its files is
// about one thing that is out of sight: a task that does sleep and is not
// reported, with the reason, and next to it a twin that is. (visitors.go is the other
// way round.) The test fails when either changes; then the list in the documentation
// of passes/effects and docs/limits.md have to follow.
//
// What needs files of its own is in packages below: assembly, linkname, tags,
// cgo (a module of its own, since it needs a C compiler), and supplier, which
// imports this package and supplies what it runs.
package limitations

import "time"

// long is a duration that no limit excuses.
const long = time.Minute

// nap is what all the tasks run in the end.
func nap() { time.Sleep(long) }

// A napper has a method that sleeps.
type napper struct{}

func (napper) Nap() { time.Sleep(long) }
