// Package directives defines an Analyzer that gathers the directives of a
// package for the rules: which reports they silence, and which directives have
// silenced something.
package directives

import (
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/directive"
)

// Analyzer reports nothing. Its result is a *Set.
var Analyzer = &analysis.Analyzer{
	Name:       "directives",
	Doc:        "directives: gather the comments //parvet:… for the rules",
	Run:        func(pass *analysis.Pass) (any, error) { return gather(pass.Fset, pass.Files), nil },
	ResultType: reflect.TypeFor[*Set](),
}

// A Set holds the directives of a package. It may be used concurrently.
type Set struct {
	Directives []*Directive // in the order of the files

	nolint []directive.Silenced

	mu   sync.Mutex
	used map[use]bool
}

// A Directive is one of a file, and what it speaks of.
type Directive struct {
	*directive.Directive
	directive.Scope
}

type use struct {
	d    *Directive
	rule string
}

func gather(fset *token.FileSet, files []*ast.File) *Set {
	s := &Set{used: make(map[use]bool)}
	for _, file := range files {
		s.nolint = append(s.nolint, directive.Nolint(fset, file)...)
		for _, d := range directive.Parse(file) {
			if d.Inside {
				if _, alone := d.Line(fset.File(file.FileStart), file); alone {
					continue // prose
				}
			}
			s.Directives = append(s.Directives, &Directive{d, d.Scope(fset, file)})
		}
	}
	return s
}

// Ignored reports whether a report of the rule at pos is to be silent, and
// remembers by which directives. One without a reason does not count. A comment
// //nolint does not keep a directive from having an effect.
func (s *Set) Ignored(rule string, pos token.Pos) bool {
	ignored := s.Nolint(pos)
	for _, d := range s.Directives {
		if d.Verb != directive.Ignore || !d.Active() || !d.Contains(pos) {
			continue
		}
		if rules, reason := d.Rules(); reason != "" && slices.Contains(rules, rule) {
			s.mu.Lock()
			s.used[use{d, rule}] = true
			s.mu.Unlock()
			ignored = true
		}
	}
	return ignored
}

// Nolint reports whether a comment //nolint silences all reports at pos.
func (s *Set) Nolint(pos token.Pos) bool {
	return slices.ContainsFunc(s.nolint, func(l directive.Silenced) bool { return l.Contains(pos) })
}

// LeaveNolint makes the comments //nolint mean nothing here. It is for golangci-lint,
// which reads them itself, and takes one for useless if there is no report where it is.
func (s *Set) LeaveNolint() { s.nolint = nil }

// Used reports whether d has silenced a report of the rule.
func (s *Set) Used(d *Directive, rule string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used[use{d, rule}]
}
