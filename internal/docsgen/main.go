// Docsgen rewrites what of docs/ is made from the tables of rules, flags and
// commands. Run it with "go generate ./docs/rules".
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/cli"
)

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: docsgen DIR, the folder docs"))
	}
	if err := generate(os.Args[1]); err != nil {
		fail(err)
	}
}

func generate(dir string) error {
	docs, err := cli.Program{Rules: analyzer.Rules(), Pages: os.DirFS(filepath.Join(dir, "rules"))}.Docs()
	if err != nil {
		return err
	}
	for name, text := range docs {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "docsgen:", err)
	os.Exit(1)
}
