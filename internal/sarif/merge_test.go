package sarif_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/sarif"
)

// part returns the log of the findings and failures whose number is i modulo n.
func part(t *testing.T, all sarif.Input, i, n int) []byte {
	t.Helper()
	in := all
	in.Findings, in.Failures, in.ExitCode = nil, nil, 0
	for j, f := range all.Findings {
		if j%n == i {
			in.Findings = append(in.Findings, f)
			in.ExitCode = 1
		}
	}
	for j, f := range all.Failures {
		if j%n == i {
			in.Failures = append(in.Failures, f)
			in.ExitCode = 2
		}
	}
	return logOf(t, in)
}

func merge(t *testing.T, parts ...[]byte) []byte {
	t.Helper()
	var logs []*sarif.Log
	for _, data := range parts {
		log, err := sarif.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		logs = append(logs, log)
	}
	log, err := sarif.Merge(logs, make([]string, len(logs)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := log.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestMerge: the logs of parts, in any order and with repetitions, make that of
// the whole.
func TestMerge(t *testing.T) {
	all := full(t, t.TempDir())
	want := logOf(t, all)
	for n := 1; n <= 5; n++ {
		var parts [][]byte
		for i := range n {
			parts = append(parts, part(t, all, i, n))
		}
		parts = append(parts, parts[0], part(t, sarif.Input{Version: all.Version, Rules: all.Rules, Pages: all.Pages}, 0, 1))
		if got := merge(t, parts...); !bytes.Equal(got, want) {
			t.Errorf("%d parts make\n%s\nwant\n%s", n, got, want)
		}
		slices.Reverse(parts)
		if got := merge(t, parts...); !bytes.Equal(got, want) {
			t.Errorf("%d parts in the other order make\n%s\nwant\n%s", n, got, want)
		}
	}
}

// TestMergeOrder: of results that differ in what does not tell them apart, the
// same one is kept whatever the order of the files.
func TestMergeOrder(t *testing.T) {
	a := sarif.Input{Dir: t.TempDir(), Findings: []finding.Finding{{Rule: "r", Message: "m", Position: finding.Position{File: "a.go", Line: 1, Column: 1}}}}
	b := a
	b.Findings = slices.Clone(a.Findings)
	b.Findings[0].More = 3
	one, two := logOf(t, a), logOf(t, b)
	if bytes.Equal(one, two) {
		t.Fatal("the logs are the same")
	}
	if !bytes.Equal(merge(t, one, two), merge(t, two, one)) {
		t.Error("the order of the files matters")
	}
}

func TestMergeErrors(t *testing.T) {
	in := sarif.Input{Version: "v1.0.0", Dir: t.TempDir(), Failures: []driver.Failure{{Message: "no"}}}
	log := string(logOf(t, in))
	for change, want := range map[[2]string]string{
		{"", "x"}:                               "invalid character",
		{log, ""}:                               "it ends too early",
		{log[20:], ""}:                          "it ends too early",
		{log, "{}"}:                             `a SARIF log of version "", not 2.1.0`,
		{`"2.1.0"`, `"2.0.0"`}:                  `a SARIF log of version "2.0.0", not 2.1.0`,
		{`"name": "parvet"`, `"name": "other"`}: `a SARIF log of another program: "other"`,
		{`"results": []`, `"results": [], "graphs": []`}:                                  `unknown field "graphs"`,
		{log, `{"version": "2.1.0", "runs": []}`}:                                         "a SARIF log of 0 runs",
		{log, `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "parvet"}}}]}`}: "a SARIF log of 0 invocations",
		{log, log + log}: "something follows it",
	} {
		if got, err := sarif.Read([]byte(strings.Replace(log, change[0], change[1], 1))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %+v, %v; want %q", change, got, err, want)
		}
	}
	one, err := sarif.Read([]byte(log))
	if err != nil {
		t.Fatal(err)
	}
	if n, failed := one.Findings(); n != 0 || !failed {
		t.Errorf("%d findings, failed %v", n, failed)
	}
	for change, want := range map[[2]string]string{
		{`"v1.0.0"`, `"v1.0.1"`}: "one and two are of parvet v1.0.0 and v1.0.1: merge the logs of one version",
		{`"go"`, `"c"`}:          "one and two are of different builds of parvet: merge the logs of one version",
	} {
		two, err := sarif.Read([]byte(strings.Replace(log, change[0], change[1], 1)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sarif.Merge([]*sarif.Log{one, two}, []string{"one", "two"}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// FuzzRead: what is read can be merged, and is the same when it is written and
// read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"$schema": "", "version": "2.1.0", "runs": [{"tool": {"driver": {"name": "parvet"}}, "invocations": [{}], "results": [{}, {"locations": [{"physicalLocation": {"region": {}}}]}, {"codeFlows": [{}, {"threadFlows": [{}]}]}]}]}`))
	f.Add([]byte(`{"version": "2.1.0", "runs": [null]}`))
	f.Add([]byte(`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "parvet", "rules": [{"help": {}}]}}, "invocations": [{"toolExecutionNotifications": [{}]}], "originalUriBaseIds": {"a": {}}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		log, err := sarif.Read(data)
		if err != nil {
			return
		}
		write := func(logs ...*sarif.Log) []byte {
			merged, err := sarif.Merge(logs, make([]string, len(logs)))
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := merged.Write(&b); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		first := write(log)
		again, err := sarif.Read(first)
		if err != nil {
			t.Fatalf("%s became\n%s\nwhich is no log: %v", data, first, err)
		}
		if second := write(again, again); !bytes.Equal(first, second) {
			t.Errorf("%s became\n%s\nand that\n%s", data, first, second)
		}
	})
}
