package stdscan

import (
	"maps"
	"slices"
	"strings"
)

// Harmless reports whether it has been derived that f waits for nothing and
// calls nothing that its caller supplies. Of a method of an interface this is
// never known.
func (d *Derivation) Harmless(f Func) bool {
	if f.Interface {
		return false
	}
	n := d.nodes[d.program.prog.FuncValue(f.obj)]
	return n != nil && !n.waits() && len(n.needs) == 0
}

// Why returns why f is not derived as harmless whatever is said of it: what it
// calls and what that does in the end, on the shortest way.
func (d *Derivation) Why(f Func) string {
	if f.Interface {
		return "is a method of an interface"
	}
	n := d.nodes[d.program.prog.FuncValue(f.obj)]
	if n == nil {
		return "is not known"
	}
	if n.fn.Blocks == nil {
		return "has no body"
	}
	n = d.body(n)
	if !n.waits() {
		var needs []string
		for _, x := range n.sortedNeeds() {
			if x.method == "" {
				needs = append(needs, "calls "+x.param.Name())
			} else {
				needs = append(needs, "calls "+x.method+" of "+x.param.Name())
			}
		}
		return strings.Join(needs, ", ")
	}
	return d.path(n)
}

func (d *Derivation) path(n *node) string {
	type step struct {
		n    *node
		text string
	}
	seen := map[*node]bool{n: true}
	work := []step{{n, ""}}
	for len(work) > 0 {
		s := work[0]
		work = work[1:]
		for _, reason := range slices.Sorted(maps.Keys(s.n.reasons)) {
			next := s.n.reasons[reason]
			if next == nil {
				return s.text + reason
			}
			if !seen[next] {
				seen[next] = true
				work = append(work, step{next, s.text + reason + " → "})
			}
		}
	}
	return "?"
}
