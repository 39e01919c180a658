// Package finding holds the record that parvet reports and its passage through
// the analysis drivers.
//
// A driver such as go vet hands on nothing but a position, a message and
// related entries. Related and Parse carry the rest of a Finding (its task, its
// tier, its severity, its trace) in those entries, in sentences that also read
// well in an editor.
package finding

import (
	"cmp"
	"fmt"
	"slices"
)

// Tier says how sure a rule is of a finding.
type Tier string

// The tiers, from the surest on.
const (
	Definite Tier = "definite" // every hop of the trace is a call that is known statically
	Probable Tier = "probable" // some hop goes through a field, an interface or one of several values
	Possible Tier = "possible" // it depends on what is out of sight
)

// Rank returns 0 for the surest tier, and more for those that are less sure.
func (t Tier) Rank() int { return slices.Index([]Tier{Definite, Probable, Possible}, t) }

// Severity says what a finding costs the program.
type Severity string

// The severities, from the worst on.
const (
	Error   Severity = "error"   // the worker is taken out for as long as the operation lasts
	Warning Severity = "warning" // the tasks hold each other up
	Info    Severity = "info"    // a cost that is worth knowing
)

// InternalError is the category of a diagnostic that tells of a failure of
// parvet itself. It is not the id of a rule.
const InternalError = "internal-error"

// BadModel is the category of a diagnostic that tells of a line in a model of the
// user which does not fit what it is about. It is not the id of a rule.
const BadModel = "bad-model"

// Position is a place in a source file. Line and Column count from 1, columns
// in bytes, as in go/token.
//
// Between the engine and the driver, File is the import path of the package, a
// slash, and the base name: facts must not contain paths of a machine. What
// users see is relative to the working directory.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Task is the hand-over of a function value to a pool.
type Task struct {
	Way   Way    `json:"way"`   // how it was handed over, such as "passed to"
	Entry string `json:"entry"` // what it was handed to, such as "par.ForEach"
	Pool  string `json:"pool"`  // import path of the package whose pool runs it
	Position
}

// A Way is how a task comes to be one.
type Way uint8

// The ways.
const (
	Passed    Way = iota // as an argument
	Stored               // in a field or a variable
	Sent                 // to a channel
	Converted            // to a type
)

var wayTexts = [...]string{"passed to", "stored in", "sent to", "converted to"}

// String returns the words between "task" and what it was handed to.
func (w Way) String() string { return wayTexts[w] }

// MarshalText returns what String does.
func (w Way) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what MarshalText returned.
func (w *Way) UnmarshalText(text []byte) error {
	i := slices.Index(wayTexts[:], string(text))
	if i < 0 {
		return fmt.Errorf("no way to hand over a task: %q", text)
	}
	*w = Way(i)
	return nil
}

// Hop is one call on the path from the task to the operation that blocks. The
// last hop is that operation.
type Hop struct {
	Func string `json:"func"` // what is called, such as "(*client).get" or "net/http.(*Client).Do"
	Position
	Edge string `json:"edge"` // how the callee is known: static, closure, param, field or interface
}

// Edit replaces the bytes from Start to End (exclusive) of a file.
type Edit struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// Fix is a suggested change of the source.
type Fix struct {
	Message string `json:"message"`
	Edits   []Edit `json:"edits"`
}

// Finding is one report of a rule. Its JSON form has exactly these keys, and
// each of them is always present.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Tier     Tier     `json:"tier"`
	Package  string   `json:"package"`
	Position
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Message   string `json:"message"`
	Task      Task   `json:"task"`
	Also      []Task `json:"also"` // the other hand-overs that it stands for, by place
	Trace     []Hop  `json:"trace"`
	More      int    `json:"more"` // how many others it stands for: of the same kind and on the same line
	Fixes     []Fix  `json:"fixes"`
	CWE       []int  `json:"cwe"` // the weaknesses that the rule finds, the closest first
	URL       string `json:"url"`
}

// Sort orders findings by file, position, rule and message, and drops
// repetitions: go vet analyses a package once more with its tests.
func Sort(fs []Finding) []Finding {
	slices.SortStableFunc(fs, Compare)
	return slices.CompactFunc(fs, func(a, b Finding) bool { return Compare(a, b) == 0 })
}

// Compare orders findings as Sort does.
func Compare(a, b Finding) int {
	return cmp.Or(
		a.Position.Compare(b.Position),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
		a.Task.Compare(b.Task.Position),
		cmp.Compare(a.Task.Entry, b.Task.Entry),
	)
}

// Compare orders positions by file, line and column.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}
