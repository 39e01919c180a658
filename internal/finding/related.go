package finding

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Related returns the sentences that carry a finding's task, tier, severity,
// number of others like it, other hand-overs and trace: the first for the task,
// then one for each other hand-over, then one for each hop. Places returns the
// positions that they name.
func (f *Finding) Related() []string {
	sentences := make([]string, 0, 1+len(f.Also)+len(f.Trace))
	more := ""
	if f.More > 0 {
		more = fmt.Sprintf(", %d more", f.More)
	}
	sentences = append(sentences, fmt.Sprintf("task %s %s at %s (pool %s, %s, %s%s)",
		f.Task.Way, f.Task.Entry, f.Task.Position, f.Task.Pool, f.Tier, f.Severity, more))
	for _, t := range f.Also {
		sentences = append(sentences, fmt.Sprintf("also %s %s at %s (pool %s)", t.Way, t.Entry, t.Position, t.Pool))
	}
	for i, h := range f.Trace {
		sentences = append(sentences, fmt.Sprintf("%d. %s at %s (%s)", i+1, h.Func, h.Position, h.Edge))
	}
	return sentences
}

// Places returns the positions that the sentences of Related name, in their
// order.
func (f *Finding) Places() []*Position {
	ps := []*Position{&f.Task.Position}
	for i := range f.Also {
		ps = append(ps, &f.Also[i].Position)
	}
	for i := range f.Trace {
		ps = append(ps, &f.Trace[i].Position)
	}
	return ps
}

// String returns file:line:column.
func (p Position) String() string {
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

var (
	taskSentence = regexp.MustCompile(`^task (passed to|stored in|sent to|converted to) (.*) at (.*):(\d+):(\d+) \(pool ([^ ]*), ([a-z]+), ([a-z]+)(?:, (\d+) more)?\)$`)
	alsoSentence = regexp.MustCompile(`^also (passed to|stored in|sent to|converted to) (.*) at (.*):(\d+):(\d+) \(pool ([^ ]*)\)$`)
	hopSentence  = regexp.MustCompile(`^(\d+)\. (.*) at (.*):(\d+):(\d+) \(([a-z]*)\)$`)
)

// ParseRelated sets f's task, tier, severity, number of others, other hand-overs
// and trace from the sentences that Related made. It is an error if they are anything else.
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
	also, rest, err := parseAlso(sentences[1:])
	if err != nil {
		return err
	}
	trace := make([]Hop, 0, len(rest))
	for i, s := range rest {
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
	f.Task, f.Tier, f.Severity, f.Also, f.Trace, f.More = task, tier, severity, also, trace, more
	return nil
}

// parseAlso returns the hand-overs at the start of sentences, and the sentences
// that follow.
func parseAlso(sentences []string) (also []Task, rest []string, err error) {
	for i, s := range sentences {
		m := alsoSentence.FindStringSubmatch(s)
		if m == nil {
			return also, sentences[i:], nil
		}
		pos, err := position(m[3], m[4], m[5])
		if err != nil {
			return nil, nil, err
		}
		also = append(also, Task{Way: wayOf(m[1]), Entry: m[2], Pool: m[6], Position: pos})
	}
	return also, nil, nil
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
