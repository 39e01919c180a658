package stdscan

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/parvet/parvet/models"
)

// A Verdict says how it is known what a function does.
type Verdict int

const (
	Undecided Verdict = iota
	Derived           // nothing that may wait can be reached from its body
	Table             // it has a line in the table
	Reviewed          // a human has decided that it is harmless
)

// A Scan is the standard library held against all that is said of it.
type Scan struct {
	API      []Func
	Others   []Func // of other platforms
	Verdicts map[Func]Verdict
	Problems []string // what is undecided, and decisions that are not needed

	table   *models.Table
	derived *Derivation
}

// CheckStd holds the standard library against the table, and the reviews
// assumed.txt and decided.txt in a directory.
func CheckStd(table *models.Table, dir string) (*Scan, error) {
	var reviews []*Review
	for _, name := range []string{"assumed.txt", "decided.txt"} {
		src, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		r, err := ParseReview(name, string(src))
		if err != nil {
			return nil, err
		}
		reviews = append(reviews, r)
	}
	p, err := LoadStd()
	if err != nil {
		return nil, err
	}
	others, err := OtherPlatforms(p.API())
	if err != nil {
		return nil, err
	}
	return Check(p, table, reviews[0], reviews[1], others), nil
}

// Check holds a program against the table and the two reviews. The others are
// functions whose source is not there.
func Check(p *Program, table *models.Table, assumed, decided *Review, others []Func) *Scan {
	s := &Scan{
		API:      p.API(),
		Others:   others,
		Verdicts: make(map[Func]Verdict),
		table:    table,
		derived:  p.Derive(table, assumed),
	}
	needed := make(map[*entry]bool)
	for _, f := range s.API {
		line, e := table.Func(f.Path, f.Name), decided.lookup(f.Path, f.Name)
		switch {
		case line != nil:
			s.Verdicts[f] = Table
		case assumed.lookup(f.Path, f.Name) != nil:
			s.Verdicts[f] = Reviewed
		case s.derived.Harmless(f):
			s.Verdicts[f] = Derived
		case e != nil:
			s.Verdicts[f] = Reviewed
			needed[e] = true
		default:
			s.undecide(f, s.derived.Why(f))
		}
		if e != nil && s.Verdicts[f] != Reviewed || e != nil && assumed.lookup(f.Path, f.Name) != nil {
			s.problem("decided %s: it is not needed, since the function %s", e, [...]string{"", "is derived as harmless", "has a line in the table", "is assumed to be harmless"}[s.Verdicts[f]])
			needed[e] = true
		}
	}
	for _, f := range others {
		e := cmp.Or(decided.lookup(f.Path, f.Name), decided.lookup(f.Path, "*"))
		switch {
		case table.Func(f.Path, f.Name) != nil:
			s.Verdicts[f] = Table
		case e != nil:
			s.Verdicts[f] = Reviewed
			needed[e] = true
		default:
			s.undecide(f, "is declared for other platforms")
		}
	}
	for _, e := range decided.order {
		if !needed[e] {
			s.problem("decided %s: there is no such function", e)
		}
	}
	for _, e := range assumed.order {
		if !s.derived.uses(e, s.API) {
			s.problem("assumed %s: nothing exported is derived with it", e)
		}
	}
	slices.Sort(s.Problems)
	return s
}

func (s *Scan) problem(format string, args ...any) {
	s.Problems = append(s.Problems, fmt.Sprintf(format, args...))
}

func (s *Scan) undecide(f Func, why string) {
	s.problem("%s.%s is neither derived as harmless nor decided: %s", f.Path, f.Name, why)
}

// uses reports whether something exported is derived as harmless only since e
// is assumed.
func (d *Derivation) uses(e *entry, api []Func) bool {
	exported := make(map[*node]bool)
	for _, f := range api {
		if d.Harmless(f) {
			exported[d.nodes[d.program.prog.FuncValue(f.obj)]] = true
		}
	}
	seen := make(map[*node]bool)
	var reaches func(n *node) bool
	reaches = func(n *node) bool {
		if seen[n] || n.waits() {
			return false
		}
		seen[n] = true
		if exported[n] {
			return true
		}
		for c := range n.callers {
			if reaches(c) {
				return true
			}
		}
		for _, m := range n.mutexes {
			for other := range m.lockers { // who would wait for n
				if reaches(other) {
					return true
				}
			}
		}
		return false
	}
	for n := range e.users {
		if n.name == e.String() && n.fn.Blocks != nil && !d.waitsWithout(n) {
			continue
		}
		if reaches(n) {
			return true
		}
	}
	return false
}

// waitsWithout reports whether the body of n, of which something is assumed, may
// wait as far as can be told.
func (d *Derivation) waitsWithout(n *node) bool {
	body := d.body(n)
	return body.waits() || len(body.needs) > 0
}

// body returns what the body of n does, whatever is said of n.
func (d *Derivation) body(n *node) *node {
	body := &node{fn: n.fn, name: n.name, reasons: make(map[string]*node), needs: make(map[need]bool)}
	for _, b := range n.fn.Blocks {
		for _, in := range b.Instrs {
			d.instr(body, in)
		}
	}
	return body
}

// Why returns why it is not derived that a function is harmless, or "" if it is.
// What is said of the function itself does not count.
func (s *Scan) Why(path, name string) string {
	for _, f := range s.API {
		if f.Path == path && f.Name == name {
			return s.derived.Why(f)
		}
	}
	return "there is no such function"
}
