package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/cli"
)

// TestUpToDate holds that the pages say what the tables say.
func TestUpToDate(t *testing.T) {
	dir := filepath.Join("..", "..", "docs")
	docs, err := cli.Program{Rules: analyzer.Rules(), Pages: os.DirFS(filepath.Join(dir, "rules"))}.Docs()
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != len(analyzer.Rules())+3 {
		t.Errorf("%d pages, want one for each rule, the index, one about flags, and the schema", len(docs))
	}
	for name, want := range docs {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
		} else if string(got) != want {
			t.Errorf("docs/%s is not up to date: run go generate ./docs/rules", name)
		}
	}
}

// TestGenerate holds that what stands where facts and options belong is replaced,
// and all else kept.
func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "docs"))); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(dir, "rules", "sleep.md")
	want, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	stale := append([]byte("# sleep\n\nstale\n"), want[bytes.Index(want, []byte("\n## What it does")):]...)
	stale = append(stale, "- `-no-such-flag`\n"...)
	if err := os.WriteFile(page, stale, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := generate(dir); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != string(want) {
		t.Errorf("the stale page became\n%s\nwant\n%s", got, want)
	}
	if err := os.WriteFile(page, []byte("# sleep\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := generate(dir); err == nil {
		t.Error("a page without sections is no error")
	}
}
