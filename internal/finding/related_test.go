package finding_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

var sample = finding.Finding{
	Severity: finding.Error,
	Tier:     finding.Probable,
	Task: finding.Task{
		Entry: "(*ants.Pool).Submit", Pool: "github.com/panjf2000/ants/v2",
		Position: finding.Position{File: "example.org/m/a.go", Line: 3, Column: 14},
	},
	Trace: []finding.Hop{
		{Func: "(*client).get", Position: finding.Position{File: "example.org/m/at b.go", Line: 4, Column: 2}, Edge: "closure"},
		{Func: "f at x.go:1:2 (static)", Position: finding.Position{File: `C:\m\c.go`, Line: 5, Column: 6}, Edge: "field"},
	},
}

func TestRelated(t *testing.T) {
	want := []string{
		"task passed to (*ants.Pool).Submit at example.org/m/a.go:3:14 (pool github.com/panjf2000/ants/v2, probable, error)",
		"1. (*client).get at example.org/m/at b.go:4:2 (closure)",
		`2. f at x.go:1:2 (static) at C:\m\c.go:5:6 (field)`,
	}
	if got := sample.Related(); !reflect.DeepEqual(got, want) {
		t.Errorf("Related() is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestRelatedWay(t *testing.T) {
	for way, want := range map[finding.Way]string{
		finding.Stored:    "task stored in jobs.Job.Run at ",
		finding.Sent:      "task sent to jobs.Job.Run at ",
		finding.Converted: "task converted to jobs.Job.Run at ",
	} {
		f := sample
		f.Task.Way, f.Task.Entry = way, "jobs.Job.Run"
		sentences := f.Related()
		if !strings.HasPrefix(sentences[0], want) {
			t.Errorf("the first sentence is %q, want %q", sentences[0], want)
		}
		var got finding.Finding
		if err := got.ParseRelated(sentences); err != nil || got.Task != f.Task {
			t.Errorf("ParseRelated(%q) gives %+v, %v", sentences[0], got.Task, err)
		}
	}
}

func TestParseRelated(t *testing.T) {
	several := sample
	several.More = 12
	several.Also = []finding.Task{
		{Entry: "par.For", Pool: "github.com/parvet/parvet/runtime/par", Position: finding.Position{File: "m/a.go", Line: 7, Column: 8}},
		{Way: finding.Sent, Entry: "queue at x.go:1:2 (pool y)", Pool: "m", Position: finding.Position{File: "m/b at.go", Line: 9, Column: 1}},
	}
	for _, want := range []finding.Finding{sample, several} {
		var got finding.Finding
		if err := got.ParseRelated(want.Related()); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("parsed\n%+v\nwant\n%+v", got, want)
		}
	}
	if got := several.Related()[0]; !strings.HasSuffix(got, ", error, 12 more)") {
		t.Errorf("the sentence of a finding that stands for others is %q", got)
	}
	want := []string{
		"also passed to par.For at m/a.go:7:8 (pool github.com/parvet/parvet/runtime/par)",
		"also sent to queue at x.go:1:2 (pool y) at m/b at.go:9:1 (pool m)",
	}
	if got := several.Related()[1:3]; !slices.Equal(got, want) {
		t.Errorf("the sentences of its other hand-overs are %q, want %q", got, want)
	}
	places := several.Places()
	sentences := several.Related()
	if len(places) != len(sentences) {
		t.Fatalf("%d places of %d sentences", len(places), len(sentences))
	}
	for i, p := range places {
		if !strings.Contains(sentences[i], " at "+p.String()+" (") {
			t.Errorf("place %d is %s, its sentence %q", i, p, sentences[i])
		}
	}
}

func TestParseRelatedErrors(t *testing.T) {
	task := sample.Related()[0]
	for _, sentences := range [][]string{
		nil,
		{"declared here"},
		{task + "."},
		{task, "2. f at x.go:1:2 (static)"},
		{task, "1. f at x.go:1 (static)"},
		{task, "also passed to f at x.go:1:2 (static)"},
		{task, "also passed to f at x.go:99999999999999999999:1 (pool p)"},
		{task, "1. f at x.go:1:2 (static)", "also passed to f at x.go:1:2 (pool p)"},
		{task, "1. f at x.go:99999999999999999999:1 (static)"},
		{strings.Replace(task, "14", "99999999999999999999", 1)},
		{strings.Replace(task, "error)", "error, 99999999999999999999 more)", 1)},
	} {
		var f finding.Finding
		if err := f.ParseRelated(sentences); err == nil {
			t.Errorf("no error for %q", sentences)
		} else if !reflect.DeepEqual(f, finding.Finding{}) {
			t.Errorf("%q changed the finding", sentences)
		}
	}
}

// FuzzParseRelated: what parses says again what it was parsed from.
func FuzzParseRelated(f *testing.F) {
	s := sample.Related()
	f.Add(s[0], s[1])
	f.Add(s[0], s[2])
	f.Add("task passed to f at x:1:1 (pool , a, b, 3 more)", s[2])
	f.Add("task passed to f at x:1:1 (pool , a, b, 3 more)", "also sent to f at x:1:1 (pool )")
	f.Add("task passed to f at x:1:1 (pool , a, b, 00 more)", s[2])
	f.Add("task passed to f at x:1:1 (pool , a, b)", "1.  at :1:1 ()")
	f.Add("task passed to f at x:01:1 (pool , a, b)", "1. f at x:1:+1 (a)")
	f.Fuzz(func(t *testing.T, task, hop string) {
		var first, second finding.Finding
		if first.ParseRelated([]string{task, hop}) != nil {
			return
		}
		again := first.Related()
		if err := second.ParseRelated(again); err != nil {
			t.Fatalf("%q became %q, which does not parse: %v", []string{task, hop}, again, err)
		}
		if !reflect.DeepEqual(first, second) {
			t.Errorf("%q parses as %+v, and that as %+v", task, first, second)
		}
	})
}
