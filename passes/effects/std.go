package effects

import (
	_ "embed"
	"strings"
	"sync"
)

//go:generate sh -c "go list std > std.txt"

//go:embed std.txt
var stdList string

var stdPackages = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool)
	for p := range strings.Lines(stdList) {
		m[strings.TrimSpace(p)] = true
	}
	return m
})

// isStd reports whether the package is part of the standard library, whose
// functions the tables describe. Drivers do not agree on how to tell: go vet
// has no module for it, golangci-lint an empty one, and nogo never has one.
func isStd(importPath string) bool {
	return stdPackages()[importPath] || strings.HasPrefix(importPath, "vendor/") || strings.HasPrefix(importPath, "cmd/")
}

// IsStd reports whether the package is part of the standard library.
func IsStd(importPath string) bool { return isStd(importPath) }
