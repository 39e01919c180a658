package rule

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/effects"
)

// A line of a task often leads to the same kind of operation in several ways: a
// call of one of several handlers, a join of five files, a function that is
// handed over in ten places. That is one thing to mend, so it is one report,
// which names the best path, counts the others and lists where else the function is
// handed over.

// likeness tells apart the reports of a rule: those of the same likeness are
// shown as one.
type likeness struct {
	task     string // the function, wherever it is handed over
	file     string
	line     int         // of the report, in the task
	kind     models.Kind // a lock is one, for reading or not
	sink     string
	severity finding.Severity
}

func (r *reported) likeness() likeness {
	kind := r.op.Kind
	if kind == models.RLock {
		kind = models.Lock
	}
	return likeness{r.op.Task.Func, r.op.place.File, r.op.place.Line, kind, r.op.sink(), r.Severity}
}

// sink returns what the operation waits for, as far as that makes a difference
// to who mends it: which mutex or group, which channel. One file is like
// another.
func (op Operation) sink() string {
	switch op.Kind {
	case models.Send, models.Recv, models.Select, models.Loop:
		return op.Path.Last().Func
	}
	return op.Lock.Key
}

// An ending tells apart the reports that stand at one place: those of the same
// ending say the same, though of different tasks, all of which one call hands over.
type ending struct {
	pos, end token.Pos
	kind     models.Kind
	sink     string
	at       finding.Position // the operation
	severity finding.Severity
}

func (r *reported) ending() ending {
	return ending{r.op.Pos, r.op.End, r.op.Kind, r.op.sink(), r.op.Path.Last().Pos, r.Severity}
}

// fold returns the reports that are shown, in the order that they came in, each
// with the number of others that it stands for and their hand-overs.
func fold(reports []reported) []reported {
	return foldBy(foldBy(reports, (*reported).likeness), (*reported).ending)
}

// foldBy shows those reports as one that have the same key.
//
// The one that is shown stands for those that are as sure as it is: the path of a
// finding is the surest, and what is less sure must not make it look worse. What
// tests hand over does not count if others do, since drivers analyse a package with
// and without its tests, and both have to say the same. Its fixes are those of the
// operation that it names, or of the next that has any: statements on one line are
// mended one at a time, since the fix of each rewrites the line.
func foldBy[K comparable](reports []reported, key func(*reported) K) []reported {
	shown := make([]bool, len(reports))
	groups := make(map[K][]int)
	for i := range reports {
		k := key(&reports[i])
		groups[k] = append(groups[k], i)
	}
	for _, group := range groups {
		slices.SortFunc(group, func(i, j int) int {
			return cmp.Or(reports[i].compare(&reports[j]), cmp.Compare(i, j))
		})
		best := &reports[group[0]]
		shown[group[0]] = true
		for _, i := range group[1:] {
			if reports[i].op.tier() == best.op.tier() && reports[i].op.ofTest() == best.op.ofTest() {
				best.op.more += 1 + reports[i].op.more
				best.op.also = append(append(best.op.also, reports[i].op.Task), reports[i].op.also...)
			}
			if len(best.fixes) == 0 {
				best.fixes = reports[i].fixes
			}
		}
		best.op.also = elsewhere(best.op)
	}
	var left []reported
	for i, r := range reports {
		if shown[i] {
			left = append(left, r)
		}
	}
	return left
}

// elsewhere returns the hand-overs that the report stands for beside its own, each
// once. One call may hand over several tasks; that is one place.
func elsewhere(op Operation) []*effects.Task {
	also := slices.SortedFunc(slices.Values(op.also), compareHandOvers)
	also = slices.CompactFunc(also, func(s, t *effects.Task) bool { return compareHandOvers(s, t) == 0 })
	return slices.DeleteFunc(also, func(t *effects.Task) bool { return compareHandOvers(t, op.Task) == 0 })
}

func compareHandOvers(s, t *effects.Task) int {
	return cmp.Or(s.Position.Compare(t.Position), cmp.Compare(s.Entry, t.Entry), cmp.Compare(s.Way, t.Way))
}

// compare orders reports of the same likeness: those of the program before those
// of tests, then the surest first, then as the engine orders effects.
func (r *reported) compare(s *reported) int {
	return cmp.Or(
		cmp.Compare(r.op.ofTest(), s.op.ofTest()),
		cmp.Compare(r.op.tier().Rank(), s.op.tier().Rank()),
		r.op.Compare(&s.op.Effect),
		cmp.Compare(r.op.Pos, s.op.Pos),
	)
}

// ofTest returns 1 if a test hands over the task, else 0.
func (op Operation) ofTest() int {
	if strings.HasSuffix(op.Task.Position.File, "_test.go") {
		return 1
	}
	return 0
}
