package lsp

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// units is a text as a client that counts in UTF-16 has it: the oracle.
type units [][]uint16

func newUnits(s string) units {
	var u units
	for line := range strings.SplitSeq(s, "\n") {
		u = append(u, utf16.Encode([]rune(line)))
	}
	return u
}

func (u units) String() string {
	var lines []string
	for _, line := range u {
		lines = append(lines, string(utf16.Decode(line)))
	}
	return strings.Join(lines, "\n")
}

// clamp returns the position that the protocol takes p for: not beyond the end of
// the line, and not within a character.
func (u units) clamp(p position) position {
	if p.Line >= len(u) {
		return position{len(u) - 1, len(u[len(u)-1])}
	}
	line := u[p.Line]
	end := len(line)
	if end > 0 && line[end-1] == '\r' && p.Line < len(u)-1 {
		end--
	}
	p.Character = min(p.Character, end)
	if p.Character > 0 && p.Character < len(line) && utf16.IsSurrogate(rune(line[p.Character])) && line[p.Character] >= 0xDC00 {
		p.Character--
	}
	return p
}

func (u units) replace(r span, text string) units {
	a, b := u.clamp(r.Start), u.clamp(r.End)
	head := append([]uint16{}, u[a.Line][:a.Character]...)
	tail := u[b.Line][b.Character:]
	middle := newUnits(text)
	middle[0] = append(head, middle[0]...)
	last := len(middle) - 1
	middle[last] = append(middle[last], tail...)
	return append(append(append(units{}, u[:a.Line]...), middle...), u[b.Line+1:]...)
}

// FuzzChange holds incremental changes against a text of units of UTF-16 in lines,
// and positions against each other.
func FuzzChange(f *testing.F) {
	f.Add("ab\ncd\n", "x", uint16(0), uint16(1), uint16(1), uint16(1))
	f.Add("𝄞é\r\nb", "\r\n𝄞", uint16(0), uint16(1), uint16(1), uint16(9))
	f.Add("a\rb\r\n\r\n", "", uint16(0), uint16(9), uint16(2), uint16(0))
	f.Add("", "a\n", uint16(7), uint16(0), uint16(7), uint16(3))
	f.Fuzz(func(t *testing.T, s, new string, l1, c1, l2, c2 uint16) {
		if !utf8.ValidString(s) || !utf8.ValidString(new) || strings.ContainsRune(s+new, utf8.RuneError) {
			return // JSON has nothing else
		}
		u, text := newUnits(s), newText(s)
		r := span{position{int(l1), int(c1)}, position{int(l2), int(c2)}}
		for _, p := range []position{r.Start, r.End} {
			offset := text.offset(p, utf16Units)
			if got, want := text.position(offset, utf16Units), u.clamp(p); got != want {
				t.Fatalf("%v is taken for %v, want %v", p, got, want)
			}
			if !utf8.ValidString(s[:offset]) {
				t.Fatalf("%v is offset %d, within a character", p, offset)
			}
			bytes := text.position(offset, utf8Units)
			if back := text.offset(bytes, utf8Units); back != offset {
				t.Fatalf("offset %d comes back as %d", offset, back)
			}
			bytes.Character++
			if back := text.offset(bytes, utf8Units); !utf8.ValidString(s[:back]) {
				t.Fatalf("%v is offset %d, within a character", bytes, back)
			}
			if back := text.at(bytes.Line+1, offset-text.lines[bytes.Line]+1); back != offset {
				t.Fatalf("Go's position of offset %d comes back as %d", offset, back)
			}
		}
		got, err := text.change(contentChange{Range: &r, Text: new}, utf16Units)
		a, b := u.clamp(r.Start), u.clamp(r.End)
		if b.Line < a.Line || b.Line == a.Line && b.Character < a.Character {
			if err == nil {
				t.Fatalf("a change that ends before it begins is taken")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := u.replace(r, new).String(); got.s != want {
			t.Fatalf("%q becomes %q, want %q", s, got.s, want)
		}
	})
}

// FuzzMoved: a part that is found again has the same text, and if only what is
// before or after it has changed it is found.
func FuzzMoved(f *testing.F) {
	f.Add("abc", "def", "ghi", "", "", true)
	f.Add("aa", "a", "aaa", "", "a", false)
	f.Fuzz(func(t *testing.T, head, part, tail, was, is string, before bool) {
		oldHead, nowHead, oldTail, nowTail := head+was, head+is, tail, tail
		if !before {
			oldHead, nowHead, oldTail, nowTail = head, head, was+tail, is+tail
		}
		old, now := oldHead+part+oldTail, nowHead+part+nowTail
		start, end, ok := moved(old, now, len(oldHead), len(oldHead)+len(part))
		if ok && now[start:end] != part {
			t.Fatalf("%q in %q is %q in %q", part, old, now[start:end], now)
		}
		if !ok && part != "" && !strings.Contains(was+is+part, part[:1]+part) && !ambiguous(part, was, is) {
			t.Fatalf("%q in %q is not found in %q", part, old, now)
		}
	})
}

// ambiguous reports whether what was changed shares a byte with the ends of the
// part, so that where the change is cannot be told.
func ambiguous(part, was, is string) bool {
	ends := part[:1] + part[len(part)-1:]
	return strings.ContainsAny(was+is, ends) || was == is
}

func TestPathOf(t *testing.T) {
	for uri, want := range map[string]string{
		"file:///a/b%20%C3%A9%25.go":    "/a/b é%.go",
		"file:///a/b é.go":              "/a/b é.go",
		"file://localhost/a/../b.go":    "/b.go",
		"file://elsewhere/a.go":         "",
		"untitled:Untitled-1":           "",
		"file:relative.go":              "",
		"file:///a%00b.go":              "",
		"http://example.com/a.go":       "",
		"file:///%zz":                   "",
		"":                              "",
		"file:///a/b.go#L3":             "/a/b.go",
		"vscode-remote://ssh/home/a.go": "",
	} {
		if got := pathOf(uri); got != want {
			t.Errorf("%s is %q, want %q", uri, got, want)
		}
	}
	for _, path := range []string{"/a/é %#?.go", "/a/b+c;d.go"} {
		if got := pathOf(uriOf(path)); got != path {
			t.Errorf("%q comes back as %q", path, got)
		}
	}
}
