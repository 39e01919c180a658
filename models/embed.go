package models

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

//go:embed std/*.txt pools/*.txt
var files embed.FS

// Default returns the table of the standard library and the pool libraries that
// parvet knows. A package of it is parsed when it is asked for, once: go vet runs a
// process for each package, and most need little of the table.
func Default() *Table {
	return defaultTable()
}

var defaultTable = sync.OnceValue(func() *Table {
	table := &Table{}
	for _, name := range fileNames() {
		src, err := files.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("models: %v", err))
		}
		table = table.Merge(sectionsOf("models/"+name, string(src)))
	}
	return table
})

// sectionsOf returns the table of a file, of which it looks at the package lines only.
// Of a path there is one section.
func sectionsOf(name, src string) *Table {
	table := &Table{packages: make(map[string]func() *Package)}
	const keyword = "package "
	line := 0
	for len(src) > 0 {
		// What is before the first section are comments.
		section := src
		if i := strings.Index(src[1:], "\n"+keyword); i >= 0 {
			section = src[:i+2]
		}
		src = src[len(section):]
		if path, _, ok := strings.Cut(strings.TrimPrefix(section, keyword), "\n"); ok && strings.HasPrefix(section, keyword) {
			path, before := strings.TrimSpace(path), line
			table.packages[path] = sync.OnceValue(func() *Package { return parseSection(name, path, section, before) })
		}
		line += strings.Count(section, "\n")
	}
	return table
}

// parseSection parses the section of a package in an embedded file, which has some lines
// before it. A line that does not parse is a bug that the tests find, so there is no
// one to return an error to.
func parseSection(name, path, section string, before int) *Package {
	t, err := parse(name, section, before)
	if err != nil {
		panic(fmt.Sprintf("models: %v", err))
	}
	return t.Package(path)
}

// fileNames returns the names of the embedded files, sorted.
func fileNames() []string {
	var names []string
	for _, pattern := range []string{"std/*.txt", "pools/*.txt"} {
		matches, err := fs.Glob(files, pattern)
		if err != nil {
			panic(fmt.Sprintf("models: %v", err))
		}
		names = append(names, matches...)
	}
	return names
}
