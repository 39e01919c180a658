// Package config reads .parvet.yaml, the settings of a project.
//
// The keys have the names of the command's flags, so there is one vocabulary:
// what -max-wait is on the command line is max-wait in the file, and so it is in
// the settings of the plugin for golangci-lint. A flag with a dot, such as
// -mutex.short, is a key in the section of its analyzer.
//
// Who runs the analyzers by other means than the command, as the plugin does,
// decodes with Decode what has been read from elsewhere, refuses those of Given
// that are not its to serve, and sets Flags: each names an analyzer and one of
// its flags, and is to be set in the order given, since files with models may
// declare the pools that cpupools names.
//
// The settings that change the analysis (cpupools, max-wait, models, tags,
// mutex.short) are flags of a run. All others choose among findings, so what is
// cached of a run serves every choice.
package config
