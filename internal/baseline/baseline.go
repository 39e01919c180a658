// Package baseline keeps the findings of a program that are known: those that
// were there when parvet came to it, and are to be mended by and by.
//
// A baseline is a file of JSON with one finding a line, sorted, so that two
// branches which change it can be merged. It has no line numbers: a finding is
// known by its rule, its package and function, and the path of functions to the
// operation (finding.Key). Several of one function that have all of that in
// common are numbered, and only their number matters.
package baseline

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/finding"
)

// A Baseline is how many findings of each kind are known.
type Baseline struct {
	counts map[kind]int
}

// A kind is a key, and whether a test is part of the finding: who leaves out
// tests cannot say what has become of these.
type kind struct {
	finding.Key
	test bool
}

func (k kind) compare(l kind) int {
	if c := k.Compare(l.Key); c != 0 || k.test == l.test {
		return c
	}
	if l.test {
		return -1
	}
	return 1
}

// New returns a baseline in which nothing is known.
func New() *Baseline { return &Baseline{make(map[kind]int)} }

// Len returns how many findings are known.
func (b *Baseline) Len() int {
	n := 0
	for _, count := range b.counts {
		n += count
	}
	return n
}

// Packages returns the import paths of all entries, sorted.
func (b *Baseline) Packages() []string {
	var paths []string
	for k := range b.counts {
		paths = append(paths, k.Package)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// Changes returns how many findings a baseline knows that an older one does not,
// and how many the older one knew besides.
func (b *Baseline) Changes(old *Baseline) (added, removed int) {
	for k, n := range b.counts {
		added += max(0, n-old.counts[k])
	}
	for k, n := range old.counts {
		removed += max(0, n-b.counts[k])
	}
	return added, removed
}

// kindOf returns the kind of a finding.
func kindOf(f *finding.Finding, src *finding.Sources) kind {
	test := strings.HasSuffix(f.File, "_test.go") || strings.HasSuffix(f.Task.File, "_test.go")
	return kind{src.Key(f), test}
}

// Known tells which of the findings are known. If there are more of a kind than
// are known, the first ones are taken for those.
func (b *Baseline) Known(fs []finding.Finding, src *finding.Sources) []bool {
	left := make(map[finding.Key]int)
	for k, n := range b.counts {
		left[k.Key] += n
	}
	known := make([]bool, len(fs))
	for i := range fs {
		k := src.Key(&fs[i])
		if left[k] > 0 {
			left[k]--
			known[i] = true
		}
	}
	return known
}

// A Scope tells what has been analysed.
type Scope struct {
	// Gone and Analysed tell of a package, by its import path, that it is no
	// more, and that all findings in it are known. Both are asked with the path
	// of the package for its external tests as well.
	Gone, Analysed func(pkg string) bool

	// Tests tells whether the tests of a package have been analysed too.
	Tests func(pkg string) bool
}

// settles reports whether what has been found tells what has become of an entry.
func (s *Scope) settles(k kind) bool {
	pkg := strings.TrimSuffix(k.Package, "_test")
	if s.Gone(k.Package) {
		return true
	}
	return (s.Analysed(k.Package) || s.Analysed(pkg)) && (!k.test || s.Tests(pkg))
}

// Fixed returns how many entries are not among all that was found in the scope.
func (b *Baseline) Fixed(all []finding.Finding, src *finding.Sources, scope *Scope) int {
	settled := make(map[finding.Key]int)
	for k, n := range b.counts {
		if scope.settles(k) {
			settled[k.Key] += n
		}
	}
	for i := range all {
		if k := src.Key(&all[i]); settled[k] > 0 {
			settled[k]--
		}
	}
	fixed := 0
	for _, n := range settled {
		fixed += n
	}
	return fixed
}

// Update returns the baseline with what is shown. Of what was known before, that
// remains which is still among all that was found, though it is not shown, and
// that of which the scope tells nothing.
func (b *Baseline) Update(shown, all []finding.Finding, src *finding.Sources, scope *Scope) *Baseline {
	next := New()
	found := count(all, src)
	for k, n := range b.counts {
		if scope.settles(k) {
			n = min(n, found[k])
		}
		if n > 0 {
			next.counts[k] = n
		}
	}
	for k, n := range count(shown, src) {
		next.counts[k] = max(next.counts[k], n)
	}
	return next
}

func count(fs []finding.Finding, src *finding.Sources) map[kind]int {
	counts := make(map[kind]int)
	for i := range fs {
		counts[kindOf(&fs[i], src)]++
	}
	return counts
}

// entries returns the lines of the file.
func (b *Baseline) entries() []entry {
	var all []entry
	for _, k := range slices.SortedFunc(maps.Keys(b.counts), kind.compare) {
		for n := range b.counts[k] {
			e := entry{Package: k.Package, Function: k.Function, Rule: k.Rule, Path: k.Path, Test: k.test}
			if n > 0 {
				e.N = n + 1
			}
			all = append(all, e)
		}
	}
	return all
}

// entry is a line of the file.
type entry struct {
	Package  string `json:"package"`
	Function string `json:"function"`
	Rule     string `json:"rule"`
	Path     string `json:"path"`
	N        int    `json:"n,omitempty"` // from the second of its kind on
	Test     bool   `json:"test,omitempty"`
}

// of returns the baseline with these entries. What a merge has doubled counts
// once.
func of(entries []entry) *Baseline {
	b := New()
	slices.SortFunc(entries, func(d, e entry) int {
		return cmp.Or(d.kind().compare(e.kind()), cmp.Compare(d.N, e.N))
	})
	for _, e := range slices.Compact(entries) {
		b.counts[e.kind()]++
	}
	return b
}

func (e *entry) kind() kind {
	return kind{finding.Key{Rule: e.Rule, Package: e.Package, Function: e.Function, Path: e.Path}, e.Test}
}
