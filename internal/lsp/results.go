package lsp

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
)

// A found is a finding, and the texts of the files that it is about as they were
// when it was made.
type found struct {
	finding.Finding
	texts map[string]*text
}

// apply takes the results of a run in the place of the old ones, and tells the
// client. What was edited after the run began keeps the old ones, until the
// packages edited are analysed; so do packages that cannot be analysed.
func (s *server) apply(t *target, r *run, res *Result, texts map[string]*text) {
	fresh := func(file string) bool {
		dir := filepath.Dir(file)
		return r.covers(dir) && t.edits[dir] <= r.began
	}
	var all []found
	analysed := make(map[string]bool) // packages
	for _, f := range res.Findings {
		if fresh(f.File) {
			all = append(all, found{f, texts})
			analysed[basePath(f.Package)] = true
		}
	}
	failed := newFailed(res.Failures)
	before := t.findings
	for _, f := range before {
		if !fresh(f.File) || failed.keeps(&f.Finding, analysed) && (exists(f.File) || s.docs[f.File] != nil) {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.Position.Compare(b.Position) })
	t.findings = all
	if r.lane == whole {
		t.complete = true
	}
	s.tellFailures(t, r, res)
	s.publishRun(t, r, before)
}

// failed is what could not be analysed.
type failed struct {
	packages, tests map[string]bool
	all             bool // something that is of no package
}

func newFailed(fs []driver.Failure) failed {
	f := failed{packages: make(map[string]bool), tests: make(map[string]bool)}
	for _, failure := range fs {
		pkg := basePath(failure.Package)
		switch {
		case pkg == "":
			f.all = true
		case failure.TestsOnly:
			f.tests[pkg] = true
		default:
			f.packages[pkg] = true
		}
	}
	return f
}

// keeps reports whether an old finding is to be kept because nothing is known of
// its package now. The packages of new findings are known.
func (f *failed) keeps(old *finding.Finding, analysed map[string]bool) bool {
	pkg := basePath(old.Package)
	return f.packages[pkg] || f.all && !analysed[pkg] || f.tests[pkg] && strings.HasSuffix(old.File, "_test.go")
}

// basePath returns the import path of the package whose directory holds the files
// of the package path.
func basePath(path string) string { return strings.TrimSuffix(path, "_test") }

// tellFailures tells the client's log once that something cannot be analysed, until
// all can be again.
func (s *server) tellFailures(t *target, r *run, res *Result) {
	if len(res.Failures) == 0 {
		if r.lane == whole || r.began == t.clock {
			t.failing = false
		}
		return
	}
	if t.failing {
		return
	}
	t.failing = true
	first := res.Failures[0]
	message := first.Message
	if first.Package != "" {
		message = first.Package + ": " + message
	}
	s.log(messageWarning, "what was last found is kept until this is mended: %s", message)
}

// texts returns the texts of the files that findings are about, as they were when
// the run began.
func (r *run) texts(fs []finding.Finding) map[string]*text {
	texts := make(map[string]*text)
	add := func(name string) {
		if texts[name] != nil {
			return
		}
		if t, ok := r.docs[name]; ok {
			texts[name] = newText(t)
		} else if data, err := os.ReadFile(name); err == nil {
			texts[name] = newText(string(data))
		}
	}
	for i := range fs {
		f := &fs[i]
		add(f.File)
		for _, p := range f.Places() {
			if p.File != "" {
				add(p.File)
			}
		}
		for _, fix := range f.Fixes {
			for _, e := range fix.Edits {
				add(e.File)
			}
		}
	}
	return texts
}

// drop forgets what was found in a file.
func (t *target) drop(path string) {
	t.findings = slices.DeleteFunc(t.findings, func(f found) bool { return f.File == path })
}
