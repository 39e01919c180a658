// Package apply changes source files as the fixes of findings suggest.
package apply

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aymanbagabas/go-udiff"

	"github.com/parvet/parvet/internal/finding"
)

// A Plan is what becomes of the source.
type Plan struct {
	Changes  []Change // by name of the file
	Left     int      // fixes that have to wait for another run, because they overlap others
	Problems []Problem
}

// A Problem is why a file is left as it is.
type Problem struct {
	File string
	Err  error
}

// A Change is what becomes of a file.
type Change struct {
	File     string // absolute
	Old, New []byte

	target string // File, or what it is a link to
	perm   os.FileMode
}

// Make plans to apply the first fix of each finding. Where fixes overlap, the
// first in the order of the findings counts; where they make the same change,
// such as to the imports, it is made once. Nothing is written yet.
//
// A file is left alone if it was changed after the given time, when the
// analysis began, and so may not be what was analysed, and if it cannot be
// written or would not be Go any more.
func Make(fs []finding.Finding, began time.Time) *Plan {
	p := new(Plan)
	m := merger{began: began, files: make(map[string]*source)}
	for i := range fs {
		if len(fs[i].Fixes) == 0 {
			continue
		}
		if !m.add(fs[i].Fixes[0].Edits) {
			p.Left++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.files)) {
		src := m.files[name]
		err := src.err
		if err == nil && len(src.edits) > 0 {
			var c Change
			if c, err = src.change(); err == nil && !bytes.Equal(c.Old, c.New) {
				p.Changes = append(p.Changes, c)
			}
		}
		if err != nil {
			p.Problems = append(p.Problems, Problem{name, err})
		}
	}
	return p
}

type merger struct {
	began time.Time
	files map[string]*source
}

// source is a file and what is to be done with it.
type source struct {
	Change
	crlf  bool
	edits []udiff.Edit
	err   error // it is left alone
}

// add adds all edits of a fix, or none. It returns false if they overlap those
// that are there.
func (m *merger) add(edits []finding.Edit) bool {
	after := make(map[*source][]udiff.Edit)
	for _, e := range edits {
		src := m.source(e.File)
		if src.err == nil && (e.Start < 0 || e.End < e.Start || len(src.Old) < e.End) {
			src.err = errors.New("it is shorter than when it was analysed")
		}
		if src.err != nil {
			return true // the file has a problem
		}
		text := e.New
		if src.crlf {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		after[src] = append(after[src], udiff.Edit{Start: e.Start, End: e.End, New: text})
	}
	for src, edits := range after {
		if !Fit(src.edits, edits) {
			return false
		}
	}
	for src, edits := range after {
		src.edits = Join(src.edits, edits)
	}
	return true
}

// Fit reports whether more edits of a file can be made besides those that it has.
func Fit(has, more []udiff.Edit) bool {
	for _, e := range more {
		if slices.ContainsFunc(has, func(f udiff.Edit) bool { return conflict(e, f) }) {
			return false
		}
	}
	return true
}

// Join returns the edits of both lists, those that are the same once.
func Join(has, more []udiff.Edit) []udiff.Edit {
	for _, e := range more {
		if !slices.Contains(has, e) {
			has = append(has, e)
		}
	}
	return has
}

// conflict reports whether not both edits can be made. Two that are the same
// are made once.
func conflict(e, f udiff.Edit) bool {
	return e != f && (e.Start < f.End && f.Start < e.End || e.Start == f.Start)
}

func (m *merger) source(name string) *source {
	if src := m.files[name]; src != nil {
		return src
	}
	src := &source{Change: Change{File: name}}
	m.files[name] = src
	src.err = src.open(m.began)
	return src
}

func (s *source) open(began time.Time) error {
	if !filepath.IsAbs(s.File) {
		return errors.New("the name is not absolute")
	}
	target, err := filepath.EvalSymlinks(s.File)
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	s.target, s.perm = target, info.Mode().Perm()
	if info.ModTime().After(began) {
		return errors.New("it was changed after the analysis began")
	}
	if s.Old, err = os.ReadFile(target); err != nil {
		return err
	}
	s.noteLineEnds()
	return nil
}

func (s *source) noteLineEnds() {
	n := bytes.Count(s.Old, []byte("\n"))
	s.crlf = n > 0 && bytes.Count(s.Old, []byte("\r\n")) == n
}

// change applies the edits. What was formatted stays so.
func (s *source) change() (Change, error) {
	c := s.Change
	out, err := udiff.ApplyBytes(c.Old, s.edits)
	if err == nil {
		out = withoutUnusedImports(c.Old, out)
		_, err = parser.ParseFile(token.NewFileSet(), c.File, out, parser.SkipObjectResolution)
	}
	if err != nil {
		return c, fmt.Errorf("the result would not be right: %w", err)
	}
	if was, err := format.Source(c.Old); err == nil && bytes.Equal(was, c.Old) {
		if formatted, err := format.Source(out); err == nil {
			out = formatted
		}
	}
	c.New = out
	return c, nil
}

// Text returns what becomes of the text of a file by fixes, each a list of edits of
// that file. It does what Make and Write do, for a text that is not saved; fixes that
// overlap others are left out.
func Text(file string, text []byte, fixes [][]finding.Edit) ([]byte, error) {
	src := &source{Change: Change{File: file, Old: text}}
	src.noteLineEnds()
	m := merger{files: map[string]*source{file: src}}
	for _, edits := range fixes {
		if slices.ContainsFunc(edits, func(e finding.Edit) bool { return e.File != file }) {
			return nil, fmt.Errorf("a fix of %s changes another file too", file)
		}
		m.add(edits)
	}
	if src.err != nil {
		return nil, src.err
	}
	c, err := src.change()
	return c.New, err
}
