package attacks

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/sarif"
	"github.com/parvet/parvet/internal/source"
)

// A reader returns the marks of the findings in a report: file:line:column: rule.
// The column is in UTF-16 code units.
type reader func(t *testing.T, src *source.Files, report []byte) []string

// readers are one for each format that there is.
var readers = map[string]reader{
	"text": func(t *testing.T, src *source.Files, report []byte) []string {
		return matches(src, regexp.MustCompile(`(?m)^([^ \n]+\.go):(\d+):(\d+): ([a-z]+): `), report, true)
	},
	"json": func(t *testing.T, src *source.Files, report []byte) []string {
		fs, err := finding.ReadJSON(report)
		if err != nil {
			t.Fatal(err)
		}
		var marks []string
		for _, f := range fs {
			marks = append(marks, place(f.File, f.Line, src.Open(f.File).Column(f.Line, f.Column), f.Rule))
		}
		return marks
	},
	"sarif": func(t *testing.T, src *source.Files, report []byte) []string {
		log, err := sarif.Read(report)
		if err != nil {
			t.Fatal(err)
		}
		var marks []string
		for _, r := range log.Runs[0].Results {
			at := r.Locations[0].Physical
			file, err := url.PathUnescape(at.Artifact.URI)
			if err != nil || at.Artifact.Base != sarif.SrcRoot {
				t.Fatalf("%+v: %v", at.Artifact, err)
			}
			marks = append(marks, place(file, at.Region.StartLine, at.Region.StartColumn, r.RuleID))
		}
		return marks
	},
	"github": func(t *testing.T, src *source.Files, report []byte) []string {
		return matches(src, regexp.MustCompile(`(?m)^::[a-z]+ file=([^,]+),line=(\d+),col=(\d+),endColumn=\d+,title=parvet ([a-z]+)::`), report, false)
	},
	"checkstyle": func(t *testing.T, src *source.Files, report []byte) []string {
		var doc struct {
			Files []struct {
				Name   string `xml:"name,attr"`
				Errors []struct {
					Line   int    `xml:"line,attr"`
					Column int    `xml:"column,attr"`
					Source string `xml:"source,attr"`
				} `xml:"error"`
			} `xml:"file"`
		}
		if err := xml.Unmarshal(report, &doc); err != nil {
			t.Fatal(err)
		}
		var marks []string
		for _, f := range doc.Files {
			for _, e := range f.Errors {
				marks = append(marks, place(f.Name, e.Line, e.Column, strings.TrimPrefix(e.Source, "parvet.")))
			}
		}
		return marks
	},
	"codeclimate": func(t *testing.T, src *source.Files, report []byte) []string {
		var issues []struct {
			Check       string `json:"check_name"`
			Fingerprint string
			Location    struct {
				Path      string
				Lines     struct{ Begin int }
				Positions struct{ Begin struct{ Line, Column int } }
			}
		}
		if err := json.Unmarshal(report, &issues); err != nil {
			t.Fatal(err)
		}
		var marks []string
		prints := make(map[string]bool)
		for _, i := range issues {
			at := i.Location.Positions.Begin
			if at.Line != i.Location.Lines.Begin || prints[i.Fingerprint] {
				t.Errorf("an odd place, or a fingerprint that another one has: %+v", i)
			}
			prints[i.Fingerprint] = true
			marks = append(marks, place(i.Location.Path, at.Line, at.Column, strings.TrimPrefix(i.Check, "parvet.")))
		}
		return marks
	},
	"html": func(t *testing.T, src *source.Files, report []byte) []string {
		_, data, _ := bytes.Cut(report, []byte(`<script type="application/json" id="data">`))
		data, _, _ = bytes.Cut(data, []byte("</script>"))
		var doc struct {
			Files    []struct{ Name string }
			Findings []struct {
				Rule string
				At   struct{ File, Line, Column int }
			}
		}
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		var marks []string
		for _, f := range doc.Findings {
			file := doc.Files[f.At.File].Name
			marks = append(marks, place(file, f.At.Line, src.Open(file).Column(f.At.Line, f.At.Column), f.Rule))
		}
		return marks
	},
}

func place(file string, line, column int, rule string) string {
	return fmt.Sprintf("%s:%d:%d: %s", filepath.ToSlash(file), line, column, rule)
}

// matches returns the marks of what has the parts file, line, column and rule.
func matches(src *source.Files, pattern *regexp.Regexp, report []byte, inBytes bool) []string {
	var marks []string
	for _, m := range pattern.FindAllSubmatch(report, -1) {
		var line, column int
		_, _ = fmt.Sscan(string(m[2]), &line) // digits
		_, _ = fmt.Sscan(string(m[3]), &column)
		if inBytes {
			column = src.Open(string(m[1])).Column(line, column)
		}
		marks = append(marks, place(string(m[1]), line, column, string(m[4])))
	}
	return marks
}

// checkouts returns the roots of two copies of the programs, at paths of
// different lengths.
func checkouts(t *testing.T) []string {
	t.Helper()
	var roots []string
	for _, parent := range []string{t.TempDir(), filepath.Join(t.TempDir(), "somewhere", "far", "away")} {
		dir := filepath.Join(parent, "checkout")
		for _, folder := range []string{folder, "runtime"} {
			if err := os.CopyFS(filepath.Join(dir, filepath.FromSlash(folder)), os.DirFS(filepath.Join(root, folder))); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"go.mod", "go.sum", "go.work"} {
			data, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Mkdir(filepath.Join(dir, ".git"), 0o777); err != nil {
			t.Fatal(err)
		}
		roots = append(roots, dir)
	}
	return roots
}

// TestFormats: all formats carry the same findings at the same places, with the
// same exit status, and are the same bytes from another checkout. What shards
// find is, merged, what one run finds.
func TestFormats(t *testing.T) {
	parvet := build(t, "cmd/parvet")
	dirs := checkouts(t)
	src := source.New(dirs[0])
	run := func(dir string, status int, args ...string) []byte {
		t.Helper()
		return lintIn(t, dir, parvet, status, args...)
	}
	all := "./" + folder + "/..."

	out, _ := command(t, parvet, "-format=none").CombinedOutput()
	names := regexp.MustCompile(`there are (.*) \(`).FindSubmatch(out)
	if names == nil {
		t.Fatalf("parvet does not say what formats there are: %s", out)
	}
	formats := strings.Split(strings.ReplaceAll(string(names[1]), " and ", ", "), ", ")

	reports := make(map[string][]byte)
	var want []string
	for _, format := range formats {
		read := readers[format]
		if read == nil {
			t.Errorf("nothing reads the format %s here", format)
			continue
		}
		report := run(dirs[0], 1, "-format", format, all)
		reports[format] = report
		if other := run(dirs[1], 1, "-format", format, all); !bytes.Equal(report, other) {
			n, a, b := firstDifference(report, other)
			t.Errorf("%s depends on the folder, first in line %d:\n%q\n%q", format, n, a, b)
		}
		got := read(t, src, report)
		if want == nil {
			want = got
		}
		if len(got) < 10 || !slices.Equal(got, want) {
			t.Errorf("%s has\n%s\nwant\n%s", format, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if none := run(dirs[0], 0, "-format", format, "./"+folder+"/crawler_fixed/..."); len(read(t, src, none)) > 0 {
			t.Errorf("%s has something in a program without findings:\n%s", format, none)
		}
	}

	const n = 3
	for _, format := range []string{"json", "sarif"} {
		args := []string{"merge"}
		for i := range n {
			file := filepath.Join(t.TempDir(), "report")
			cmd := command(t, parvet, "-C", dirs[0], "-shard", fmt.Sprintf("%d/%d", i+1, n), "-format", format, "-o", file, all)
			cmd.Env = append(cmd.Env, "GOWORK="+filepath.Join(dirs[0], "go.work"))
			if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() > 1 {
				t.Fatalf("%v\n%s", err, out)
			}
			args = append(args, file)
		}
		if got := run(dirs[0], 1, args...); !bytes.Equal(got, reports[format]) {
			k, a, b := firstDifference(got, reports[format])
			t.Errorf("%d shards merged and one run differ in %s, first in line %d:\n got %q\nwant %q", n, format, k, a, b)
		}
	}
}
