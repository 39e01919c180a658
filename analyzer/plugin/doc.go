// Package parvet is the plugin for golangci-lint: a linter parvet that reports what
// the command parvet does. The page docs/golangci-lint.md says how it is built in
// and configured.
//
// It is a module of its own, so that golangci-lint, which chooses the versions of
// what both need, does not choose those of the command.
//
// A release is a tag analyzer/plugin/vX.Y.Z on the commit of the tag vX.Y.Z, which
// go.mod requires, go.work replaces and the page names.
//
// golangci-lint knows the one analyzer that New gives it; that asks the suite's own
// (analyzers.go), puts into the message what golangci-lint would not show or would
// show as a finding of its own (message.go), and leaves of the fixes what can be
// made at once, since golangci-lint makes all of them or none (fixes.go).
//
// The flags of the suite are those of the process. So parvet can be configured once
// in a process, which is what golangci-lint does; a second, different configuration
// is refused.
package parvet
