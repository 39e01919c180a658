package changed

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Lines are the lines of a working tree that have changed.
type Lines struct {
	top   string            // of the working tree
	files map[string][]span // by path from there, with slashes
}

// span is lines from first to last.
type span struct{ first, last int }

var everything = span{1, math.MaxInt}

// Changed reports whether a line of a file, an absolute path, has changed.
func (l *Lines) Changed(file string, line int) bool {
	name, ok := l.name(file)
	if !ok {
		return false
	}
	for _, s := range l.files[name] {
		if s.first <= line && line <= s.last {
			return true
		}
	}
	return false
}

// Covers reports whether a file is in the working tree.
func (l *Lines) Covers(file string) bool {
	_, ok := l.name(file)
	return ok
}

func (l *Lines) name(file string) (string, bool) {
	rel, err := filepath.Rel(l.top, real(file))
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

var hunk = regexp.MustCompile(`^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@`)

// parse reads a patch without context lines.
func (l *Lines) parse(patch []byte) error {
	name := ""
	for len(patch) > 0 {
		var line []byte
		line, patch = cutLine(patch)
		switch {
		case bytes.HasPrefix(line, []byte("diff --git ")):
			name = ""
		case bytes.HasPrefix(line, []byte("+++ ")):
			var err error
			if name, err = target(string(line[len("+++ "):])); err != nil {
				return err
			}
		case bytes.HasPrefix(line, []byte("@@ ")):
			m := hunk.FindSubmatch(line)
			if m == nil {
				return fmt.Errorf("not a hunk: %q", line)
			}
			removed, err1 := number(m[1], 1)
			first, err2 := number(m[2], 0)
			added, err3 := number(m[3], 1)
			if err1 != nil || err2 != nil || err3 != nil {
				return fmt.Errorf("not a hunk: %q", line)
			}
			if added > 0 && name != "" {
				l.files[name] = append(l.files[name], span{first, first + added - 1})
			}
			// What a line says may look like the head of a file.
			for n := removed + added; n > 0 && len(patch) > 0; {
				line, patch = cutLine(patch)
				if !bytes.HasPrefix(line, []byte(`\`)) { // of a line without an end
					n--
				}
			}
		}
	}
	return nil
}

func cutLine(text []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(text, []byte("\n"))
	return line, rest
}

func number(text []byte, missing int) (int, error) {
	if len(text) == 0 {
		return missing, nil
	}
	return strconv.Atoi(string(text))
}

// target returns the name of a file after "+++ ", or "" if it is removed.
func target(text string) (string, error) {
	if quoted, ok := strings.CutPrefix(text, `"`); ok {
		var err error
		if text, err = unquote(quoted); err != nil {
			return "", err
		}
	} else {
		text = strings.TrimSuffix(text, "\t") // after a name with spaces
	}
	if text == "/dev/null" {
		return "", nil
	}
	name, ok := strings.CutPrefix(text, "b/")
	if !ok {
		return "", fmt.Errorf("no name of a file: %q", text)
	}
	return name, nil
}

// unquote returns a name that git has quoted as C does, after its first quote.
func unquote(text string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), nil
		case c != '\\':
			b.WriteByte(c)
		case i+3 < len(text) && '0' <= text[i+1] && text[i+1] <= '3':
			n, err := strconv.ParseUint(text[i+1:i+4], 8, 8)
			if err != nil {
				return "", fmt.Errorf("no quoted name: %q", text)
			}
			b.WriteByte(byte(n))
			i += 3
		default:
			i++
			at := -1
			if i < len(text) {
				at = strings.IndexByte(`abfnrtv"\`, text[i])
			}
			if at < 0 {
				return "", fmt.Errorf("no quoted name: %q", text)
			}
			b.WriteByte("\a\b\f\n\r\t\v\"\\"[at])
		}
	}
	return "", fmt.Errorf("no quoted name: %q", text)
}
