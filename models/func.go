package models

// Parameters are numbered from 0, as in the signature.
const (
	// Receiver stands for the receiver where the number of a parameter is
	// expected.
	Receiver = -1
	// NoParam says that no parameter is meant.
	NoParam = -2
)

// A Func is one line of a table: what is known of a function, a method, a
// variable or a field. It must not be modified.
type Func struct {
	Package string // import path
	Name    string // "Get", "Client.Do", "Timer.C"

	OK          bool     // looked at, and never blocks for long
	Effects     []Effect // what it may wait for itself
	Calls       []Call   // functions that it calls
	Invokes     []Invoke // methods that it calls
	Offloads    []int    // functions that it calls with the worker given back
	Tasks       []Task   // functions that it makes tasks
	Wraps       []int    // what its result wraps
	Gives       Kind     // the effect of using the result, variable or field
	Contains    []int    // containers and iterators whose contents its result contains, or yields
	ReturnsFunc []int    // functions that the function it returns calls
	Reads       []int    // RWMutexes that its result locks for reading
	Pipe        []string // the results are the ends of a pipe, and these methods of the second one close it
	Timer       *Timer   // the result is, or holds, the channel of a timer
	Context     *Context // the result is, or carries, a context
	Done        bool     // the result is the done channel of a context
	Clock       bool     // the result is the time of the call
	Asks        bool     // the result says whether something has happened yet
	Latch       []int    // the result is a channel that is closed when one of these has ended, and not before
	Ended       []Ended  // what has ended when it returns
	After       []int    // the result is the receiver plus this time.Duration
	Limits      *Limit   // it sets how long methods of its receiver may take
	Exits       bool     // it never returns: it panics, or ends the goroutine or the program
	Address     bool     // it returns the text of a network address, with nothing to look up
	Setting     bool     // the result is what somebody has set from outside, or nothing
	Fails       bool     // the error that it returns is never nil
	Logs        bool     // what it writes is a record for those who run the program

	File string // name of the model file, for messages about the model
	Line int    // line in it
}

// An Effect is a way in which a function may block.
type Effect struct {
	Kind  Kind
	Param int  // for Once: the function that is run; else NoParam
	For   int  // a time.Duration that bounds the wait, or NoParam
	Ctx   int  // a context (or what carries one) that bounds the wait, or NoParam
	Short bool // never waits for long

	Max  string // a field of the receiver, a time.Duration that bounds the wait unless it is 0, or ""
	Addr int    // a string that needs no wait if it is a constant IP address, or NoParam
	Nil  int    // what needs no wait unless it is nil, or NoParam
}

// A Call says that a function calls its parameter.
type Call struct {
	Param int
	Field string // if not empty: the function in this exported field of it, if there is one
	Go    bool   // on another goroutine or later, not before the function returns
	Of    int    // the container of which it passes what is in there, or NoParam
}

// An Ended says that a parameter has ended when the function returns.
type Ended struct {
	Param int
	If    int // the result that has to be true or nil for that, or NoParam
}

// An Invoke says that a function calls a method of its parameter.
type Invoke struct {
	Param  int
	Method string
}

// A Task says that a function makes its parameter a task.
type Task struct {
	Param  int
	Each   bool // run for each item of a data-parallel call, not as one coarse task
	Parts  bool // with Each: run for parts of many items, not for each of them
	Joined bool // without Each: it is one of a group which somebody waits for
	Of     int  // the container of the items that it is passed, or NoParam
}

// A Limit says that methods of the receiver end at a time at the latest.
type Limit struct {
	Time    int      // a time.Time; there is no limit if it is zero
	Methods []string // all if there are none
}

// A Timer describes a channel that a timer feeds.
type Timer struct {
	For int // the time.Duration after which it fires first, or NoParam
}

// A Context describes the context that a function returns, or that the value
// which it returns carries.
type Context struct {
	Background bool // never cancelled
	Cancel     bool // can be cancelled
	Parent     int  // ends when this parameter's context ends, or NoParam
	Deadline   int  // ends at this time.Time at the latest, or NoParam
	Timeout    int  // ends after this time.Duration at the latest, or NoParam
}
