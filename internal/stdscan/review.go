package stdscan

import (
	"fmt"
	"strings"
)

// A Review is a text of decisions that a human has made:
//
//	# A comment.
//	because REASON
//	PATH NAME NAME …
//	PATH NAME …
//
// What is named counts as harmless, for the reason above it. Names are those of
// the tables (see package models). In what is assumed, a * stands for the
// functions of a package that have no body.
type Review struct {
	entries map[string]*entry // by PATH.NAME
	order   []*entry
}

// An entry is the decision about one name.
type entry struct {
	path, name string
	reason     string
	line       int

	users map[*node]bool // what is derived with it
}

func (e *entry) String() string { return e.path + "." + e.name }

// ParseReview parses a review. The name is that of the file, for messages.
func ParseReview(name, src string) (*Review, error) {
	r := &Review{entries: make(map[string]*entry)}
	reason, line := "", 0
	for text := range strings.Lines(src) {
		line++
		words := strings.Fields(text)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
			continue
		case words[0] == "because":
			reason = strings.Join(words[1:], " ")
			if reason == "" {
				return nil, fmt.Errorf("%s:%d: want a reason after because", name, line)
			}
			continue
		case reason == "":
			return nil, fmt.Errorf("%s:%d: want \"because REASON\" before the first name", name, line)
		case len(words) == 1:
			return nil, fmt.Errorf("%s:%d: want names after the path %s", name, line, words[0])
		}
		for _, w := range words[1:] {
			e := &entry{path: words[0], name: w, reason: reason, line: line, users: make(map[*node]bool)}
			if old := r.entries[e.String()]; old != nil {
				return nil, fmt.Errorf("%s:%d: want one decision about %s, have another at line %d", name, line, e, old.line)
			}
			r.entries[e.String()] = e
			r.order = append(r.order, e)
		}
	}
	return r, nil
}

// lookup returns the decision about a name, or nil.
func (r *Review) lookup(path, name string) *entry {
	if r == nil {
		return nil
	}
	return r.entries[path+"."+name]
}

// Reason returns why a name counts as harmless, and whether it does.
func (r *Review) Reason(path, name string) (string, bool) {
	e := r.lookup(path, name)
	if e == nil {
		return "", false
	}
	return e.reason, true
}
