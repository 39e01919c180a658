package finding

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Related returns the sentences that carry a finding's task, tier, severity,
// number of others like it, and trace: the first for the task, then one for each
// hop.
func (f *Finding) Related() []string {
	sentences := make([]string, 0, 1+len(f.Trace))
	more := ""
	if f.More > 0 {
		more = fmt.Sprintf(", %d more", f.More)
	}
	sentences = append(sentences, fmt.Sprintf("task %s %s at %s (pool %s, %s, %s%s)",
		f.Task.Way, f.Task.Entry, f.Task.Position, f.Task.Pool, f.Tier, f.Severity, more))
	for i, h := range f.Trace {
		sentences = append(sentences, fmt.Sprintf("%d. %s at %s (%s)", i+1, h.Func, h.Position, h.Edge))
	}
	return sentences
}

// String returns file:line:column.
func (p Position) String() string {
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

var (
	taskSentence = regexp.MustCompile(`^task (passed to|stored in|sent to|converted to) (.*) at (.*):(\d+):(\d+) \(pool ([^ ]*), ([a-z]+), ([a-z]+)(?:, (\d+) more)?\)$`)
	hopSentence  = regexp.MustCompile(`^(\d+)\. (.*) at (.*):(\d+):(\d+) \(([a-z]*)\)$`)
)

// ParseRelated sets f's task, tier, severity, number of others and trace from
// the sentences that Related made. It is an error if they are anything else.
func (f *Finding) ParseRelated(sentences []string) error {
	if len(sentences) == 0 {
		return fmt.Errorf("no related information")
	}
	m := taskSentence.FindStringSubmatch(sentences[0])
	if m == nil {
		return fmt.Errorf("not the sentence of a task: %q", sentences[0])
	}
	pos, err := position(m[3], m[4], m[5])
	if err != nil {
		return err
	}
	more := 0
	if m[9] != "" {
		if more, err = strconv.Atoi(m[9]); err != nil {
			return err
		}
	}
	task, tier, severity := Task{Way: wayOf(m[1]), Entry: m[2], Pool: m[6], Position: pos}, Tier(m[7]), Severity(m[8])
	trace := make([]Hop, 0, len(sentences)-1)
	for i, s := range sentences[1:] {
		m := hopSentence.FindStringSubmatch(s)
		if m == nil || m[1] != strconv.Itoa(i+1) {
			return fmt.Errorf("not the sentence of hop %d: %q", i+1, s)
		}
		pos, err := position(m[3], m[4], m[5])
		if err != nil {
			return err
		}
		trace = append(trace, Hop{Func: m[2], Position: pos, Edge: m[6]})
	}
	f.Task, f.Tier, f.Severity, f.Trace, f.More = task, tier, severity, trace, more
	return nil
}

func wayOf(text string) Way {
	return Way(slices.Index(wayTexts[:], text)) // the pattern lets no other through
}

func position(file, line, column string) (Position, error) {
	l, err := strconv.Atoi(line)
	if err != nil {
		return Position{}, err
	}
	c, err := strconv.Atoi(column)
	if err != nil {
		return Position{}, err
	}
	return Position{File: file, Line: l, Column: c}, nil
}
