package html_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/html"
)

const program = `package p

// doc
func (c *T[K]) run(xs []int) {
	_ = 1
	_ = 2
	_ = 3
	_ = 4
	_ = 5
	par.ForEach(xs, func() {
		c.mu.Lock()
		ä, s := "𝄞", a.b().c("x")
		ch <- f[int](1)
		for range <-ch {
		}
	})
}
`

// marked returns what is marked of a place.
func marked(t *testing.T, d decoded, p at) string {
	t.Helper()
	for _, part := range d.Files[p.File].Parts {
		if i := p.Line - part.First; i >= 0 && i < len(part.Lines) {
			units := utf16(part.Lines[i][0].(string))
			if p.From > p.To || p.To > len(units) {
				t.Fatalf("%+v is not in a line of %d", p, len(units))
			}
			return text(units[p.From:p.To])
		}
	}
	return "no line"
}

// TestMarks: what is called is marked, in the units of JavaScript, at most to
// the end of its line.
func TestMarks(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "p.go", program)
	for _, test := range []struct {
		line   int
		at     string // where the place starts
		callee string
		want   string
	}{
		{10, "par", "par.ForEach", "par.ForEach"},
		{11, "c.mu", "sync.(*Mutex).Lock", "c.mu.Lock()"},
		{12, "a.b", "p.b", "a.b()"},
		{12, "a.b", "p.c", `a.b().c("x")`},
		{12, "a.b", "other", `a.b().c("x")`},
		{13, "ch <-", "send to channel ch", "ch <- f[int](1)"},
		{13, "f[int]", "p.f", "f[int](1)"},
		{14, "<-ch", "receive from ch", "<-ch"},
		{14, "for", "busy wait", "for"},
		{9, "=", "x", ""},
	} {
		line := strings.Split(program, "\n")[test.line-1]
		pos := finding.Position{File: "p.go", Line: test.line, Column: strings.Index(line, test.at) + 1}
		d := data(t, html.Report{Dir: dir, Findings: []finding.Finding{{Position: pos, Trace: []finding.Hop{{Func: test.callee, Position: pos}}}}})
		step := d.Findings[0].Steps[0]
		if got := marked(t, d, step.At); got != test.want || step.At.Func != "(*T).run" || step.At.Head != 4 {
			t.Errorf("%s at %d: %q in %s from %d, want %q in (*T).run from 4", test.callee, test.line, got, step.At.Func, step.At.Head, test.want)
		}
	}
}

// TestExcerpt: the page has the lines around a place and the head of the
// function, with its tokens, and no more of the file.
func TestExcerpt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "p.go", "\ufeff"+strings.ReplaceAll(program, "\n", "\r\n"))
	d := data(t, html.Report{Dir: dir, Findings: []finding.Finding{{Position: finding.Position{File: "p.go", Line: 12, Column: 3}}}})
	got := ""
	for _, part := range d.Files[0].Parts {
		for i, line := range part.Lines {
			got += fmt.Sprintf("%d%v\n", part.First+i, line)
		}
	}
	want := `4[func (c *T[K]) run(xs []int) { 0 4 1]
8[	_ = 4 5 6 2]
9[	_ = 5 5 6 2]
10[	par.ForEach(xs, func() { 17 21 1]
11[		c.mu.Lock()]
12[		ä, s := "𝄞", a.b().c("x") 10 14 2 24 27 2]
13[		ch <- f[int](1) 15 16 2]
14[		for range <-ch { 2 5 1 6 11 1]
15[		}]
16[	})]
`
	if got != want {
		t.Errorf("the page has\n%s\nwant\n%s", got, want)
	}
}

// TestLongLine: of a line without end, what is around the place is shown.
func TestLongLine(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "p.go", "package p\nvar s = `"+strings.Repeat("ä𝄞", 5000)+"` + f() + `"+strings.Repeat("b", 5000)+"`\n")
	column := len("var s = `` + ") + len("ä𝄞")*5000 + 1
	d := data(t, html.Report{Dir: dir, Findings: []finding.Finding{{Position: finding.Position{File: "p.go", Line: 2, Column: column}, EndLine: 2, EndColumn: column + 3}}})
	if got := marked(t, d, d.Findings[0].At); got != "f()" {
		t.Errorf("%q is marked", got)
	}
	if line := d.Files[0].Parts[0].Lines[1][0].(string); len(utf16(line)) > 410 || !strings.HasPrefix(line, "…") || !strings.HasSuffix(line, "b…") {
		t.Errorf("the line is %q", line)
	}
}

// TestNoSource: the page says why there is none.
func TestNoSource(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "short.go", "package p\n")
	write(t, dir, "broken.go", "func {{{ \"\n`")
	at := func(file string, line, column int) finding.Finding {
		return finding.Finding{Position: finding.Position{File: file, Line: line, Column: column}, Trace: []finding.Hop{{Func: "f", Position: finding.Position{File: file, Line: line, Column: column}}}}
	}
	d := data(t, html.Report{Dir: dir, Findings: []finding.Finding{
		at("gone.go", 1, 1), at("short.go", 9, 1), at(".", 1, 1), at("", 0, 0), at("broken.go", 2, 1), at("short.go", 1, 99),
	}})
	for name, want := range map[string]string{"gone.go": "not there", "short.go": "changed since", "broken.go": ""} {
		for _, f := range d.Files {
			if f.Name == name && (!strings.Contains(f.Problem, want) || want == "" && f.Problem != "") {
				t.Errorf("the problem of %s is %q, want one with %q", name, f.Problem, want)
			}
		}
	}
}

// TestNames: files outside of the directory are named by where they belong, not
// by where they are.
func TestNames(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "work")
	write(t, dir, "go.mod", "module example.org/work\n")
	write(t, root, "other/go.mod", "module example.org/other\n")
	write(t, root, "go/src/go.mod", "module std\n")
	files := map[string][2]string{
		"a.go": {"a.go", ""},
		write(t, root, "pkg/mod/github.com/!burnt!sushi/toml@v1.2.3/x/lex.go", "package x\n"):                 {"github.com/BurntSushi/toml@v1.2.3/x/lex.go", "module"},
		write(t, root, "other/x/y.go", "package x\n"):                                                         {"example.org/other/x/y.go", "module"},
		write(t, root, "go/src/net/http/client.go", "package http\n"):                                         {"net/http/client.go", "standard library"},
		write(t, root, "pkg/mod/golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64/src/go.mod", "module std\n"): {"go.mod", "standard library"},
	}
	for file, want := range files {
		d := data(t, html.Report{Dir: dir, Findings: []finding.Finding{{Position: finding.Position{File: file, Line: 1, Column: 1}}}})
		if got := [2]string{d.Files[0].Name, d.Files[0].Origin}; got != want {
			t.Errorf("%s is named %q, want %q", file, got, want)
		}
		if d.Title != "example.org/work" {
			t.Errorf("the title is %q", d.Title)
		}
	}
}

// TestFixes: each fix is a diff, or says why it is none.
func TestFixes(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "p.go", "package p\r\n\r\nvar x = 1\r\n")
	edit := func(file string, start int) finding.Fix {
		return finding.Fix{Message: "m", Edits: []finding.Edit{{File: file, Start: start, End: start + 1, New: "2"}}}
	}
	d := data(t, html.Report{Dir: dir, Findings: []finding.Finding{{
		Position: finding.Position{File: "p.go", Line: 3, Column: 1}, Fixes: []finding.Fix{edit("p.go", 21), edit("p.go", 500), edit("gone.go", 0)},
	}}})
	fixes := d.Findings[0].Fixes
	if want := "--- a/p.go\n+++ b/p.go\n@@ -1,3 +1,3 @@\n package p\n \n-var x = 1\n+var x = 2\n"; fixes[0].Diff != want || fixes[0].Problem != "" {
		t.Errorf("the first fix is %+v, want %q", fixes[0], want)
	}
	for i, want := range map[int]string{1: "p.go: it is shorter", 2: "gone.go: "} {
		if fixes[i].Diff != "" || !strings.Contains(fixes[i].Problem, want) || strings.Contains(fixes[i].Problem, dir) {
			t.Errorf("fix %d is %+v, want a problem with %q", i, fixes[i], want)
		}
	}
}
