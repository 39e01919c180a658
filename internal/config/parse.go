package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/parvet/parvet/internal/suggest"
)

// reader reads the parts of one file. It keeps the first error.
type reader struct {
	config *Config
	rules  []string
	err    *Error
}

// node is a part of the file, with what messages call it.
type node struct {
	*yaml.Node
	name string
}

func parse(file, dir string, data []byte, rules []string) (*Config, error) {
	r := &reader{config: &Config{Dir: dir, file: file}, rules: rules}
	root := r.document(data)
	if r.err == nil {
		r.mapping(node{root, ""}, topSettings)
	}
	if r.err != nil {
		return nil, r.err
	}
	return r.config, nil
}

// fail notes an error at n.
func (r *reader) fail(n node, format string, args ...any) {
	if r.err != nil {
		return
	}
	msg := fmt.Sprintf(format, args...)
	if n.name != "" {
		msg = n.name + ": " + msg
	}
	r.err = &Error{r.config.file, n.Line, n.Column, msg}
}

// document returns the one document of a file.
func (r *reader) document(data []byte) *yaml.Node {
	nowhere := node{Node: new(yaml.Node)}
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		r.fail(nowhere, "not a text in UTF-8")
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithV4Defaults())
	if err != nil {
		r.fail(nowhere, "%v", err)
		return nil
	}
	var doc, more yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF), err == nil && empty(&doc):
		r.fail(nowhere, "no settings in the file: add some, or remove it")
		return nil
	case err != nil:
		r.syntax(err)
		return nil
	}
	switch err := loader.Load(&more); {
	case errors.Is(err, io.EOF):
	case err != nil:
		r.syntax(err)
	default:
		at := &more
		if len(more.Content) > 0 {
			at = more.Content[0]
		}
		r.fail(node{Node: at}, "a second document begins here: one file holds one set of settings")
	}
	return doc.Content[0]
}

// empty reports whether a document says nothing.
func empty(doc *yaml.Node) bool {
	return len(doc.Content) == 0 || doc.Content[0].Kind == yaml.ScalarNode && doc.Content[0].Tag == "!!null"
}

// syntax notes an error of the YAML parser.
func (r *reader) syntax(err error) {
	at := node{Node: new(yaml.Node)}
	msg := err.Error()
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		msg = e.Message
		if e.ContextMsg != "" {
			msg += " " + e.ContextMsg
		}
		at.Line, at.Column = e.Mark.Line, e.Mark.Column
	}
	r.fail(at, "not YAML: %s", strings.ReplaceAll(msg, "\n", " "))
}

// mapping reads the settings of a section.
func (r *reader) mapping(n node, settings []setting) {
	r.pairs(n, func(key, value node) {
		i := slices.IndexFunc(settings, func(s setting) bool { return s.name == key.Value })
		if i < 0 {
			r.unknown(key, settings)
			return
		}
		s := settings[i]
		value.name = key.name
		if s.note {
			r.config.given = append(r.config.given, place{key.name, key.Line, key.Column})
		}
		s.read(r, value)
	})
}

func (r *reader) unknown(key node, settings []setting) {
	var known []string
	for _, s := range settings {
		known = append(known, s.name)
	}
	hint := "; there are " + strings.Join(known, ", ")
	section, inner, dotted := strings.Cut(key.Value, ".")
	if near := suggest.Nearest(key.Value, known); near != "" {
		hint = fmt.Sprintf("; did you mean %s?", near)
	} else if dotted && slices.Contains(known, section) {
		hint = fmt.Sprintf("; did you mean %s: {%s: …}?", section, inner)
	}
	name := key.name
	key.name = ""
	r.fail(key, "unknown setting %q%s", clip(name), hint)
}

// pairs calls f with the keys of a mapping, which are different strings, and what
// they stand for.
func (r *reader) pairs(n node, f func(key, value node)) {
	if !r.plain(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "want a mapping, as in key: value, have %s", describe(n))
		return
	}
	seen := make(map[string]int)
	for i := 0; i+1 < len(n.Content) && r.err == nil; i += 2 {
		key, value := node{n.Content[i], n.name}, node{n.Content[i+1], n.name}
		if !r.plain(key) {
			return
		}
		if key.Kind != yaml.ScalarNode || key.Tag != "!!str" {
			r.fail(key, "want a name as the key, have %s", describe(key))
			return
		}
		if line, ok := seen[key.Value]; ok {
			r.fail(key, "%q is set twice: it is in line %d already", clip(key.Value), line)
			return
		}
		seen[key.Value] = key.Line
		key.name = key.Value
		if n.name != "" {
			key.name = n.name + "." + key.Value
		}
		f(key, value)
	}
}

// plain reports whether n is what it looks like. Anchors and aliases are for
// files that say the same in several places; these do not, and one that is built
// to grow without end is refused this way.
func (r *reader) plain(n node) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.fail(n, "anchors (&) and aliases (*) are not supported: write the value out, or put it in quotes")
	case n.Tag == "!!merge":
		r.fail(n, "merge keys (<<) are not supported: write the settings out")
	}
	return r.err == nil
}

// list calls f with each element of a list.
func (r *reader) list(n node, f func(node)) {
	if !r.plain(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "want a list, as in [a, b], have %s", describe(n))
		return
	}
	for _, e := range n.Content {
		if r.err != nil {
			return
		}
		f(node{e, n.name})
	}
}

// text returns a string.
func (r *reader) text(n node) string {
	if !r.plain(n) {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		r.fail(n, "want a text, have %s", describe(n))
	}
	return n.Value
}

// boolean returns true or false.
func (r *reader) boolean(n node) *bool {
	if !r.plain(n) {
		return nil
	}
	var b bool
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" || n.Load(&b) != nil {
		r.fail(n, "want true or false, have %s", describe(n))
	}
	return &b
}

// describe returns what n is, in the words of a message.
func describe(n node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing"
	case n.Tag == "!!str":
		return fmt.Sprintf("%q", clip(n.Value))
	case n.Tag == "!!int" || n.Tag == "!!float":
		return "the number " + clip(n.Value)
	}
	return clip(n.Value)
}

// clip keeps messages on one line of a screen.
func clip(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}
