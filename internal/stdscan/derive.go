package stdscan

import (
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
)

// A Derivation says which functions may wait, as far as can be told from their
// source. It errs on one side: of what it calls harmless it is sure.
type Derivation struct {
	program *Program
	table   *models.Table // what is known without a look at the body
	assumed *Review       // and what counts as harmless

	nodes  map[*ssa.Function]*node
	work   []*node // to be looked at (again)
	mutex  map[*types.Var]*mutex
	closed closed
	stored stored
}

// A node is what has been derived of a function so far. Both parts only grow.
type node struct {
	fn      *ssa.Function
	name    string
	reasons map[string]*node // why it may wait: an operation (nil), or the function called
	needs   map[need]bool    // it waits if what it is given does
	callers map[*node]bool
	mutexes []*mutex // those that it locks
	queued  bool
}

// A need is a parameter that a function calls, or the method of it that it
// calls. The parameter may be one of a function around it.
type need struct {
	param  *ssa.Parameter
	method string
}

// A mutex is a field or variable that functions lock.
type mutex struct {
	long    bool
	lockers map[*node]bool
}

// Derive looks at all functions of a program. What the table says counts without
// a look at the body, and so does what is assumed.
func (p *Program) Derive(table *models.Table, assumed *Review) *Derivation {
	d := &Derivation{
		program: p,
		table:   table,
		assumed: assumed,
		nodes:   make(map[*ssa.Function]*node),
		mutex:   make(map[*types.Var]*mutex),
	}
	var all []*node
	for _, fn := range p.functions() {
		n := &node{fn: fn, name: funcName(fn), reasons: make(map[string]*node), needs: make(map[need]bool), callers: make(map[*node]bool)}
		d.nodes[fn] = n
		all = append(all, n)
	}
	d.closed = findClosed(all)
	d.stored = findStored(all)
	for _, n := range all {
		d.queue(n)
	}
	d.run()
	for d.judge() {
		d.run()
	}
	return d
}

func (d *Derivation) run() {
	for len(d.work) > 0 {
		n := d.work[len(d.work)-1]
		d.work = d.work[:len(d.work)-1]
		n.queued = false
		d.look(n)
	}
}

func (d *Derivation) queue(n *node) {
	if !n.queued {
		n.queued = true
		d.work = append(d.work, n)
	}
}

// waits reports whether n may wait whatever it is given.
func (n *node) waits() bool { return len(n.reasons) > 0 }

// changed has the callers of n looked at again, and those who lock what n locks.
func (d *Derivation) changed(n *node) {
	for c := range n.callers {
		d.queue(c)
	}
}

// because records a reason why n may wait.
func (d *Derivation) because(n *node, reason string, callee *node) {
	if _, ok := n.reasons[reason]; ok {
		return
	}
	first := !n.waits()
	n.reasons[reason] = callee
	if first {
		d.changed(n)
	}
}

func (d *Derivation) need(n *node, x need) {
	if !n.needs[x] {
		n.needs[x] = true
		d.changed(n)
	}
}

// look looks at the body of n.
func (d *Derivation) look(n *node) {
	if obj, ok := n.fn.Object().(*types.Func); ok && n.fn.Synthetic == "" {
		path, name, _ := tableName(obj)
		if e := d.assumed.lookup(path, name); e != nil {
			e.users[n] = true
			return
		}
		if m := d.table.Func(path, name); m != nil {
			d.believe(n, m)
			return
		}
		if n.fn.Blocks == nil {
			if e := d.assumed.lookup(path, "*"); e != nil {
				e.users[n] = true
				return
			}
		}
	}
	if n.fn.Blocks == nil {
		d.because(n, "has no body", nil)
	}
	for _, b := range n.fn.Blocks {
		for _, in := range b.Instrs {
			d.instr(n, in)
		}
	}
}

// believe takes what is said of n for what it does.
func (d *Derivation) believe(n *node, m *models.Func) {
	for _, e := range m.Effects {
		switch {
		case e.Kind == models.Once:
			d.need(n, need{param: param(n.fn, e.Param)})
		case e.Kind.Blocks():
			d.because(n, e.Kind.String()+", says the table", nil)
		}
	}
	for _, c := range m.Calls {
		// The pools of the library make values, and wait for nothing.
		if !c.Go && c.Field == "" {
			d.need(n, need{param: param(n.fn, c.Param)})
		}
	}
	for _, i := range m.Invokes {
		if i.Param == models.Receiver {
			d.because(n, "calls "+i.Method+" of what it wraps, says the table", nil)
		} else {
			d.need(n, need{param(n.fn, i.Param), i.Method})
		}
	}
}

// param returns a parameter as the tables count them.
func param(fn *ssa.Function, i int) *ssa.Parameter {
	if fn.Signature.Recv() != nil {
		i++
	}
	return fn.Params[i]
}

// sortedNeeds returns the needs of n in an order that does not depend on chance.
func (n *node) sortedNeeds() []need {
	return slices.SortedFunc(maps.Keys(n.needs), func(a, b need) int {
		if a.param != b.param {
			return int(a.param.Pos() - b.param.Pos())
		}
		if a.method < b.method {
			return -1
		}
		return 1
	})
}
