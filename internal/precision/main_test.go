package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

func TestCompare(t *testing.T) {
	found := []finding.Finding{
		at10("sleep", "time.Sleep"),
		at10("syncio", "os.Open"),
		at10("syncio", "net.Dial"),
	}
	labels, err := parseLabels("# a comment\n" +
		"right\tsleep\ta.go:10:2\ttime.Sleep at b.go:7\tyes\n" +
		"wrong\tsyncio\ta.go:10:2\tos.Open at b.go:7\tnever called\n" +
		"right\tmutex\ta.go:10:2\tsync.(*Mutex).Lock at b.go:7\tgone\n")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	compare(&b, labels, found, false)
	want := "wrong\tsyncio\ta.go:10:2\tos.Open at b.go:7\tnever called\n" +
		"unlabelled\tsyncio\ta.go:10:2\tnet.Dial at b.go:7\tmessage\n" +
		"vanished\tright\tmutex\ta.go:10:2\tsync.(*Mutex).Lock at b.go:7\n" +
		"sleep: 1 right, 0 debatable, 0 wrong\n" +
		"syncio: 0 right, 0 debatable, 1 wrong\n" +
		"3 findings: 1 right, 0 debatable, 1 wrong, 1 unlabelled\n"
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &b, want)
	}
}

func at10(rule, op string) finding.Finding {
	return finding.Finding{
		Rule: rule, Position: finding.Position{File: "a.go", Line: 10, Column: 2}, Message: "message",
		Task:  finding.Task{Position: finding.Position{File: "a.go", Line: 8}},
		Trace: []finding.Hop{{Func: "a"}, {Func: op, Position: finding.Position{File: "b/b.go", Line: 7}}},
	}
}

func TestLookUp(t *testing.T) {
	ops, err := parseOperations("sleep\ta.go:8\ta.go:10\ttime.Sleep\t\n" +
		"syncio\ta.go:8\ta.go:10\tos.Open\t\n" +
		"syncio\ta.go:9\ta.go:10\tos.Open\tby reflection\n")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	lookUp(&b, ops, []finding.Finding{at10("sleep", "time.Sleep")})
	want := "missed\tsyncio\ta.go:8\ta.go:10\tos.Open\t\n" +
		"missed\tsyncio\ta.go:9\ta.go:10\tos.Open\tby reflection\n" +
		"1 of 3 operations in 2 tasks found\n"
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &b, want)
	}
}

// A task without operations counts as one.
func TestLookUpNone(t *testing.T) {
	ops, err := parseOperations("none\ta.go:8\t\tonly computes\t\n" + "none\ta.go:9\t\tonly computes\t\n")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	lookUp(&b, ops, []finding.Finding{at10("sleep", "time.Sleep")})
	want := "not expected\tsleep\ta.go:10:2\ttime.Sleep at b.go:7\n0 of 0 operations in 2 tasks found\n"
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &b, want)
	}
}

// A log line in a call is not the operation that the call was listed for.
func TestLookUpTerminal(t *testing.T) {
	ops, err := parseOperations("syncio\ta.go:8\ta.go:10\t(*http.Client).Do\t\n" +
		"syncio\ta.go:8\ta.go:10\twrites to the terminal\t\n")
	if err != nil {
		t.Fatal(err)
	}
	f := at10("syncio", "os.Stderr.Write")
	f.Message = "task passed to par.ForEach blocks on the terminal: os.Stderr.Write; do it outside of the task"
	var b strings.Builder
	lookUp(&b, ops, []finding.Finding{f})
	want := "missed\tsyncio\ta.go:8\ta.go:10\t(*http.Client).Do\t\n1 of 2 operations in 1 tasks found\n"
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &b, want)
	}
}

// A function that is handed over twice has one finding, which lists the places.
func TestLookUpFolded(t *testing.T) {
	ops, err := parseOperations("sleep\ta.go:8\ta.go:10\ttime.Sleep\t\n" + "sleep\ta.go:9\ta.go:10\ttime.Sleep\t\n")
	if err != nil {
		t.Fatal(err)
	}
	const missed = "missed\tsleep\ta.go:9\ta.go:10\ttime.Sleep\t\n1 of 2 operations in 2 tasks found\n"
	for line, want := range map[int]string{7: missed, 9: "2 of 2 operations in 2 tasks found\n"} {
		f := at10("sleep", "time.Sleep")
		f.More, f.Also = 1, []finding.Task{{Position: finding.Position{File: "a.go", Line: line}}}
		var b strings.Builder
		lookUp(&b, ops, []finding.Finding{f})
		if b.String() != want {
			t.Errorf("handed over at line %d too, got:\n%s\nwant:\n%s", line, &b, want)
		}
	}
}

// When findings come and go, the others stay in the sample.
func TestSampleIsStable(t *testing.T) {
	var found []finding.Finding
	for i := range 100 {
		found = append(found, at10("syncio", fmt.Sprint("op", i)))
	}
	first := keys(sample(found, 20))
	again := keys(sample(found[1:], 20))
	gone := 0
	for k := range first {
		if !again[k] {
			gone++
		}
	}
	if len(first) != 20 || gone > 1 {
		t.Errorf("of %d findings, %d are not in the sample any more after one has gone", len(first), gone)
	}
}

func keys(found []finding.Finding) map[string]bool {
	set := make(map[string]bool)
	for _, f := range found {
		set[key(f)] = true
	}
	return set
}

func TestBadTables(t *testing.T) {
	for _, src := range []string{"right\tsleep\n", "maybe\tsleep\ta.go:1:1\tx\ty\n"} {
		if _, err := parseLabels(src); err == nil {
			t.Errorf("no error for %q", src)
		}
	}
	if _, err := parseOperations("sleep\n"); err == nil {
		t.Error("no error for a line with one column")
	}
}

// The tables of the study can be read.
func TestStudy(t *testing.T) {
	read := func(dir string, parse func(string) error) {
		names, err := filepath.Glob(filepath.Join("../../testdata/precision", dir, "*.tsv"))
		if err != nil || len(names) == 0 {
			t.Fatalf("no tables in %s: %v", dir, err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := parse(string(src)); err != nil {
				t.Errorf("%s:%v", name, err)
			}
		}
	}
	read("labels", func(src string) error { _, err := parseLabels(src); return err })
	read("recall", func(src string) error { _, err := parseOperations(src); return err })
}

// TestStudyPage: the page names each repository with the commit of its labels, and
// no more labels of a kind than there are. (There may be fewer: two findings alike,
// of which the page counts one, have a line each.)
func TestStudyPage(t *testing.T) {
	const dir = "../../testdata/precision"
	page, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string][]string)
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) == 11 && rows[cells[1]] == nil {
			rows[cells[1]] = cells
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "labels", "*.tsv"))
	if err != nil || len(names) < 10 {
		t.Fatalf("%d tables of labels: %v", len(names), err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(src), "# repository: github.com/")
		repo, rest, _ := strings.Cut(rest, ",")
		_, rest, _ = strings.Cut(rest, "commit ")
		commit, rest, _ := strings.Cut(rest, "\n")
		row := rows[repo]
		if len(commit) != 40 || row == nil || row[2] != commit[:12] {
			t.Errorf("%s is of %q at %q, of which the page says %q", name, repo, commit, row)
			continue
		}
		for i, verdict := range []string{"right", "debatable", "wrong"} {
			have := strings.Count("\n"+rest, "\n"+verdict+"\t")
			if said, err := strconv.Atoi(row[7+i]); err != nil || said > have {
				t.Errorf("%s has %d lines that say %s, the page %s", name, have, verdict, row[7+i])
			}
		}
	}
}
