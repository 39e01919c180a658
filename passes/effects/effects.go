package effects

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/parvet/parvet/models"
	"github.com/parvet/parvet/passes/internal/annotation"
)

// Analyzer finds the tasks of a package and the ways in which they may wait.
// It reports nothing itself.
var Analyzer = &analysis.Analyzer{
	Name:       "effects",
	Doc:        "find the tasks that are handed to pools, and the operations in them that may block (other passes report them)",
	URL:        "https://pkg.go.dev/github.com/parvet/parvet/passes/effects",
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(Facts)},
}

var cpuPools pools

func init() {
	Analyzer.Flags.Var(&cpuPools, "cpupools",
		"comma-separated import paths of modelled pool libraries whose pools are for CPU work, or all: the rules about blocking then apply to their tasks too")
}

// pools is a flag: a list of import paths, or all.
type pools struct {
	list []string
}

func (p *pools) String() string { return strings.Join(p.list, ",") }

func (p *pools) Set(s string) error {
	p.list = nil
	for path := range strings.SplitSeq(s, ",") {
		path = strings.TrimSpace(path)
		if path == "" {
			continue
		}
		if pkg := table().Package(path); path != "all" && (pkg == nil || pkg.Pool == models.NoPool) {
			return fmt.Errorf("no model of a pool library %q; there are %s, and all", path, strings.Join(known(), ", "))
		}
		p.list = append(p.list, path)
	}
	return nil
}

func (p *pools) contains(path string) bool {
	return slices.Contains(p.list, "all") || slices.Contains(p.list, path)
}

// known returns the import paths of the pool libraries that have a model.
func known() []string {
	var paths []string
	for _, p := range table().Packages() {
		if p.Pool != models.NoPool {
			paths = append(paths, p.Path)
		}
	}
	return paths
}

// Result is what the rules work on.
type Result struct {
	Tasks []*Task // in source order

	// Problems are the annotations that do not do what they say.
	Problems []annotation.Problem
}

// following is what is remembered while it is followed what one instruction does.
type following struct {
	binding     int                      // how deep bindOuter is in itself
	ofTask      bool                     // the instruction is one of a task, see unseal
	around      []frame                  // the calls that bindOuter follows
	entering    int                      // how deep enter is in functions that were returned
	calledBack  int                      // how deep it is in functions of which it is known what they are called with
	deciding    int                      // the same, where that decides branches only
	ways        int                      // see maxWays
	work        int                      // see maxWork
	invocations map[invocation]bool      // see invokePart
	heard       map[heard]int            // see nearer
	argless     map[arglessKey]outcome   // see enterOnce
	lending     map[ssa.Instruction]bool // waits that loanOf or computed are asked about
	looking     map[ssa.Instruction]bool // calls that others is asked about
	awaitedIn   map[any]bool             // channels in fields that producedByMaker is asked about
	awaited     map[ssa.Instruction]int  // sends to channels that computed is asked about
	busy        map[*ssa.Function]bool   // goroutines that dawdles is asked about
	unwrapping  map[unwrapping]bool      // see invokeWrapped
	asked       map[*ssa.Call]bool       // see makers
	cuts        int                      // see whole
	needs       []ParamCall              // see doubtIf
	needing     *ssa.Function            // see doubtIf
}

func newFollowing() following {
	return following{
		lending: make(map[ssa.Instruction]bool),
		looking: make(map[ssa.Instruction]bool),
		awaited: make(map[ssa.Instruction]int),

		awaitedIn: make(map[any]bool),
		busy:      make(map[*ssa.Function]bool),

		unwrapping: make(map[unwrapping]bool),
		asked:      make(map[*ssa.Call]bool),
	}
}

// engine is the analysis of one package.
type engine struct {
	following

	pass    *analysis.Pass
	table   *models.Table
	imports *imports
	notes   *notes
	prog    *ssa.Program
	funcs   []*ssa.Function // in source order, each literal after its function

	nodes        map[*ssa.Function]*summary
	lines        map[*types.Func]*models.Func // see model
	known        map[*types.Func]*summary     // of other packages and of models
	closures     map[*ssa.Function][]*ssa.MakeClosure
	usedAt       map[*ssa.Function]ssa.Instruction // see madeAt
	stores       map[*types.Var][]ssa.Value        // into fields and package-level variables
	setters      map[*types.Var][]*ssa.Store       // the same, by a FieldAddr
	nets         map[netKey][]net                  // see netsOf
	permitFlows  map[*ssa.Function]*permitFlow     // see permitsOf
	uses         map[usesKey]chanUses              // see usesOf
	storesTo     map[*ssa.Function]storeIndex      // see storesLike
	taskParams   map[netKey][]handedParam          // see handedParams
	broken       map[*ssa.Function]string          // of which the analysis panicked, and why
	elems        map[place][]ssa.Value             // put into containers, by where those are made
	postponed    []putting                         // see put
	callSites    map[*ssa.Function][]callSite      // of the functions of this package
	reached      map[ssa.Value][]source            // see origins
	aliased      map[ssa.Value][]ssa.Value         // see aliases
	privates     map[*ssa.Global]bool              // see private
	failures     map[*ssa.BasicBlock]bool          // see seldom
	indexing     bool                              // elems is incomplete
	nesting      int                               // see descend
	insides      map[partKey][]source              // see inside
	makings      map[making]*making                // see there
	lists        map[listKey][][]source            // see same
	fieldFroms   map[fieldFrom]*fieldFrom          // see fieldOfParam
	ownerships   map[ownership]*ownership          // see there
	storedIns    map[*types.Var][]source           // see storedIn
	givens       map[givenArgs]*Given              // see givenOf
	pieces       map[pieces]*piece                 // see pieceOf
	made         map[*ssa.Call]makers              // see makers
	promoting    map[promotion]bool                // see promoted
	wraps        map[wrapKey][]wrapping            // see wrappings
	impls        map[*types.TypeName][]types.Type  // put into interfaces
	long         map[string][]ownedCause           // mutexes of which some critical section waits
	pointers     map[*ssa.Global]bool              // see onlyPointer
	fieldsNew    map[*types.Var]bool               // see pointsToNew
	kin          map[*types.Var]bool               // see keepsToOwner
	isPools      map[*types.Var]bool               // see isPool
	asValue      map[*ssa.Function]bool            // see calledByName
	started      *startedIndex                     // see runsByItself
	sessions     map[sessionKey]*session           // see sessionOf
	exportedKeys map[string]bool                   // see exportedMutexes
	invoked      map[string]bool                   // names of methods, see calledByName
	resolved     map[*ssa.CallCommon][]target      // what calls may run, see callees
	traced       map[ssa.Value][]source            // see sources
	funcValues   map[ssa.Value][]target            // see functions
	methodVals   map[methodKey][]target            // see methods
	gifts        map[ssa.Value]gift                // see gives
	spans        map[token.Pos]span
	forStmts     []span
	reaches      map[*ssa.BasicBlock][]bool                 // see reachable
	led          map[leadKey]bool                           // see leads
	endless      map[*ssa.Function][]Effect                 // see longLoops
	chansMade    map[*types.TypeName]buffering              // see alwaysBuffered
	guards       map[*ssa.BasicBlock]Guard                  // see guard
	lockable     map[*types.TypeName]bool                   // see isMutex
	full         map[*ssa.MakeChan]bool                     // see madeFull
	groups       map[*types.TypeName]bool                   // see isGroup
	receivers    map[any][]ssa.Instruction                  // see receives
	senders      map[any][]ssa.Instruction                  // see sendsTo
	handed       map[*types.Var]bool                        // see givesOut
	moving       map[*ssa.MakeChan]bool                     // channels that moved is asked about
	filling      map[*ssa.MakeChan]map[ssa.Instruction]fill // see aloneWith
	arming       map[*ssa.Function][]Armed                  // see armed
	armable      map[types.Type]bool                        // see hasDeadline
	setting      map[*ssa.Function][]deadline
	doing        map[any][]*ssa.CallCommon          // see insteadOf
	sent         map[*types.Var]bool                // see sentTo
	parts        map[*types.Var]map[int][]ssa.Value // see partsOf
	latchResults map[*ssa.Function]Latch            // see latchReturned
	renewing     *renewals                          // see renewalIndex
	reassigned   map[*ssa.Global]bool               // see assignedLater
	opening      map[*ssa.Function][]Opening        // see opens
	openQuery    *openQuery                         // that opens is asked now, or nil
	openFlows    map[openKey]*openFlow
	lentOuts     map[*types.Var]bool // see lentOut
	graph        *graph
	order        map[*ssa.Function]int // in the source
	calls        *calls
	settled      map[string]bool // keys of mutexes, see longCause
	settling     bool
	critical     map[*ssa.Function][]section
	unders       map[*ssa.Function][]Under
	underDone    map[*ssa.Function]bool
	blocks       map[*ssa.Function][]*ssa.BasicBlock         // that can run
	indexes      map[*ssa.BasicBlock]map[ssa.Instruction]int // see precedes
	handing      map[*ssa.Function]bool                      // see handers
	mayHolds     map[holding]bool                            // see mayHold
	names        map[token.Pos]string                        // of variables, by the make call they are assigned
	fullNames    map[any]string                              // see nameOf
}

func run(pass *analysis.Pass) (any, error) {
	if isStd(pass.Pkg.Path()) {
		return new(Result), nil // the tables describe it
	}
	CheckModels(pass)
	e := newEngine(pass, newImports(pass))
	e.export()
	res := &Result{Tasks: e.tasks(), Problems: e.problems()}
	e.reportBroken()
	return res, nil
}

// newEngine prepares the analysis of a package.
func newEngine(pass *analysis.Pass, im *imports) *engine {
	e := &engine{
		following:  newFollowing(),
		pass:       pass,
		table:      table(),
		imports:    im,
		notes:      newNotes(pass),
		nodes:      make(map[*ssa.Function]*summary),
		lines:      make(map[*types.Func]*models.Func),
		known:      make(map[*types.Func]*summary),
		closures:   make(map[*ssa.Function][]*ssa.MakeClosure),
		usedAt:     make(map[*ssa.Function]ssa.Instruction),
		stores:     make(map[*types.Var][]ssa.Value),
		setters:    make(map[*types.Var][]*ssa.Store),
		sessions:   make(map[sessionKey]*session),
		nets:       make(map[netKey][]net),
		broken:     make(map[*ssa.Function]string),
		elems:      make(map[place][]ssa.Value),
		callSites:  make(map[*ssa.Function][]callSite),
		reached:    make(map[ssa.Value][]source),
		aliased:    make(map[ssa.Value][]ssa.Value),
		privates:   make(map[*ssa.Global]bool),
		failures:   make(map[*ssa.BasicBlock]bool),
		impls:      make(map[*types.TypeName][]types.Type),
		long:       make(map[string][]ownedCause),
		pointers:   make(map[*ssa.Global]bool),
		fieldsNew:  make(map[*types.Var]bool),
		kin:        make(map[*types.Var]bool),
		isPools:    make(map[*types.Var]bool),
		resolved:   make(map[*ssa.CallCommon][]target),
		traced:     make(map[ssa.Value][]source),
		funcValues: make(map[ssa.Value][]target),
		methodVals: make(map[methodKey][]target),
		gifts:      make(map[ssa.Value]gift),
		spans:      spans(pass.Files),
		forStmts:   forStmts(pass.Files),
		led:        make(map[leadKey]bool),
		reaches:    make(map[*ssa.BasicBlock][]bool),
		endless:    make(map[*ssa.Function][]Effect),
		guards:     make(map[*ssa.BasicBlock]Guard),
		lockable:   make(map[*types.TypeName]bool),
		arming:     make(map[*ssa.Function][]Armed),
		armable:    make(map[types.Type]bool),
		setting:    make(map[*ssa.Function][]deadline),
		full:       make(map[*ssa.MakeChan]bool),
		groups:     make(map[*types.TypeName]bool),
		moving:     make(map[*ssa.MakeChan]bool),
		filling:    make(map[*ssa.MakeChan]map[ssa.Instruction]fill),
		order:      make(map[*ssa.Function]int),
		settled:    make(map[string]bool),
		critical:   make(map[*ssa.Function][]section),
		unders:     make(map[*ssa.Function][]Under),
		underDone:  make(map[*ssa.Function]bool),
		graph:      newGraph(),
		indexes:    make(map[*ssa.BasicBlock]map[ssa.Instruction]int),
		blocks:     make(map[*ssa.Function][]*ssa.BasicBlock),
		insides:    make(map[partKey][]source),
		makings:    make(map[making]*making),
		lists:      make(map[listKey][][]source),
		fieldFroms: make(map[fieldFrom]*fieldFrom),
		ownerships: make(map[ownership]*ownership),
		storedIns:  make(map[*types.Var][]source),
		givens:     make(map[givenArgs]*Given),
		pieces:     make(map[pieces]*piece),
		made:       make(map[*ssa.Call]makers),
		promoting:  make(map[promotion]bool),
		wraps:      make(map[wrapKey][]wrapping),
		mayHolds:   make(map[holding]bool),
		opening:    make(map[*ssa.Function][]Opening),
		openFlows:  make(map[openKey]*openFlow),
		names:      chanNames(pass.Files),
		fullNames:  make(map[any]string),

		permitFlows:  make(map[*ssa.Function]*permitFlow),
		uses:         make(map[usesKey]chanUses),
		storesTo:     make(map[*ssa.Function]storeIndex),
		taskParams:   make(map[netKey][]handedParam),
		latchResults: make(map[*ssa.Function]Latch),
	}
	pkg, funcs := buildSSA(pass)
	e.prog, e.funcs = pkg.Prog, funcs
	for i, fn := range funcs {
		e.nodes[fn], e.order[fn] = new(summary), i
	}
	e.index()
	return e
}

// index collects what is stored where, and which types are put into which
// interfaces.
func (e *engine) index() {
	e.indexStores()
	e.indexing = true
	for _, fn := range e.funcs {
		e.safely(fn, func() {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					e.keep(fn, in)
				}
			}
		})
	}
	e.indexing = false
	for _, p := range e.postponed {
		e.put(p.fn, p.container, p.elem)
	}
	clear(e.traced) // there was more to come
	clear(e.reached)
}

func (e *engine) indexStores() {
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if call, ok := in.(ssa.CallInstruction); ok {
					e.indexCall(fn, call)
				}
				switch in := in.(type) {
				case *ssa.MakeClosure:
					lit := in.Fn.(*ssa.Function)
					e.closures[lit] = append(e.closures[lit], in)
				case *ssa.Store:
					if v := e.place(in.Addr); v != nil && !e.testOnly(fn, v.Pos()) {
						e.stores[v] = append(e.stores[v], in.Val)
						if _, ok := in.Addr.(*ssa.FieldAddr); ok {
							e.setters[v] = append(e.setters[v], in)
						}
					}
				case *ssa.MakeInterface:
					n := namedType(in.Type())
					if n == nil || n.Pkg() != e.pass.Pkg || e.testOnly(fn, n.Pos()) {
						continue
					}
					same := func(t types.Type) bool { return types.Identical(t, in.X.Type()) }
					if !slices.ContainsFunc(e.impls[n], same) {
						e.impls[n] = append(e.impls[n], in.X.Type())
					}
				}
			}
		}
	}
}

// testOnly reports whether a use is in a test and what it uses is not: what
// tests put into a field or an interface says nothing about the program.
func (e *engine) testOnly(user *ssa.Function, decl token.Pos) bool {
	return e.inTest(user.Pos()) && !e.inTest(decl)
}

func (e *engine) inTest(pos token.Pos) bool {
	return strings.HasSuffix(e.pass.Fset.Position(pos).Filename, "_test.go")
}

// place returns the field or package-level variable at an address, or nil.
func (e *engine) place(addr ssa.Value) *types.Var {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		return fieldOf(addr.X.Type(), addr.Field)
	case *ssa.Global:
		v, _ := addr.Object().(*types.Var)
		return v
	}
	return nil
}

// exportedMutexes returns the keys of the exported fields and package-level
// variables of this package that may be locked, of either side.
func (e *engine) exportedMutexes() map[string]bool {
	found := make(map[string]bool)
	for _, fn := range e.funcs {
		e.safely(fn, func() {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					if call, ok := in.(*ssa.Call); ok {
						e.exportedLocks(found, call)
					}
				}
			}
		})
	}
	return found
}

// exportedLocks adds the keys of the exported mutexes that a call locks.
func (e *engine) exportedLocks(found map[string]bool, call *ssa.Call) {
	if kind, _ := e.lockOp(&call.Call); kind != models.Lock && kind != models.RLock {
		return
	}
	for _, a := range call.Call.Args {
		if v := e.place(a); v != nil && v.Pkg() == e.pass.Pkg && v.Exported() {
			found[e.varKey(v)], found[readKey(e.varKey(v))] = true, true
		}
	}
}

func funcDecls(files []*ast.File) []*ast.FuncDecl {
	var decls []*ast.FuncDecl
	for _, f := range files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				decls = append(decls, d)
			}
		}
	}
	return decls
}

// chanNames maps calls of make to the variable that gets the result: SSA has
// forgotten it.
func chanNames(files []*ast.File) map[token.Pos]string {
	names := make(map[token.Pos]string)
	name := func(lhs ast.Expr, rhs ast.Expr) {
		id, ok := lhs.(*ast.Ident)
		call, isCall := ast.Unparen(rhs).(*ast.CallExpr)
		if ok && isCall {
			names[call.Lparen] = id.Name
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i := range n.Rhs {
					if len(n.Lhs) == len(n.Rhs) {
						name(n.Lhs[i], n.Rhs[i])
					}
				}
			case *ast.ValueSpec:
				for i := range n.Values {
					if len(n.Names) == len(n.Values) {
						name(n.Names[i], n.Values[i])
					}
				}
			}
			return true
		})
	}
	return names
}
