package effects

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

// A Summary is what a fact says of a function that other packages need: in which
// ways a call of it may wait, and what it does with its parameters. Parameters
// are numbered as in models: from 0, and [models.Receiver].
//
// It is self-contained, because drivers hand the facts of a package to direct
// importers only.
type Summary struct {
	Effects []Effect
	Calls   []ParamCall
	Invokes []ParamInvoke
	Hands   []Hand
	Made    []Made // what the functions do that it returns

	Under []Under // parameters that it calls with a mutex held

	// Mutexes that the caller has locked and the function unlocks, those that
	// are locked when it returns, and those that are if it returns true. One
	// that is a parameter is a # and its number.
	Releases, Acquires, Tries []string

	Holds []heldFact // mutexes among its parameters that are held across something that waits
	Long  []string   // keys of mutexes of its package that a call may hold across something that waits
	Armed []Armed    // parameters that it sets a deadline on
	Ends  []Ending   // contexts among its results that end by themselves

	Permits []Permit  // that it takes or gives back
	Opens   []Opening // latches that are open when it returns
	Latch   Latch     // that which its only result is

	New   bool  // its first result is an object that nobody else knows
	Fresh bool  // its first result is an object that it has made, which others may know
	Of    int   // its first result is that of this parameter, counted as in Effect.ForArg, or made for that alone, unless it has made it; see resultOf
	Feeds []int // results that are channels for which goroutines compute, see servesResults
	Hides []int // parameters that can be waited for and that nobody else gets to know by it
}

// A ParamCall says that the function calls a parameter.
type ParamCall struct {
	Param int
	Part  Part             // what it calls of the parameter
	Path  Path             // from the function to where the parameter is called
	Pos   finding.Position // of that call; unset if that is in the standard library
	Given *Given           // what it is called with

	Repeats bool // in a loop, or as often as a modelled function pleases

	outer *ssa.Parameter // instead of Param: a parameter of an enclosing function
}

// A ParamInvoke says that the function calls a method of a parameter.
type ParamInvoke struct {
	ParamCall
	Method string

	// If not 0: of a value of this type parameter of the function or of its
	// receiver, counted from 1. That Param is such a value is known only if it
	// is not noParam.
	Type int

	tparam *types.TypeParam // instead of Type, in a literal
}

// noParam is the number of none of the parameters.
const noParam = -3

// A Hand says that the function hands a parameter to a pool, which makes the
// function an entry too.
type Hand struct {
	Param  int
	Part   Part   // what is meant of the parameter
	Method string // if not empty: this method of it
	Entry  string // the modelled entry, such as "par.ForEach"
	Pool   string // import path of the pool's package
	Each   bool   // run for each item of a data-parallel call
	Parts  bool   // with Each: for parts of many items
	Joined bool   // somebody waits for it
	CPU    bool   // its pool is for CPU work, whatever the models say of Pool
	Way    finding.Way
	Type   int    // see ParamInvoke
	Given  *Given // what the task is called with

	said   bool // by an annotation of the function, which its body may repeat
	outer  *ssa.Parameter
	tparam *types.TypeParam
}

func (s *Summary) String() string {
	var parts []string
	for _, e := range s.Effects {
		parts = append(parts, e.String())
	}
	for _, c := range s.Calls {
		parts = append(parts, fmt.Sprintf("calls %d%s", c.Param, c.Given))
	}
	for _, c := range s.Invokes {
		parts = append(parts, fmt.Sprintf("invokes %d %s%s", c.Param, c.Method, c.Given))
	}
	for _, h := range s.Hands {
		parts = append(parts, fmt.Sprintf("hands %d to %s%s", h.Param, h.Entry, h.Given))
	}
	for _, m := range s.Made {
		parts = append(parts, fmt.Sprintf("returns %d: %s {%s}", m.Index, m.Name, m.Summary.String()))
	}
	for _, u := range s.Under {
		parts = append(parts, fmt.Sprintf("calls %d under %s", u.Param, u.Lock))
	}
	for _, k := range s.Releases {
		parts = append(parts, "releases "+k)
	}
	for _, k := range s.Acquires {
		parts = append(parts, "acquires "+k)
	}
	for _, k := range s.Tries {
		parts = append(parts, "tries "+k)
	}
	for _, p := range s.Permits {
		parts = append(parts, p.String())
	}
	if s.New {
		parts = append(parts, "returns what is new")
	}
	if s.Fresh {
		parts = append(parts, "returns what it has made")
	}
	if s.Of != 0 {
		parts = append(parts, fmt.Sprintf("returns what belongs to %d", s.Of-firstArg))
	}
	for _, i := range s.Feeds {
		parts = append(parts, fmt.Sprintf("computes for result %d", i))
	}
	for _, p := range s.Hides {
		parts = append(parts, fmt.Sprintf("hides %d", p))
	}
	for _, o := range s.Opens {
		text := "opens " + o.Latch.String()
		if o.Result > 0 {
			text += fmt.Sprintf(" if %d", o.Result-1)
		}
		parts = append(parts, text)
	}
	if s.Latch.known() {
		text := "returns " + s.Latch.String()
		if s.Latch.Ends {
			text += ", which only ends"
		}
		parts = append(parts, text)
	}
	for _, key := range s.Long {
		parts = append(parts, key+" is held long")
	}
	for _, a := range s.Armed {
		parts = append(parts, fmt.Sprintf("sets a deadline on %d", a.Param))
	}
	for _, end := range s.Ends {
		parts = append(parts, fmt.Sprintf("ends %d after %s", end.Result, end.For))
	}
	for _, h := range s.Holds {
		parts = append(parts, h.Key+" held across "+h.Cause.Func)
	}
	return strings.Join(parts, "; ")
}

// Limits of what a function keeps, so that neither facts nor the time of the
// fixpoint grow with the program.
const (
	maxEffects = 6 // of a class, within the package
	maxParams  = 16
	maxFact    = 5 // in a fact: one of each class first
)

// summary is what is known of a function so far. Its methods report whether
// they changed what matters to callers; a better path does not.
type summary struct {
	effects []Effect
	loose   [classPool + 1]bool // see loosen
	calls   []ParamCall
	invokes []ParamInvoke
	hands   []Hand

	made  []Made
	under []Under

	releases, acquires, tries []string
	keeps                     []string // of releases: those that it holds while it waits for anything
	holds                     []heldFact
	armed                     []Armed
	long                      []string
	ends                      []Ending
	isNew, isFresh            bool
	of                        int
	opaque                    bool // see outcome
	hides, feeds              []int
	permits                   []Permit
	opens                     []Opening
	latch                     Latch

	model *models.Func // where it comes from, if from a model
	said  *models.Func // what an annotation says of the effects
}

func (s *summary) addEffect(e Effect) bool {
	if e.Bound == Never {
		return false
	}
	if s.loose[classOf(e.Kind)] {
		e.own = e.own.outer()
	}
	for i := range s.effects {
		old := &s.effects[i]
		e := e
		if old.covers(&e) {
			e.Lock.In = old.Lock.In
		}
		if old.key() != e.key() {
			continue
		}
		weaker := old.Also.Set && e.Also != old.Also
		if e.Also != old.Also { // one stands for both
			e.Also, old.Also = Guard{}, Guard{}
		}
		if e.compare(old) >= 0 {
			return weaker
		}
		worse := weaker || e.Bound != old.Bound || e.Brief() != old.Brief() || e.Seldom != old.Seldom
		*old = e
		return worse
	}
	// If there is no room, the worst stay, one of each kind at least.
	same, last := 0, -1
	for i := range s.effects {
		old := &s.effects[i]
		if classOf(old.Kind) != classOf(e.Kind) || (old.own == nil) != (e.own == nil) {
			continue
		}
		same++
		if s.crowded(old.Kind) && (last < 0 || old.compare(&s.effects[last]) > 0) {
			last = i
		}
	}
	if e.own != nil {
		if same < maxDemands {
			s.effects = append(s.effects, e)
			return true
		}
		if s.loosen(classOf(e.Kind)) {
			s.addEffect(e)
			return true
		}
		e.own = nil
		return s.addEffect(e)
	}
	if same >= maxEffects && e.Guard.Equal != "" {
		// Of what many constants lead to, one stands for all.
		e.Guard = Guard{}
		return s.addEffect(e)
	}
	if same >= maxEffects && s.coarsen(classOf(e.Kind)) {
		s.addEffect(e)
		return true
	}
	if same >= maxEffects {
		if last < 0 || s.has(e.Kind) && e.compare(&s.effects[last]) >= 0 {
			return false
		}
		s.effects[last] = e
		return true
	}
	s.effects = append(s.effects, e)
	return true
}

// has reports whether there is an effect of the kind.
func (s *summary) has(k models.Kind) bool {
	return slices.ContainsFunc(s.effects, func(e Effect) bool { return e.Kind == k })
}

// crowded reports whether there are several effects of the kind.
func (s *summary) crowded(k models.Kind) bool {
	n := 0
	for i := range s.effects {
		if s.effects[i].Kind == k {
			n++
		}
	}
	return n > 1
}

func (s *summary) addCall(c ParamCall) bool {
	var givens []*Given
	for i := range s.calls {
		old := &s.calls[i]
		if old.Param != c.Param || old.Part != c.Part || old.outer != c.outer {
			continue
		}
		if givens = append(givens, old.Given); old.Given == c.Given {
			more := c.Repeats && !old.Repeats
			c.Repeats = c.Repeats || old.Repeats
			old.Repeats = c.Repeats
			if c.Path.Len() < old.Path.Len() {
				*old = c
			}
			return more
		}
	}
	if g := c.Given.fit(givens); g != c.Given {
		c.Given = g
		return s.addCall(c)
	}
	if len(s.calls) == maxParams {
		return false
	}
	s.calls = append(s.calls, c)
	return true
}

func (s *summary) addInvoke(c ParamInvoke) bool {
	var givens []*Given
	for i := range s.invokes {
		old := &s.invokes[i]
		if old.Param != c.Param || old.Part != c.Part || old.outer != c.outer || old.Method != c.Method || old.Type != c.Type || old.tparam != c.tparam {
			continue
		}
		if givens = append(givens, old.Given); old.Given == c.Given {
			more := c.Repeats && !old.Repeats
			c.Repeats = c.Repeats || old.Repeats
			old.Repeats = c.Repeats
			if c.Path.Len() < old.Path.Len() {
				*old = c
			}
			return more
		}
	}
	if g := c.Given.fit(givens); g != c.Given {
		c.Given = g
		return s.addInvoke(c)
	}
	if len(s.invokes) == maxParams {
		return false
	}
	s.invokes = append(s.invokes, c)
	return true
}

func (s *summary) addHand(h Hand) bool {
	if slices.Contains(s.hands, h) || len(s.hands) == maxParams {
		return false
	}
	s.hands = append(s.hands, h)
	return true
}

// merge adds what one instruction of the function does.
func (s *summary) merge(o *outcome) bool {
	changed := o.opaque && !s.opaque
	s.opaque = s.opaque || o.opaque
	for _, e := range o.effects {
		changed = s.addEffect(e) || changed
	}
	for _, c := range o.calls {
		changed = s.addCall(c) || changed
	}
	for _, c := range o.invokes {
		changed = s.addInvoke(c) || changed
	}
	for _, h := range o.hands {
		changed = s.addHand(h) || changed
	}
	return changed
}

// A class groups the kinds that one rule reports.
type class uint8

const (
	classSleep class = iota
	classLock
	classChannel
	classIO
	classLoop
	classPool
)

func classOf(k models.Kind) class {
	switch k {
	case models.Sleep, models.Yield:
		return classSleep
	case models.Lock, models.RLock, models.Cond, models.GroupWait, models.Once, models.Sem:
		return classLock
	case models.Recv, models.Send, models.Select:
		return classChannel
	case models.Loop:
		return classLoop
	case models.Submit, models.Wait:
		return classPool
	}
	return classIO
}

// fromFact turns the fact of an imported function into a summary.
func fromFact(f *Summary) *summary {
	return &summary{effects: f.Effects, calls: f.Calls, invokes: f.Invokes, hands: f.Hands,
		made: f.Made, under: f.Under, releases: f.Releases, acquires: f.Acquires, tries: f.Tries, holds: f.Holds, permits: f.Permits, opens: f.Opens, latch: f.Latch}
}
