// Package made has functions that wait and others that do not. The last line of
// each comment says what is derived: "harmless", or the way to the wait.
package made

import "sync"

var ch = make(chan int)

// Deep waits two calls away.
//
//	made.middle → made.bottom → receives from a channel
func Deep() { middle() }

func middle()     { bottom() }
func bottom() int { return <-ch }

// Polls waits for nothing: there is a default.
//
//	harmless
func Polls() int {
	select {
	case v := <-ch:
		return v
	default:
		return 0
	}
}

// Chooses has none.
//
//	selects
func Chooses() {
	select {
	case <-ch:
	case ch <- 1:
	}
}

// Sends waits when it returns.
//
//	made.Sends$1 → sends to a channel
func Sends() { defer func() { ch <- 1 }() }

// Starts leaves the wait to another goroutine.
//
//	harmless
func Starts() { go bottom() }

// Recurses is looked at but once.
//
//	harmless
func Recurses(n int) int {
	if n == 0 {
		return 0
	}
	return mutual(n - 1)
}

func mutual(n int) int { return Recurses(n) }

// A Reader is what others implement.
type Reader interface {
	// Read has no body.
	//
	//	is a method of an interface
	Read() int
}

// Reads waits as long as what it is given does.
//
//	calls Read of r
func Reads(r Reader) int { return read(r) }

func read(r Reader) int { return r.Read() }

type memory struct{ n int }

func (m *memory) Read() int { return m.n }

type channel chan int

func (c channel) Read() int { return <-c }

// ReadsMemory knows what is behind the interface, two calls away.
//
//	harmless
func ReadsMemory() int { return Reads(&memory{1}) }

// ReadsChannel knows it, too.
//
//	made.channel.Read → receives from a channel
func ReadsChannel() int { return Reads(channel(ch)) }

// A Field can be set by anybody.
type Field struct{ R Reader }

// Read reads it.
//
//	calls made.Reader.Read
func (f *Field) Read() int { return f.R.Read() }

type own struct{ r Reader }

var only own

func init() { only.r = &memory{2} }

// ReadsOwn reads a field in which nobody else can store.
//
//	harmless
func ReadsOwn() int { return only.r.Read() }

type hidden interface{ hidden() int }

func (m *memory) hidden() int { return m.n }

// Closed calls a method that nobody else can implement.
//
//	harmless
func Closed(all []any) int { return all[0].(hidden).hidden() }

// Calls calls its parameter.
//
//	calls f
func Calls(f func()) { f() }

// CallsHarmless gives it a function that waits for nothing.
//
//	harmless
func CallsHarmless() (n int) {
	Calls(func() { n++ })
	return n
}

// CallsWaiting gives it another.
//
//	made.CallsWaiting$1 → made.bottom → receives from a channel
func CallsWaiting() { Calls(func() { bottom() }) }

// Captures calls its parameter in a literal.
//
//	calls f
func Captures(f func()) { Calls(func() { f() }) }

var hook = func() {}

// Hook calls a variable in which nobody else can store.
//
//	harmless
func Hook() { hook() }

// Exported can be set by anybody.
var Exported = func() {}

// CallsExported calls that.
//
//	calls a function value: func()
func CallsExported() { Exported() }

var list []func()

// CallsElement calls what is in a list.
//
//	calls a function value: func()
func CallsElement() { list[0]() }

// Iterates runs an iterator of its own.
//
//	harmless
func Iterates() (n int) {
	for i := range upTo(3) {
		n += i
	}
	return n
}

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// Generic compares by a method of its type parameter.
//
//	calls Read of a
func Generic[T Reader](a T) int { return a.Read() }

// Instance knows the type.
//
//	harmless
func Instance() int { return Generic(&memory{3}) }

// A Counter locks for some instructions.
type Counter struct {
	mu sync.Mutex
	n  int
}

// Add is one of them.
//
//	harmless
func (c *Counter) Add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

// A Queue waits under its lock.
type Queue struct{ mu sync.Mutex }

// Take does that.
//
//	locks made.mu or made.bottom → receives from a channel
func (q *Queue) Take() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return bottom()
}

// Len has to wait for Take.
//
//	locks made.mu
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return 0
}

// A Held is left locked.
type Held struct{ mu sync.Mutex }

// Hold leaves it so.
//
//	locks made.mu
func (h *Held) Hold() { h.mu.Lock() }

// An Open can be locked by anybody.
type Open struct{ sync.Mutex }

// Get locks it.
//
//	locks a mutex that is not known
func (o *Open) Get() {
	o.Lock()
	o.Unlock()
}

type base struct{}

// Promoted is a method of Derived.
//
//	made.bottom → receives from a channel
func (base) Promoted() { bottom() }

// A Derived has the method of an unexported type.
type Derived struct{ base }

type secret struct{}

// New returns an unexported type.
//
//	harmless
func New() *secret { return nil }

// Found can be called nevertheless.
//
//	sends to a channel
func (*secret) Found() { ch <- 1 }

type unreachable struct{}

// Lost cannot.
func (unreachable) Lost() { ch <- 1 }

func assembly()

// Assembly calls what has no body.
//
//	made.assembly → has no body
func Assembly() { assembly() }

func vouched()

// Vouched calls what somebody vouches for.
//
//	harmless
func Vouched() { vouched() }

// Modelled calls what has a line in the table.
//
//	made.modelled → net, says the table
func Modelled() { modelled() }

func modelled() {}

// Given calls what has a line that calls its parameter.
//
//	made.Given$1 → made.bottom → receives from a channel
func Given() { apply(func() { bottom() }) }

func apply(func()) {}
