package show_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/show"
)

// odd returns findings of all that is hard to write down, and the folder of
// their files.
func odd(t *testing.T) (dir string, fs []finding.Finding) {
	t.Helper()
	root := t.TempDir()
	dir = filepath.Join(root, "sub")
	names := []string{"a,b:c%d e.go", "ü\n<\"&>.go", "in\xffvalid\x01.go"}
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	line := "\tä𝄞 f()"
	for _, name := range names {
		// What the file system does not take is not read.
		_ = os.WriteFile(filepath.Join(dir, name), []byte(line+"\n}\n"), 0o666)
	}
	column := strings.Index(line, "f()") + 1
	severities := []finding.Severity{finding.Error, finding.Info, ""}
	for i, name := range names {
		f := finding.Finding{
			Rule: "r", Severity: severities[i], Tier: finding.Definite,
			Position: finding.Position{File: name, Line: 1, Column: column}, EndLine: 1, EndColumn: column + 3,
			Message: "100%: a, b\r\n<c> & \"d\"\tä\x00",
		}
		fs = append(fs, f)
	}
	fs[1].EndLine, fs[1].EndColumn = 2, 2
	fs[0].Tier, fs[0].URL = finding.Probable, "https://example.org/r"
	fs[0].Task = finding.Task{Entry: "par.For", Position: fs[0].Position}
	fs[0].Also = []finding.Task{{Way: finding.Sent, Entry: "jobs", Position: fs[1].Position}}
	fs[0].Trace = []finding.Hop{{Func: "g", Position: fs[0].Position}, {Func: "h", Position: finding.Position{File: filepath.Join(filepath.Dir(root), "x.go"), Line: 2}}}
	return dir, fs
}

func TestGitHub(t *testing.T) {
	dir, fs := odd(t)
	root := filepath.Dir(dir)
	var b strings.Builder
	if err := show.GitHub(&b, dir, root, fs); err != nil {
		t.Fatal(err)
	}
	outside := strings.ReplaceAll(filepath.ToSlash(filepath.Join(filepath.Dir(root), "x.go")), "%", "%25")
	const message = `100%25: a, b%0D%0A<c> & "d"` + "\tä\x00"
	want := "::error file=sub/a%2Cb%3Ac%25d e.go,line=1,col=6,endColumn=9,title=parvet r::" + message +
		"%0Atask passed to par.For at sub/a,b:c%25d e.go:1 (probable)%0Aalso sent to jobs at sub/ü%0A<\"&>.go:1" +
		"%0A1. g at sub/a,b:c%25d e.go:1%0A2. h at " + outside + ":2%0Ahttps://example.org/r\n" +
		"::notice file=sub/ü%0A<\"&>.go,line=1,endLine=2,title=parvet r::" + message + "\n" +
		"::warning file=sub/in\ufffdvalid\x01.go,line=1,col=6,endColumn=9,title=parvet r::" + message + "\n"
	if b.String() != want {
		t.Errorf("got\n%q\nwant\n%q", b.String(), want)
	}
}

func TestCheckstyle(t *testing.T) {
	dir, fs := odd(t)
	fs = append(fs, fs[2])
	fs[1].Line, fs[1].Column = 0, 0 // nowhere
	var b strings.Builder
	if err := show.Checkstyle(&b, dir, fs[1:]); err != nil {
		t.Fatal(err)
	}
	const message = `100%: a, b&#xD;&#xA;&lt;c&gt; &amp; &#34;d&#34;&#x9;ä` + "\ufffd"
	want := xml.Header + `<checkstyle version="10.0">
  <file name="ü&#xA;&lt;&#34;&amp;&gt;.go">
    <error line="0" severity="info" message="` + message + `" source="parvet.r"></error>
  </file>
  <file name="in` + "\ufffdvalid\ufffd" + `.go">
    <error line="1" column="6" severity="warning" message="` + message + `" source="parvet.r"></error>
    <error line="1" column="6" severity="warning" message="` + message + `" source="parvet.r"></error>
  </file>
</checkstyle>
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}

	b.Reset()
	if err := show.Checkstyle(&b, dir, fs[:1]); err != nil {
		t.Fatal(err)
	}
	var report struct {
		File struct {
			Error struct {
				Message string `xml:"message,attr"`
			} `xml:"error"`
		} `xml:"file"`
	}
	if err := xml.Unmarshal([]byte(b.String()), &report); err != nil {
		t.Fatal(err)
	}
	wantLines := []string{"100%: a, b\r", "<c> & \"d\"\tä\ufffd", "task passed to par.For at a,b:c%d e.go:1 (probable)", "also sent to jobs at ü", "<\"&>.go:1", "1. g at a,b:c%d e.go:1"}
	got := strings.Split(report.File.Error.Message, "\n")
	if len(got) != len(wantLines)+2 || strings.Join(got[:len(wantLines)], "\n") != strings.Join(wantLines, "\n") {
		t.Errorf("the message is %q", got)
	}
}

func TestCodeClimate(t *testing.T) {
	dir, fs := odd(t)
	fs = fs[1:]
	fs = append(fs, fs[0], fs[1])
	fs[0].Trace = nil
	fs[2].Line, fs[2].Column, fs[2].EndLine, fs[2].EndColumn = 0, 0, 0, 0 // nowhere
	var b strings.Builder
	if err := show.CodeClimate(&b, dir, filepath.Dir(dir), fs); err != nil {
		t.Fatal(err)
	}
	const message = `100%: a, b\r\n<c> & \"d\"\tä\u0000`
	entry := func(n int, severity, path string, line, column, endLine, endColumn int) string {
		key := finding.Key{Rule: "r", Path: "100%: a, b\r\n<c> & \"d\"\tä\x00"}
		return fmt.Sprintf(`  {
    "type": "issue",
    "description": "%[1]s",
    "check_name": "parvet.r",
    "fingerprint": "%[2]s",
    "severity": "%[3]s",
    "content": {
      "body": "%[1]s"
    },
    "location": {
      "path": "%[4]s",
      "lines": {
        "begin": %[5]d,
        "end": %[7]d
      },
      "positions": {
        "begin": {
          "line": %[5]d,
          "column": %[6]d
        },
        "end": {
          "line": %[7]d,
          "column": %[8]d
        }
      }
    }
  }`, message, key.Fingerprint(n), severity, path, line, column, endLine, endColumn)
	}
	// Fingerprints are counted in the order of files and lines.
	want := "[\n" + strings.Join([]string{
		entry(4, "info", `sub/ü\n<\"&>.go`, 1, 6, 2, 2),
		entry(1, "minor", `sub/in\ufffdvalid\u0001.go`, 1, 6, 1, 9),
		entry(3, "info", `sub/ü\n<\"&>.go`, 1, 1, 1, 1),
		entry(2, "minor", `sub/in\ufffdvalid\u0001.go`, 1, 6, 1, 9),
	}, ",\n") + "\n]\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// TestNothingFound: the document is whole all the same.
func TestNothingFound(t *testing.T) {
	var b strings.Builder
	if err := show.Checkstyle(&b, t.TempDir(), nil); err != nil {
		t.Fatal(err)
	}
	if want := xml.Header + "<checkstyle version=\"10.0\"></checkstyle>\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	b.Reset()
	if err := show.CodeClimate(&b, t.TempDir(), t.TempDir(), nil); err != nil || b.String() != "[]\n" {
		t.Errorf("no findings are %q, %v", b.String(), err)
	}
	b.Reset()
	if err := show.GitHub(&b, t.TempDir(), t.TempDir(), nil); err != nil || b.Len() > 0 {
		t.Errorf("no findings are %q, %v", b.String(), err)
	}
}
