package html_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/html"
	"github.com/parvet/parvet/internal/rule"
)

const hostile = `</script></style></title></template></noscript><script>alert(1)</script><img src=//evil onerror=alert(2)><!--`

// hostileReport has hostile text wherever text can be.
func hostileReport(t testing.TB, text string) html.Report {
	dir := t.TempDir()
	write(t, dir, "a.go", "package a // "+text+"\n\nfunc f() {\n\tg(`"+text+"`)\n}\n")
	pos := finding.Position{File: "a.go", Line: 4, Column: 2}
	gone := finding.Position{File: text, Line: 1, Column: 1}
	return html.Report{
		Dir: dir,
		Findings: []finding.Finding{{
			Rule: text, Severity: finding.Severity(text), Tier: finding.Tier(text), Package: text, Message: text, URL: text, Position: pos, EndLine: 4, EndColumn: 3,
			Task:  finding.Task{Entry: text, Pool: text, Position: gone},
			Also:  []finding.Task{{Entry: text, Position: gone}},
			Trace: []finding.Hop{{Func: text, Edge: text, Position: pos}, {Func: "… 2 more", Position: pos}, {Func: text, Position: gone}},
			Fixes: []finding.Fix{{Message: text, Edits: []finding.Edit{{File: "a.go", Start: 0, End: 0, New: "// " + text + "\n"}}}},
		}},
		Failures: []driver.Failure{{Package: text, Message: text}},
		Warnings: []string{text}, Notes: []string{text},
		Rules: []rule.Rule{{ID: text, Title: text}, {ID: "r", Title: text}},
		Pages: fstest.MapFS{"r.md": {Data: []byte("# r\n\n" + text + "\n")}},
	}
}

// page returns the page of a report, and its elements.
func page(t testing.TB, r html.Report) (string, *xhtml.Node) {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	doc, err := xhtml.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), doc
}

func attr(n *xhtml.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func content(n *xhtml.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		if c.Type == xhtml.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// decoded is what the page's block of data has, as far as tests look at it.
type decoded struct {
	Title    string
	Findings []struct {
		ID, Rule, Message string
		At                at
		Steps             []struct {
			Kind, Func, Edge string
			Dynamic          bool
			At               at
		}
		Fixes []struct{ Message, Diff, Problem string }
	}
	Files []struct {
		Name, Origin, Problem string
		Parts                 []struct {
			First int
			Lines [][]any
		}
	}
	Rules    []struct{ ID, URL string }
	Failures []struct{ Package, Message string }
}

type at struct {
	File, Line, From, To, Head int
	Func                       string
}

// data returns the block of data.
func data(t testing.TB, r html.Report) (d decoded) {
	t.Helper()
	_, doc := page(t, r)
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Script && attr(n, "id") == "data" {
			if err := json.Unmarshal([]byte(content(n)), &d); err != nil {
				t.Fatal(err)
			}
			return d
		}
	}
	t.Fatal("no data in the page")
	return d
}

// sealed checks that the page has no scripts but those that its policy names,
// and nothing that would load something.
func sealed(t testing.TB, doc *xhtml.Node) {
	t.Helper()
	policy, scripts := "", 0
	for n := range doc.Descendants() {
		if n.Type != xhtml.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "style" {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
		switch n.DataAtom {
		case atom.Meta:
			if attr(n, "http-equiv") == "Content-Security-Policy" {
				policy = attr(n, "content")
			}
		case atom.Link, atom.Img, atom.Iframe, atom.Object, atom.Embed, atom.Base, atom.Form, atom.Video, atom.Audio:
			t.Errorf("there is a <%s>", n.Data)
		case atom.A:
			if u := attr(n, "href"); !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "mailto:") {
				t.Errorf("a link leads to %q", u)
			}
		case atom.Script, atom.Style:
			if attr(n, "type") == "application/json" {
				continue
			}
			scripts++
			sum := sha256.Sum256([]byte(content(n)))
			if hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, hash) {
				t.Errorf("the policy %q does not name a <%s> with %s", policy, n.Data, hash)
			}
		}
	}
	if scripts != 3 || !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
		t.Errorf("%d scripts and styles, policy %q", scripts, policy)
	}
}

func write(t testing.TB, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestHostile: text of findings and sources stays text, and all of it.
func TestHostile(t *testing.T) {
	r := hostileReport(t, hostile)
	_, doc := page(t, r)
	sealed(t, doc)
	d := data(t, r)
	f := d.Findings[0]
	if f.Message != hostile || f.Steps[0].Func != hostile || d.Failures[0].Message != hostile || !strings.Contains(f.Fixes[0].Diff, "+// "+hostile) {
		t.Errorf("the data is %+v", d)
	}
	if line := d.Files[0].Parts[0].Lines[0][0]; line != "package a // "+hostile {
		t.Errorf("the first line is %q", line)
	}
	if d.Rules[0].URL != "" {
		t.Errorf("the page would link to %q", d.Rules[0].URL)
	}
}

func FuzzHostile(f *testing.F) {
	f.Add(hostile)
	f.Add("javascript:alert(1)")
	f.Add("\u202e\x00\xff\u2028 ]]> ${x} `")
	f.Add("[a](javascript:alert) ![b](http://x/y.png) <b onclick=x>")
	f.Add("r")
	f.Fuzz(func(t *testing.T, text string) {
		_, doc := page(t, hostileReport(t, text))
		sealed(t, doc)
	})
}

// TestSame: the same report gives the same bytes, also from a second read of the
// sources.
func TestSame(t *testing.T) {
	r := hostileReport(t, hostile)
	one, _ := page(t, r)
	two, _ := page(t, r)
	if one != two {
		t.Error("two pages of a report differ")
	}
	if strings.Contains(one, r.Dir) {
		t.Error("the page names a directory of this machine")
	}
}

// TestEmpty: without findings there is a page as well, and what failed is on it.
func TestEmpty(t *testing.T) {
	_, doc := page(t, html.Report{Dir: t.TempDir()})
	sealed(t, doc)
	d := data(t, html.Report{Dir: t.TempDir(), Failures: []driver.Failure{{Package: "p", Message: "m\x1b[1m"}}})
	if d.Findings == nil || d.Rules == nil || len(d.Failures) != 1 || d.Failures[0].Message != "m\uFFFD[1m" {
		t.Errorf("the data is %+v", d)
	}
}

// TestPlain: who does not run scripts still reads what was found.
func TestPlain(t *testing.T) {
	text, _ := page(t, hostileReport(t, "<b>"))
	if want := "<li>a.go:4:2: &lt;b&gt;: &lt;b&gt;</li>"; !strings.Contains(text, want) {
		t.Errorf("the page does not have %q", want)
	}
}
