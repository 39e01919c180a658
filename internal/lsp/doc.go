// Package lsp is parvet's language server, for those who keep their own gopls
// beside it. It speaks the Language Server Protocol on a pair of streams.
//
// # How it works
//
// Messages only change what the server knows (server.go, documents.go), under one
// lock and without waiting for anything. An analysis is a process of its own, this
// program again, which gets the texts that are not saved with its request
// (analysis.go): so it can be stopped at any time, takes its memory with it, and
// its flags, the settings, do not meet those of another one.
//
// Files belong to the module around them, or to a workspace of go.work: the target
// of an analysis (target.go). Each target is analysed in two lanes (schedule.go).
// Edits are followed by an analysis of the packages edited, once there has been a
// pause; a newer edit stops it. Saving, changes on disk and settings are followed
// by one of the whole target, whose results leave out what was edited meanwhile
// (results.go). While code does not compile its packages keep what was last found.
//
// Findings are remembered as they were reported, together with the text that they
// are about. What clients are told of them is computed when they are (publish.go),
// and edits are offered only while they are about text that is still there
// (actions.go, moved.go).
package lsp
