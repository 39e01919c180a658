// Package models holds what is known of functions that the engine does not
// analyse: those of the standard library, and those of the libraries that run
// tasks on pools of workers.
//
// The knowledge is text, one line a function, in files embedded below std (the
// standard library) and pools (one file a pool library). The same grammar
// serves for models that users write for libraries of their own. A function
// without a line is one of which nothing is known, and it counts as harmless.
//
// # Files
//
//	# A comment runs from a # at the start of a word to the end of the line.
//	package net/http
//	Client.Do                net ctx=0
//	Get                      net
//
//	package example.org/workers
//	pool cpu
//	offer blocking workers.Blocking
//	Pool.Submit              submit; task 0 one
//
// "package PATH" begins a section. A file may have several sections, and a
// package may have sections in several files, but a name has one line.
//
// A section may have directives:
//
//	pool cpu            the package runs tasks on workers that blocking starves
//	pool any            the package runs tasks, and to wait may be their purpose
//	offer blocking TEXT the remedy to name in a report of a blocking task,
//	offer sleep TEXT    of a task that sleeps,
//	offer collect TEXT  of a task that passes on its result
//
// Every other line is a name and its clauses, parted by semicolons:
//
//	NAME clause [; clause] …
//
// NAME is Func, Type.Method, Type.Field or Var. Methods of pointers, values
// and interfaces are written alike and type parameters are left out. A method
// that is promoted from an embedded type is listed at the type that declares it,
// exported or not: Read of a *net.TCPConn is conn.Read. Of a function in a
// variable or a field, effects, calls, invokes and task say what a call of it does.
//
// # Clauses
//
// N is a parameter, numbered from 0 as in the signature, or recv, the receiver. A
// function N may be a slice of functions or another container of them; with task
// it may be a value that has one method.
//
//	ok                  has been looked at: does not block for long. It stands
//	                    alone.
//
//	KIND [for=N] [ctx=N] [max=FIELD] [addr=N] [nil=N] [short]
//	                    has this effect, see [Kind] for the words. With for=N
//	                    it waits no longer than the time.Duration N. With ctx=N
//	                    it returns when the context N is cancelled; N may also
//	                    carry a context, as an *http.Request or an *exec.Cmd
//	                    does. With max=FIELD it waits no longer than the
//	                    time.Duration in that field of recv, if it is not 0.
//	                    With addr=N it does not wait if the string N is an IP
//	                    address, or a port only: a constant, or what address is
//	                    said of.
//	                    With nil=N it waits only if the argument N is nil.
//	                    With short it may wait, but not for long. The
//	                    word blocking is for a wait of another kind.
//	once N              the effect of sync.Once.Do: it calls the function N, and
//	                    whoever comes second waits for that call.
//
//	calls N[.FIELD] [of M] [go]
//	                    calls the function N (or runs the iterator N) before it
//	                    returns; with FIELD, it may call the function in that field
//	                    of N. With go: on another goroutine, or later. With of
//	                    M: with what the container M contains, or pointers to it,
//	                    as those arguments that have the type.
//	invokes N METHOD    calls METHOD of the value N. With recv, of the value that
//	                    the receiver wraps; nothing if that is not known.
//	offloads N          calls the function N, with the worker given back
//	                    meanwhile: N may block.
//	task N each|parts|one [of M]
//	                    makes the function N a task, run for each item of a
//	                    data-parallel call, for parts of many items, or as one
//	                    coarse piece of work. Of M is as with calls.
//
//	wraps N             the result wraps N. A line "invokes recv METHOD" of one of
//	                    its methods means METHOD of N, as in bufio.NewReader. A
//	                    method that has no line means the method of N with that
//	                    name, as in io.LimitReader, whose result is but an
//	                    io.Reader; or else Write, as in io.TeeReader. Wrappers
//	                    are taken off one at a time. Of a field, wraps recv
//	                    says that the struct wraps what is stored there, as in
//	                    &io.LimitedReader{R: conn}.
//	gives KIND          the result (or the variable, or the field) leads to what
//	                    has this effect. That is the effect of what is invoked
//	                    on it, or behind it, whatever else a line says: os.Stdout
//	                    is an *os.File, but gives stdio. Methods that have no
//	                    line count if they are those of an interface, but for
//	                    Close.
//	contains N          its first result contains what the container N contains, or
//	                    an iterator N yields; or yields it, if it is an iterator.
//	                    As the second of two values, if it yields two.
//	returnsfunc N       its first result is a function (or an iterator) that calls the
//	                    function N when it is called.
//	reads N             the result is a sync.Locker that locks the RWMutex N for
//	                    reading.
//	timer [for=N]       the result, variable or field is a channel, or holds one,
//	                    that a timer feeds; the first time after the duration N.
//
//	pipe METHOD…        what is read from the first result is what is written to
//	                    the second, until one of these methods of that is called.
//
//	clock               the time.Time returned is that of the call.
//	asks                the result says whether something has happened yet, at
//	                    once: to call it again and again, and nothing else, is
//	                    a busy wait.
//	latch N             the result is a channel that is closed when N has ended, as a
//	                    task or a future does, and that nobody sends to.
//	ended N [if R]      when it returns, N has ended, once and for all; with if R,
//	                    only if the result R, counted from 0, is true, or is nil.
//	                    What it waits for itself is that end, too.
//	after N             the time.Time returned is the duration N after recv.
//	limits N [METHOD…]  the methods of recv with these names, all if there are
//	                    none, return at the time.Time N at the latest. There is
//	                    no limit if that is zero.
//
//	background          the context returned is never cancelled.
//	cancel              the context returned can be cancelled.
//	parent N            the context returned (or carried by the result) ends
//	                    when N ends.
//	deadline N          and not after the time.Time N;
//	timeout N           and not after the time.Duration N.
//	done                the result is a channel that is closed when a context
//	                    ends.
//
//	address             the string returned is a network address, so that there is
//	                    nothing to look up.
//
//	setting             the string returned is one that somebody has set from
//	                    outside, such as an environment variable, or empty.
//	                    What is only done if it is set is behind a switch.
//
//	exits               never returns: it panics, or ends the goroutine or the
//	                    program. A loop that calls it has a way out.
//	fails               the error that it returns is never nil.
//	logs                what it writes is a record for those who run the
//	                    program. On the terminal that is a possible finding
//	                    only. Elsewhere it is so after an error, or behind a
//	                    switch, a package-level variable that is off at first or
//	                    a setting, as is all that writes to the terminal.
//
// # Where a new line goes
//
// A function of the standard library goes into the section of its package: find
// the file with grep "^package PATH$" std/*. A pool library has a file of its
// own in pools, named after the library. Names are sorted within a section, and
// each decision that a reader could doubt has a comment with the reason. The
// tests check every line against the real declaration, as [Package.Check] does for
// lines of users: that the name exists, and that each parameter that the line
// mentions has a type that fits.
//
// # The standard library
//
// The table is complete for the Go release that the tests run with: of each
// exported function and method, those of unexported types included that exported
// ones lead to, it is known what it does. There are three ways to know it:
//
//   - It is derived from the source that nothing can be reached from its body
//     that may wait. Package internal/stdscan does that, from what
//     review/assumed.txt takes for granted.
//   - It has a line in the table.
//   - It is a candidate, since the derivation cannot be sure, but a human has
//     decided that it is harmless: it stands in review/decided.txt, with the
//     reason. There is no line for it, because a function without one is
//     harmless anyway.
//
// TestStdDecided fails for a function of which none is true, and for each
// decision that is not needed: of what no longer exists, is derived as harmless
// meanwhile, or has a line; and of an assumption that nothing is derived with.
// It loads the source of the library, which takes some seconds, so -short leaves
// it out. These tell what is wrong, count, and explain one function:
//
//	go run ./internal/stdscan/cmd
//	go run ./internal/stdscan/cmd -counts
//	go run ./internal/stdscan/cmd -why net/http Client.Do
//
// The library is looked at as it is on linux/amd64 without cgo, whatever the
// machine is, so that all see the same. What only other platforms declare is
// known by name: it has a line, or counts as harmless by a * in
// review/decided.txt. In packages with such a * a new function of another
// platform is not noticed; they are syscall, which is frozen, and syscall/js.
//
// For a new release of Go, run the first command with it. Read the source of
// each function that it names, and write a line if the function may wait, or
// calls what it is given; else add it to review/decided.txt below a reason that
// holds, or write a new reason. If many are named for the same doubt, an
// assumption may settle them all: about a function without a body, about one
// that does in truth nothing of what its source makes possible, or about a
// method that no type could make wait. Then delete what is not needed any more.
//
// # What belongs in the table
//
// What belongs in the table is what a caller can observe: that the function may
// wait for something outside of its control, or runs code that its caller
// supplied. A lock that the function holds for some instructions is not that:
// it is left out even where the source shows a Mutex.
package models
