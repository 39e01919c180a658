package effects

import (
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A chanPlace says where a function finds a channel: what it comes to from the same value
// by the same fields is the same channel, while nobody puts another one there. Elements of
// a container are not told apart. The zero chanPlace is unknown.
type chanPlace struct {
	root ssa.Value // of the function at hand or one around it, or nil
	path string    // the fields from there, or if there is no root the package-level variable too
}

func (p chanPlace) known() bool { return p != chanPlace{} }

// within reports whether a place is another one, or in it.
func (p chanPlace) within(outer chanPlace) bool {
	rest, ok := strings.CutPrefix(p.path, outer.path)
	return ok && p.root == outer.root && (rest == "" || strings.ContainsRune(".[", rune(rest[0])))
}

// maxLegs bounds how many fields lead to a channel.
const maxLegs = 6

// chanPlaceOf returns where a value comes from.
func (e *engine) chanPlaceOf(v ssa.Value) chanPlace { return e.placeIn(v, "") }

// placeIn returns where what a path leads to from a value comes from.
func (e *engine) placeIn(v ssa.Value, path string) chanPlace {
	for range maxKey {
		if v == nil {
			break
		}
		r, all := reach{}, path
		if way, ok := wayOf(v.Type(), path); ok {
			r = e.reachOf(v, way, 0)
			path = r.way.String()
		} else {
			r = e.reachOf(v, nil, 0)
			path = r.way.String() + all
		}
		if strings.Count(path, ".")+strings.Count(path, "[") > maxLegs {
			break
		}
		switch x := r.from.(type) {
		case nil:
			return chanPlace{}
		case *ssa.Global:
			return chanPlace{path: x.Pkg.Pkg.Path() + "." + x.Name() + path}
		case *ssa.Alloc: // a variable for a parameter that is a struct
			vals := e.allocStores(x)
			if len(vals) != 1 || path == "" {
				return chanPlace{x, path}
			}
			v = vals[0]
		case *ssa.Call:
			// Who asks an object for one that it has gets the same each time, or an element.
			recv := receiver(&x.Call)
			if recv == nil || e.isNew(x) {
				if v = resultOf(x, r.index); v == nil {
					return chanPlace{}
				}
				return chanPlace{v, path}
			}
			v, path = recv, "."+methodName(&x.Call)+"()"+strconv.Itoa(r.index)+path
		default:
			c := container(x)
			if c == nil {
				return chanPlace{x, path}
			}
			v, path = c, "[]"+path
		}
	}
	return chanPlace{}
}

func methodName(c *ssa.CallCommon) string {
	if c.IsInvoke() {
		return c.Method.Name()
	}
	if fn := c.StaticCallee(); fn != nil {
		return fn.Name()
	}
	return ""
}

// container returns what a value, or what is at an address, is an element of, or nil.
func container(v ssa.Value) ssa.Value {
	switch x := v.(type) {
	case *ssa.IndexAddr:
		return x.X
	case *ssa.Index:
		return x.X
	case *ssa.Lookup:
		return x.X
	case *ssa.Extract:
		switch t := x.Tuple.(type) {
		case *ssa.Lookup:
			return t.X
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok {
				return r.X
			}
		}
	}
	return nil
}

func (l *leg) String() string {
	if l == nil {
		return ""
	}
	if l.field == nil {
		return "[]" + l.next.String()
	}
	return "." + l.field.Name() + l.next.String()
}

// wayOf returns the way that a path names, and whether it leads by fields only.
func wayOf(t types.Type, path string) (*leg, bool) {
	if path == "" {
		return nil, true
	}
	name, rest := path[1:], ""
	if i := strings.IndexAny(name, ".["); i >= 0 {
		name, rest = name[:i], name[i:]
	}
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok || path[0] != '.' {
		return nil, false
	}
	for f := range st.Fields() {
		if f.Name() == name {
			next, ok := wayOf(f.Type(), rest)
			return &leg{f.Origin(), next}, ok
		}
	}
	return nil, false
}

// bindPlace settles where the caller of t finds the channel of an effect.
func (e *engine) bindPlace(eff *Effect, t target, args args) {
	if eff.ChanArg == 0 && eff.ChanPath == "" {
		eff.place = e.placeFor(eff.place, t, args)
		return
	}
	// It is from a fact.
	eff.place = chanPlace{path: eff.ChanPath}
	if eff.ChanArg != 0 {
		eff.place = e.placeIn(argFor(eff.ChanArg-firstArg, t, args), eff.ChanPath)
	}
	eff.ChanArg, eff.ChanPath, eff.permit = 0, "", eff.Kind == models.Recv
}

// placeFor returns where the caller of t finds what t finds at a place.
func (e *engine) placeFor(p chanPlace, t target, args args) chanPlace {
	if p.root == nil || t.fn == nil || !within(p.root.Parent(), t.fn) {
		return p
	}
	param, ok := p.root.(*ssa.Parameter)
	if !ok || param.Parent() != t.fn {
		return chanPlace{}
	}
	return e.placeIn(argFor(paramIndex(param), t, args), p.path)
}

// argFor returns the argument for a parameter: of a method that is called by way of an
// interface, what the caller has in hand.
func argFor(param int, t target, args args) ssa.Value {
	if param == models.Receiver && t.via != nil && types.IsInterface(t.via.Type()) {
		return t.via
	}
	v := args(param)
	if v == nil && param == models.Receiver {
		return t.recv // nil if t is not bound to it
	}
	return v
}

// tellPlace says in a fact about fn where the channel of an effect is.
func (e *Effect) tellPlace(fn *ssa.Function) {
	e.ChanArg, e.ChanPath, _ = e.place.told(fn)
}

// told returns a place as importers know it, and whether they do: by a parameter of fn,
// counted as in Effect.ForArg, or by a package-level variable.
func (p chanPlace) told(fn *ssa.Function) (arg int, path string, ok bool) {
	if param, ok := p.root.(*ssa.Parameter); ok && param.Parent() == fn {
		return paramIndex(param) + firstArg, p.path, true
	}
	return 0, p.path, p.root == nil && p.path != ""
}

// withoutPlaces keeps the best one to show of the effects that a call has by one function
// and that differ only in which channels they are about.
func withoutPlaces(effs []Effect) []Effect {
	same := func(a, b *Effect) bool {
		if classOf(a.Kind) != classChannel || a.Path.Len() < 2 || b.Path.Len() < 2 || a.Path.Hops[0] != b.Path.Hops[0] {
			return false
		}
		k, l := a.key(), b.key()
		k.place, l.place = chanPlace{}, chanPlace{}
		k.latch, l.latch = Latch{}, Latch{}
		return k == l
	}
	var left []Effect
	for _, eff := range effs {
		i := slices.IndexFunc(left, func(other Effect) bool { return same(&eff, &other) })
		switch {
		case i < 0:
			left = append(left, eff)
		case eff.compare(&left[i]) < 0:
			left[i] = eff
		}
	}
	return left
}
