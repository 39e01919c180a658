package directive

import (
	"bytes"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/suggest"
)

// tool is what stands before the colon.
const tool = "parvet"

// before is what other programs' directives begin with.
var before = []string{"go:", "lint:", "+", "@", "#", "/"}

// near finds what is almost a directive in the text of a comment: with a capital
// letter, a space, another sign than the colon, a slip in the name of the tool,
// or with something before it.
//
// The Directive is loose if the text may as well be prose.
func near(text string) (*Directive, bool) {
	rest := strings.TrimLeft(text, " \t")
	spaced := rest != text
	for _, p := range before {
		if after, ok := strings.CutPrefix(rest, p); ok {
			rest = strings.TrimLeft(after, " \t")
			break
		}
	}
	name, rest := word(rest)
	slip := !strings.EqualFold(name, tool)
	if slip && (len(name) < len(tool)-1 || len(name) > len(tool)+1 || suggest.Distance(strings.ToLower(name), tool) != 1) {
		return nil, false
	}
	rest = strings.TrimLeft(rest, " \t")
	sign := ""
	if rest != "" && strings.Contains(":-=", rest[:1]) {
		sign, rest = rest[:1], rest[1:]
	}
	after := strings.TrimLeft(rest, " \t")
	gap := after != rest || sign == ""
	verb, rest := word(after)
	if !slices.Contains(Verbs(), strings.ToLower(verb)) || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return nil, false
	}
	verb = strings.ToLower(verb)
	rest, _, _ = strings.Cut(rest, " // ")
	return &Directive{
		Verb:  verb,
		Args:  strings.TrimSpace(rest),
		Near:  true,
		Loose: gap || spaced && (sign != ":" || slip) || slip && verb == Ignore,
	}, true
}

// bare reports whether the text of a comment is the name of the tool and nothing
// else, with no space before it: prose has one.
func bare(text string) bool {
	text, _, _ = strings.Cut(text, " // ")
	return strings.EqualFold(strings.TrimRight(text, " \t\r\n"), tool)
}

// word splits a text after the letters with which it begins.
func word(text string) (letters, rest string) {
	isLetter := func(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
	i := 0
	for i < len(text) && isLetter(text[i]) {
		i++
	}
	return text[:i], text[i:]
}

// Mentioned reports whether the source of a file may have directives, or what is
// almost one. It may err on that side.
func Mentioned(src []byte) bool {
	if bytes.Contains(src, []byte(tool+":")) {
		return true
	}
	for line := range bytes.Lines(src) {
		for {
			i := bytes.IndexByte(line, '/')
			if i < 0 || i+1 == len(line) {
				break
			}
			line = line[i+1:]
			if line[0] != '/' && line[0] != '*' {
				continue
			}
			text, _, _ := strings.Cut(string(bytes.TrimSpace(line[1:])), "*/")
			if _, ok := near(strings.TrimSpace(text)); ok {
				return true
			}
			if line[0] == '/' && bare(string(line[1:])) {
				return true
			}
		}
	}
	return false
}
