// Package nogo holds the tests that the analyzers run under nogo, the driver of
// Bazel's Go rules. There is nothing in it besides: nogo links the analyzers by
// itself, a package for each.
//
// nogo gives an analyzer less than other drivers do. The tests run the analyzers
// under the same terms:
//
//   - one process a package, which knows the package by its source and all others
//     by their export data and by files with facts, one a package;
//   - no facts about the standard library, and nothing else that could be asked
//     about a package which is not imported directly;
//   - no Module, ReadFile, OtherFiles, IgnoredFiles or TypeErrors in the pass;
//   - no environment, and no working directory with anything in it;
//   - of a diagnostic, the position and the message count: related entries are
//     dropped;
//   - the engine is nobody's root: it runs because rules require it, and what it
//     reports itself is lost.
//
// The first test does so with a driver of its own, at every call; the second one
// builds nogo itself from the source of the Go rules.
package nogo
