package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/finding"
)

// An operation is one that a reader found to block a task: the rule that it is
// for, the place of the hand-over, the place in the task that leads to it, what
// it is, and, if it is not found, the reason. A file has one in each line, with
// tabs between. The rule none stands for a task without any.
type operation struct {
	rule, task, site, what, reason string
}

func parseOperations(src string) ([]operation, error) {
	var all []operation
	for n, f := range rows(src) {
		if len(f) != 5 {
			return nil, fmt.Errorf("%d: %d columns, want rule, task, place, operation and reason", n, len(f))
		}
		all = append(all, operation{f[0], f[1], f[2], f[3], f[4]})
	}
	return all, nil
}

const none = "none"

// foundBy reports whether a finding is about the operation. That a call also
// writes to the terminal, a log say, does not say that it waits for something
// else: an operation that is meant by such a finding names the terminal. A finding
// that stands for others lists where else its task is handed over.
func (op operation) foundBy(f finding.Finding) bool {
	if strings.Contains(f.Message, " blocks on the terminal: ") && !strings.Contains(op.what, "terminal") {
		return false
	}
	handedOver := func(t finding.Task) bool { return at(t.File, t.Line) == op.task }
	return f.Rule == op.rule && at(f.File, f.Line) == op.site && (handedOver(f.Task) || slices.ContainsFunc(f.Also, handedOver))
}

func at(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }

// lookUp prints the operations that are not found, and how many are.
func lookUp(w io.Writer, ops []operation, found []finding.Finding) {
	tasks := make(map[string]bool)
	n, free := 0, 0
	for _, op := range ops {
		tasks[op.task] = true
		switch {
		case op.rule == none:
			free++
			for _, f := range found {
				if at(f.Task.File, f.Task.Line) == op.task {
					fmt.Fprintf(w, "not expected\t%s\n", key(f))
				}
			}
		case slices.ContainsFunc(found, op.foundBy):
			n++
			if op.reason != "" {
				fmt.Fprintf(w, "found after all\t%s\n", strings.Join([]string{op.rule, op.task, op.site, op.what, op.reason}, "\t"))
			}
		default:
			fmt.Fprintf(w, "missed\t%s\n", strings.Join([]string{op.rule, op.task, op.site, op.what, op.reason}, "\t"))
		}
	}
	fmt.Fprintf(w, "%d of %d operations in %d tasks found\n", n, len(ops)-free, len(tasks))
}
