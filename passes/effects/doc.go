// Package effects is the engine: an analyzer that finds the tasks which a
// package hands to pools, and the operations that may hold them up. It reports
// nothing; the rule passes ask it which of the operations are theirs.
//
// # How it works
//
// A package is turned into SSA (build.go). For each of its functions a summary
// is computed (summary.go): in which ways a call may wait (an [Effect]), which
// of its function parameters it calls, of which parameters it calls a method,
// and which it hands to a pool. Summaries are computed bottom-up over the call
// graph, each group of functions that call one another until nothing changes
// (fixpoint.go; early.go: what had to be known of others before its time). They are
// exported in a fact on the package (factof.go), so that importing packages need not look at the
// source.
//
// What an instruction adds to the summary is decided in calls.go (what a callee
// does there: enter.go; what that means for these arguments: bind.go), by what its
// callee may be (targets.go) and what is known of that: a line in models
// (lines.go), or its own summary. The callee may be a value; where that comes from is followed in
// values.go, to what a field was last assigned in reaching.go, out of a container
// in elements.go, out of another part of an argument in parts.go and inside.go, as
// the result of a call in returned.go, from constructors
// and what is passed to them in passing.go, makers.go and bindpassed.go, and by the methods of type parameters
// in typeparams.go, by those of interfaces that only this package implements in
// sealed.go, and by those of embedded interfaces in promoted.go; what may wait of which
// nothing is known in guess.go; what callbacks are
// called with is in given.go, for which of their arguments it counts in guards.go, impossible.go and concrete.go, what is put into slices of structs in items.go,
// which effects an object has by what is in its own fields in own.go; fold.go keeps the work small where functions can be reached in
// many ways. Effects of function arguments are put in at each call and never
// merged, so that one caller of sort.Slice does not make all of them sleep.
// Methods of what another package supplies are in invoke.go, what a struct that is written out wraps in literal.go, by what names
// models know a thing in names.go, of what types importers come by the values in exposed.go.
// Channels, whose bound depends on who else uses them, are in channels.go (buffers.go, filled.go: how much room they have; lent.go, lentacross.go,
// semaphores.go: what they lend, or have room for, is waited for as a mutex is;
// permits.go: what is given back has room, permitstate.go, permitflow.go, permitsteps.go and permitnets.go: by who has taken it, permithands.go: in literals,
// places.go: from which channel; replies.go, signals.go: what is made for one message
// has; rooms.go: what is sent is counted, by sendcounts.go and relayed.go; alone.go:
// and what is received too, by one function; closed.go, closers.go: what is closed is not waited for, nor, cancelled.go, what is
// cancelled; optional.go, modes.go: what is waited for only perhaps; records.go, switches.go: what is
// only printed for a log, or when a setting says so; failing.go, wrapsown.go, sameagain.go, toldtoend.go:
// what is done on the way to an error, by wrappers of their own kind, and at once), how long contexts
// last in contexts.go, callbackctx.go and ctxargs.go, waits for goroutines of one's own in computed.go, producers.go, drained.go,
// groups.go and pipes.go (goroutines.go, opaque.go: which these are, and whether
// they only compute; served.go: what importers are told of that; awaits.go: if that is up to callers; chanuses.go, errands.go:
// who has a channel, or what ends something), busy waits in busywait.go, waits for
// what has ended in done.go, joined.go, afterend.go, onced.go and asked.go, what ends once and for all in latches.go (opened.go, openings.go, opensif.go, openquery.go: where it is open; renewed.go,
// stores.go, reassigned.go: whether it is another one by now; recovered.go: and after a panic), the deadlines and timeouts of
// input and output in limits.go and armed.go (endpoints.go: of what; addresses.go: what need not be looked up), loops without a way out in longloop.go; what
// counts as a way out though it returns nothing, a panic say, in leaves.go.
//
// The wait for a mutex is as long as its critical sections. held.go finds out
// which mutexes are held across something that waits (sections.go: by which instructions, callindex.go: by calls of which functions, callbacks.go: across what
// is passed to who holds them), in this package and, by facts on the mutexes, in
// those that it imports; seldom.go, traces.go: and taken by few; conds.go: what the wait of a condition frees. Which mutex that is lockkeys.go says, where it is held
// lockflow.go (forward.go and conditions.go: block by block, as with permits), and what a call does with it for its caller locksteps.go and lockbalance.go. Nobody else
// holds that of an object which nobody else knows: fresh.go, and perhaps of those in its fields (kin.go) or taken out of a pool (pooled.go, takenout.go), with shown.go,
// showncalls.go and told.go (who gets to know an object), moved.go (who owns it
// from then on) and hidden.go (what importers are told); ofrun.go is about what each run makes and shows (ofparam.go: and methods return); owners.go and private.go tell
// apart those in variables, enclosing.go those in fields. meanwhile.go asks whether who
// holds one long may meet who waits for it, started.go what runs by itself, and sessions.go and
// sessionobjects.go what is made for the callback of a call.
//
// A panic of the engine costs the function at hand only (recover.go).
//
// Last, tasks.go collects what each task may be held up by. It looks only at
// instructions that may hand over a task, which is known without summaries
// (handers.go); and since summaries are made when they are asked for, the work
// follows the tasks, not the size of the package. What is known of other
// packages (imports.go) comes from their facts (facts.go) or, under a driver that
// has the other packages at hand, from a [Unit] (unit.go) that is asked in the same way. Positions are kept
// by import path (position.go), since facts must not depend on the machine;
// locate.go finds them again in the files of a driver.
//
// The source may say of itself what waits and what makes a task: notes.go puts
// annotations in the place of what the body shows, needless.go finds those that make no difference, kept.go finds what becomes a
// task by being stored, sent or converted, and notefacts.go tells importers.
//
// The standard library is not analysed: its functions are lines in models.
// Users add lines of their own (usermodels.go), and say which waits are too
// short to matter (brief.go) and how sure a finding must be (tier.go).
//
// # What it does not see
//
// It reports paths that exist under these models, and does not claim to find
// all. Out of sight are
//
//   - functions and types that importing packages supply to tasks of others: in
//     exported variables and fields, in interfaces, by registration;
//   - what another package puts into its own exported variables, containers that
//     a function of it returns or that it fills, interfaces that it returns, what
//     its iterators yield, and what its wrappers of readers and writers wrap;
//   - functions that constructors of another package keep and its methods call;
//   - reflection, and what the standard library calls by way of it: methods of
//     what is formatted or decoded, functions of templates, services of rpc;
//   - assembly, cgo, linkname, plugins, and files that build tags exclude;
//   - aliasing at run time: what is set through a pointer to a field, what copy
//     moves, what unsafe makes of memory;
//   - functions in containers of the standard library that hold any (sync.Map,
//     atomic.Value, contexts), and what members of a zip archive read from;
//   - chains of functions that return functions, beyond a few;
//   - contexts that are not the task's own, with which what gives the worker
//     back keeps it.
//
// The packages in passes/sleep/testdata/limitations show each of these, next to
// a twin that is seen; docs/limits.md is the list for users.
package effects
