package sarif_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/docs/rules"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/sarif"
)

var update = flag.Bool("update", false, "rewrite testdata")

// program is a file whose columns differ by how they are counted.
const program = "package p\n\nfunc f() { /* ä𝄞 */\tsleep(1) }\n"

// full is a log of all there is, about files in dir.
func full(t *testing.T, dir string) sarif.Input {
	t.Helper()
	write(t, dir, "sub dir/a#b.go", program)
	write(t, dir, "dos.go", strings.ReplaceAll(program, "\n", "\r\n"))
	at := func(file string, line, column int) finding.Position {
		return finding.Position{File: file, Line: line, Column: column}
	}
	a := filepath.FromSlash("sub dir/a#b.go")
	column := strings.Index(strings.Split(program, "\n")[2], "sleep") + 1
	fix := func(file, text string) finding.Fix {
		start := strings.Index(text, "sleep")
		return finding.Fix{Message: "doze", Edits: []finding.Edit{
			{File: file, Start: start, End: start + len("sleep(1)"), New: "doze(\n1)"},
			{File: file, Start: len(text), End: len(text), New: "\n"},
		}}
	}
	f := finding.Finding{
		Rule: "sleep", Severity: finding.Error, Tier: finding.Probable, Package: "example.org/p",
		Position: at(a, 3, column), EndLine: 3, EndColumn: column + len("sleep(1)"),
		Message: "task blocks: 100% <of> \"it\"\nand {0} [x](1)",
		Task:    finding.Task{Way: finding.Sent, Entry: "par.ForEach", Pool: "example.org/par", Position: at(a, 3, 1)},
		Also: []finding.Task{
			{Entry: "par.Map", Pool: "example.org/par", Position: at(a, 2, 1)},
			{Way: finding.Stored, Entry: "jobs.Run", Pool: "example.org/jobs", Position: at("dos.go", 3, 5)},
		},
		Trace: []finding.Hop{
			{Func: "dep.F", Position: at(filepath.Join(dir, "cache", "dep@v1.2.3", "f.go"), 7, 3), Edge: "static"},
			{Func: "time.Sleep", Position: at(filepath.Join(dir, "go", "src", "time", "sleep.go"), 9, 1), Edge: "interface"},
		},
		More:  2,
		Fixes: []finding.Fix{fix(a, program), {Message: "none", Edits: []finding.Edit{{File: "gone.go", Start: 1, End: 2}}}},
	}
	dos := f
	dos.Position.File, dos.Rule, dos.Severity, dos.Tier, dos.More = "dos.go", "mutex", finding.Info, finding.Definite, 0
	dos.Also, dos.Trace = nil, nil
	dos.Fixes = []finding.Fix{fix("dos.go", strings.ReplaceAll(program, "\n", "\r\n"))}
	// Of no rule, no task, and no place in a file that is there.
	odd := finding.Finding{Rule: "odd", Severity: finding.Warning, Message: "odd", Position: at("..odd/ü.go", 1, 1)}
	nowhere := finding.Finding{Rule: "odd", Message: "nowhere"}
	return sarif.Input{
		Version: "v1.2.3-0.20260102030405-abcdef012345+dirty", Rules: analyzer.Rules(), Pages: rules.Pages,
		Dir: dir, Root: dir, ModuleCache: filepath.Join(dir, "cache"), GoRoot: filepath.Join(dir, "go"),
		Findings: []finding.Finding{nowhere, odd, f, dos, f},
		Failures: []driver.Failure{{Package: "example.org/q", Message: "does not\ncompile"}, {Message: "no such package"}},
		Warnings: []string{"likely a mistake"},
		ExitCode: 2,
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func logOf(t *testing.T, in sarif.Input) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sarif.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// logs returns logs of all kinds.
func logs(t *testing.T) map[string][]byte {
	t.Helper()
	all := full(t, t.TempDir())
	none := all
	none.Findings, none.Failures, none.Warnings, none.ExitCode = nil, nil, nil, 0
	plain := none
	plain.Rules, plain.Version = nil, "devel"
	return map[string][]byte{"full": logOf(t, all), "none": logOf(t, none), "plain": logOf(t, plain)}
}

// TestLog compares all but the rules with a file, from two folders.
func TestLog(t *testing.T) {
	var first []byte
	for range 2 {
		in := full(t, filepath.Join(t.TempDir(), "x"))
		log := logOf(t, in)
		if first == nil {
			first = log
		} else if !bytes.Equal(first, log) {
			t.Error("the log depends on the folder")
		}
	}
	var log sarif.Log
	if err := json.Unmarshal(first, &log); err != nil {
		t.Fatal(err)
	}
	log.Runs[0].Tool.Driver.Rules = nil
	var got bytes.Buffer
	if err := log.Write(&got); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/full.sarif"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("got (go test -update to accept)\n%s\nwant\n%s", got.Bytes(), want)
	}
}

// TestFixes applies the fixes of a log, as who reads it would.
func TestFixes(t *testing.T) {
	dir := t.TempDir()
	var log sarif.Log
	if err := json.Unmarshal(logOf(t, full(t, dir)), &log); err != nil {
		t.Fatal(err)
	}
	fixed := make(map[string]string)
	for _, r := range log.Runs[0].Results {
		for _, fix := range r.Fixes {
			for _, change := range fix.Changes {
				name := map[string]string{"sub%20dir/a%23b.go": "sub dir/a#b.go", "dos.go": "dos.go"}[change.Artifact.URI]
				data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
				if err != nil {
					t.Fatal(err)
				}
				fixed[name] = patch(t, string(data), change.Replacements)
			}
		}
	}
	want := strings.Replace(program, "sleep(1)", "doze(\n1)", 1) + "\n"
	for name, want := range map[string]string{"sub dir/a#b.go": want, "dos.go": strings.ReplaceAll(want, "\n", "\r\n")} {
		if fixed[name] != want {
			t.Errorf("%s became\n%q\nwant\n%q", name, fixed[name], want)
		}
	}
}

// patch makes the replacements in text. It counts as SARIF says, in its own way.
func patch(t *testing.T, text string, replacements []sarif.Replacement) string {
	t.Helper()
	lines := strings.SplitAfter(text, "\n")
	offset := func(line, column int) int {
		n := 0
		for _, l := range lines[:line-1] {
			n += len(utf16.Encode([]rune(l)))
		}
		return n + column - 1
	}
	units := utf16.Encode([]rune(text))
	slices.SortStableFunc(replacements, func(a, b sarif.Replacement) int {
		return offset(b.Deleted.StartLine, b.Deleted.StartColumn) - offset(a.Deleted.StartLine, a.Deleted.StartColumn)
	})
	for _, r := range replacements {
		var inserted []uint16
		if r.Inserted != nil {
			inserted = utf16.Encode([]rune(r.Inserted.Text))
		}
		units = slices.Replace(units, offset(r.Deleted.StartLine, r.Deleted.StartColumn), offset(r.Deleted.EndLine, r.Deleted.EndColumn), inserted...)
	}
	return string(utf16.Decode(units))
}

// TestRules: what is said of each rule is what GitHub asks for, and no link is
// relative.
func TestRules(t *testing.T) {
	var log sarif.Log
	if err := json.Unmarshal(logs(t)["none"], &log); err != nil {
		t.Fatal(err)
	}
	taxa := log.Runs[0].Taxonomies[0].Taxa
	for i, d := range log.Runs[0].Tool.Driver.Rules {
		r := analyzer.Rules()[i]
		if d.ID != r.ID || d.Help.Text == "" || strings.Contains(d.Help.Markdown, "](../") || !strings.Contains(d.Help.Markdown, "https://") {
			t.Errorf("rule %d is %s, its help\n%s", i, d.ID, d.Help.Markdown)
		}
		if n := len(d.FullDescription.Text); n == 0 || n > 1024 || !strings.HasPrefix(d.FullDescription.Text, "Reports ") {
			t.Errorf("%s: the description is %q", d.ID, d.FullDescription.Text)
		}
		if len(d.Properties.Tags) > 10 {
			t.Errorf("%s: GitHub shows ten tags, there are %d", d.ID, len(d.Properties.Tags))
		}
		var cwe []string
		for _, rel := range d.Relationships {
			if taxon := taxa[rel.Target.Index]; taxon.ID != rel.Target.ID || taxon.Name == "" {
				t.Errorf("%s: weakness %s is %+v", d.ID, rel.Target.ID, taxon)
			}
			cwe = append(cwe, rel.Target.ID)
		}
		if got, want := strings.Join(cwe, " "), strings.Trim(fmt.Sprint(r.CWE), "[]"); got != want {
			t.Errorf("%s has the weaknesses %s, want %s", d.ID, got, want)
		}
		if secure := d.Properties.SecuritySeverity != ""; secure != (len(r.CWE) > 0) {
			t.Errorf("%s concerns security: %v", d.ID, secure)
		}
	}
}
