package models

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
)

//go:embed std/*.txt pools/*.txt
var files embed.FS

// Default returns the table of the standard library and the pool libraries that
// parvet knows. It is parsed once.
func Default() *Table {
	return defaultTable()
}

// A line of an embedded file that does not parse is a bug that the tests find,
// so there is no one to return an error to.
var defaultTable = sync.OnceValue(func() *Table {
	table := &Table{}
	for _, name := range fileNames() {
		src, err := files.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("models: %v", err))
		}
		t, err := Parse("models/"+name, src)
		if err != nil {
			panic(fmt.Sprintf("models: %v", err))
		}
		table = table.Merge(t)
	}
	return table
})

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
