package effects

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/models"
)

// A Bound says how long an operation may wait. The order is that of harm.
type Bound uint8

const (
	Never    Bound = iota // it does not wait
	Short                 // no longer than some instructions of another goroutine
	Timed                 // until a time that is known beforehand
	Ctx                   // until a context ends at the latest
	External              // as long as something outside the program takes
	Forever               // until another goroutine acts, which it may never do
)

// An Edge says how the callee of a hop is known.
type Edge uint8

const (
	Static    Edge = iota // named in the call
	Closure               // a function literal, called where it is visible
	Param                 // passed as an argument to who calls it
	Field                 // stored in a field or variable of this package
	Interface             // one of the types that this package puts into the interface
)

// Dynamic reports whether another value may stand there at run time.
func (e Edge) Dynamic() bool { return e == Field || e == Interface }

func (e Edge) String() string {
	return [...]string{"static", "closure", "param", "field", "interface"}[e]
}

// A Hop is one call on a path. Func is its full name, the import path included.
type Hop struct {
	Func string
	Pos  finding.Position
	Edge Edge
}

// A Path leads from a function to an operation. The last hop is the operation
// itself. Long paths lose their middle, so that facts stay small.
type Path struct {
	Hops []Hop
	Gap  int // how many hops are missing after the first HeadHops
}

const maxHops = 8

// HeadHops is the number of hops before the gap of a long path.
const HeadHops = 4

// Len returns the number of hops, the missing ones included.
func (p Path) Len() int { return len(p.Hops) + p.Gap }

// Last returns the operation.
func (p Path) Last() Hop {
	if len(p.Hops) == 0 {
		return Hop{}
	}
	return p.Hops[len(p.Hops)-1]
}

// Dynamic returns the number of dynamic hops that are still there.
func (p Path) Dynamic() int {
	n := 0
	for _, h := range p.Hops {
		if h.Edge.Dynamic() {
			n++
		}
	}
	return n
}

// after returns the path that goes through prefix first.
func (p Path) after(prefix ...Hop) Path {
	hops := make([]Hop, 0, len(prefix)+len(p.Hops))
	hops = append(append(hops, prefix...), p.Hops...)
	gap := p.Gap
	for len(hops) > maxHops {
		// The gap stays behind the head, so the hop before it goes.
		hops = append(hops[:HeadHops], hops[HeadHops+1:]...)
		gap++
	}
	return Path{Hops: hops, Gap: gap}
}

// join returns the path p and then q.
func (p Path) join(q Path) Path {
	joined := q.after(p.Hops...)
	joined.Gap += p.Gap
	return joined
}

// An Effect is a way in which a call may wait.
type Effect struct {
	Kind    models.Kind
	Bound   Bound
	For     time.Duration // for Timed, when it is a constant
	ForArg  int           // if not 0: it waits for as long as this parameter says, counted from 2, with 1 for the receiver
	AddrArg int           // if not 0: it only looks up the name that is in this parameter, counted as in ForArg
	CtxArg  int           // if not 0: it ends with the context that is this parameter, counted as in ForArg
	ChanArg int           // if not 0: for Send and Recv, the parameter by which it comes to the channel, counted as in ForArg,
	Repeats bool          // it, or a call on the way to it, is in a loop
	Guard   Guard         // on which parameter it depends
	Also    Guard         // and on which other one
	Seldom  bool          // of a lock: it is taken when something failed, or was not there, see seldom
	Doubt   bool          // it depends on what is out of sight, or is for a computation: see doubtRecords, doubtFailing, alwaysBuffered, optional, computed

	ChanPath string // and the fields from there; or the package-level variable, see chanPlace

	Lock  Lock   // for the kinds Lock and RLock
	Cause *Cause // what makes the wait long: of a lock, what happens under it; of a Once, what it runs
	Latch Latch  // what it waits for the end of
	Frees string // for Cond: the key of the mutex that it unlocks meanwhile, "" if unknown
	Path  Path

	channel any         // for Send and Recv, within the package: see chanID and pipeOf
	end     endpoint    // for methods that models know, within the package
	awaits  []ParamCall // it is for a computation if these parameters compute, within the package: see doubtIf
	own     *ownership  // within the package: what has to be in a field of a parameter
	guessed bool        // nothing is known of what runs there, see guess
	permit  bool        // for Recv: what is received does not matter, only that it is
	signal  bool        // for Send: it is in doubt only because it is sent once, see signals
	place   chanPlace   // of what may give back a permit, within the package: where the channel is
}

// A Cause is an operation that others wait for.
type Cause struct {
	Func string           // the operation
	Pos  finding.Position // where the path to it begins

	// Another operation may stand there at run time: the way to it goes through a
	// field, an interface or one of several values.
	Dynamic bool

	// For the wait of a reader: those who wait are readers too, so that it is
	// only a wait while a writer stands between them.
	Readers bool

	// Of a lock: nothing shows that who holds it long runs at the same time as
	// who waits, see meanwhile.
	Elsewhere bool

	// Of a lock: what shows it is only that who waits comes to where it is held long, too.
	Runs bool
}

// withElsewhere returns a copy of the cause, which others have too, with another Elsewhere.
func (c *Cause) withElsewhere(elsewhere bool) *Cause {
	c = new(*c)
	c.Elsewhere = elsewhere
	return c
}

// A Lock tells which mutex an effect is about.
type Lock struct {
	Key   string // the field or variable, "" if unknown
	Root  Root
	Param int // for RootParam: which

	// For RootParam: if nobody else knew the parameter when the function was
	// called, nobody does when it comes to the operation.
	Early bool

	Alone bool // nobody knows the object but the run of the task that waits, see keepToSelf

	In string // the fields that it is a part of, as far as is known, see enclosing

	// For RootParam: the object with the mutex is not that of the parameter, but one that
	// has been made for it, see madeForParam.
	Made bool

	value    ssa.Value // the root itself, within its package
	of       string    // the package-level variable that it is in, and where in there, if it is known to be in no other
	indirect bool      // it is reached by way of a pointer that the root holds, so that it may be older
	reach    reach     // how the function at hand comes to it, within its package
}

// A Root says whom a mutex belongs to, which decides who competes for it.
type Root uint8

const (
	RootUnknown Root = iota // a result of a call, say
	RootShared              // a package-level variable
	RootParam               // reached from a parameter of the function
	RootLocal               // reached from a variable, the result of a call or what was received, see Lock.value
	RootElement             // one of many, by an index or a key, see Lock.value
)

// effectKey tells apart the effects of which a function keeps one each.
type effectKey struct {
	kind  models.Kind
	lock  string
	of    string // whose it is, since others may not be held long
	early int    // the parameter, for what callers may know better
	alone bool
	made  bool
	by    int // the parameter by which a mutex is reached, counted as in ForArg: one of two may be common
	doubt bool
	guard Guard
	arg   int
	ctx   int
	addr  int
	needs int // how many parameters it depends on whether it is for a computation
	latch Latch
	own   *ownership
	place chanPlace // since one may give back a permit that is taken before, and another one not
	pipe  *ssa.Call // that it reads from or writes to
	sink  string    // of input and output: the operation, since a remedy for one is none for another
}

func (e *Effect) key() effectKey {
	k := effectKey{kind: e.Kind, lock: e.Lock.Key, of: e.Lock.ownerFor(e.Kind), early: models.NoParam, alone: e.Lock.Alone, made: e.Lock.Made, doubt: e.Doubtful(), guard: e.Guard, arg: e.ForArg, ctx: e.CtxArg, addr: e.AddrArg}
	if classOf(e.Kind) == classIO {
		k.sink = e.Path.Last().Func
	}
	k.needs = len(e.awaits)
	k.own = e.own
	k.place = e.place
	k.latch = e.Latch
	k.pipe, _ = e.channel.(*ssa.Call)
	if e.Lock.Early {
		k.early = e.Lock.Param
	}
	if p, ok := e.Lock.reach.from.(*ssa.Parameter); ok {
		k.by = paramIndex(p) + firstArg
	}
	return k
}

// Doubtful reports whether it is only possible that the operation waits.
func (e *Effect) Doubtful() bool { return e.Doubt || e.Cause != nil && e.Cause.Elsewhere }

// Guessed reports whether nothing is known of the operation but how it is called.
func (e *Effect) Guessed() bool { return e.guessed }

// Waits reports whether the operation takes long enough to matter to those who
// wait for it.
func (e *Effect) Waits() bool { return e.Bound > Short }

// compare orders the effects of a function: the sure ones first, then the worst
// bound, then the best path to show.
func (e *Effect) compare(f *Effect) int {
	return cmp.Or(
		cmp.Compare(order(e.Doubtful()), order(f.Doubtful())),
		-cmp.Compare(e.Bound, f.Bound),
		cmp.Compare(order(e.Guard.Set), order(f.Guard.Set)),
		cmp.Compare(order(e.Brief()), order(f.Brief())), // what is excused must hide nothing
		cmp.Compare(order(e.Seldom), order(f.Seldom)),
		cmp.Compare(order(e.Latch.known()), order(f.Latch.known())), // callers may know better
		cmp.Compare(e.Path.Len(), f.Path.Len()),
		cmp.Compare(e.Path.Dynamic(), f.Path.Dynamic()),
		comparePaths(e.Path, f.Path),
		cmp.Compare(e.Kind, f.Kind),
		cmp.Compare(e.Lock.Key, f.Lock.Key),
		cmp.Compare(e.Lock.owner(), f.Lock.owner()),
		cmp.Compare(order(e.Lock.Alone), order(f.Lock.Alone)),
		cmp.Compare(order(e.Lock.Early), order(f.Lock.Early)),
		cmp.Compare(e.Lock.Param, f.Lock.Param),
		cmp.Compare(e.Guard.Param, f.Guard.Param),
		cmp.Compare(order(e.Guard.Nil), order(f.Guard.Nil)),
		cmp.Compare(e.Guard.Equal, f.Guard.Equal),
		cmp.Compare(order(e.Guard.Want), order(f.Guard.Want)),
		cmp.Compare(e.For, f.For),
		cmp.Compare(e.ForArg, f.ForArg),
		cmp.Compare(e.CtxArg, f.CtxArg),
		cmp.Compare(e.AddrArg, f.AddrArg),
		cmp.Compare(order(e.Repeats), order(f.Repeats)),
		cmp.Compare(e.place.path, f.place.path),
		cmp.Compare(rootOrder(e.place), rootOrder(f.place)),
		compareLatches(e.Latch, f.Latch),
	)
}

// Compare orders effects by how much they matter and how well they can be shown:
// the sure ones first, then the worst bound, the shortest path, the fewest
// dynamic hops.
func (e *Effect) Compare(f *Effect) int { return e.compare(f) }

func comparePaths(p, q Path) int {
	for i := range min(len(p.Hops), len(q.Hops)) {
		if c := cmp.Or(p.Hops[i].Pos.Compare(q.Hops[i].Pos), cmp.Compare(p.Hops[i].Func, q.Hops[i].Func)); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(p.Hops), len(q.Hops))
}

// after returns the effect as seen by a caller.
func (e Effect) after(prefix Path) Effect {
	e.Path = prefix.join(e.Path)
	return e
}

// told returns the effect as other packages know it, without what is known within
// the package. A Unit answers so too, since it must say what the facts do.
func (e Effect) told() Effect {
	e.channel, e.end, e.awaits, e.place, e.permit, e.signal, e.own = nil, endpoint{}, nil, chanPlace{}, false, false, nil
	e.Latch.from = nil
	e.Lock.value, e.Lock.of, e.Lock.indirect, e.Lock.reach = nil, "", false, reach{}
	return e
}

func (e Effect) String() string {
	var hops []string
	for _, h := range e.Path.Hops {
		hops = append(hops, h.Func)
	}
	return fmt.Sprintf("%s %s: %s", e.Kind, e.Bound, strings.Join(hops, " → "))
}

func (b Bound) String() string {
	return [...]string{"never", "short", "timed", "ctx", "external", "forever"}[b]
}
