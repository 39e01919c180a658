package finding_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
)

func TestReadJSON(t *testing.T) {
	line := func(rule string) string {
		data, err := json.Marshal(finding.Finding{Rule: rule, Position: finding.Position{File: "a.go", Line: 1}, Task: finding.Task{Way: finding.Sent}})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, text := range []string{
		line("a") + "\n" + line("b") + "\n",
		line("a") + "\r\n\r\n" + line("b"), // as some editors and shells leave it
	} {
		got, err := finding.ReadJSON([]byte(text))
		if err != nil || len(got) != 2 || got[0].Rule != "a" || got[1].Rule != "b" || got[0].Task.Way != finding.Sent {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "\n", " \r\n"} {
		if got, err := finding.ReadJSON([]byte(text)); err != nil || len(got) > 0 {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"[" + line("a") + "]":                "it is an array",
		line("a") + "\n" + line("b")[:20]:    "line 2: not a finding: it ends too early",
		line("a") + line("b"):                "line 1: something follows the finding",
		line("a") + "\nnope":                 "line 2: not a finding: invalid character",
		"{}":                                 "line 1: not a finding: it has no rule",
		`{"rule":"a","file":"b","zeal":1}`:   `line 1: not a finding: json: unknown field "zeal"`,
		`{"rule":1}`:                         "line 1: not a finding: json: cannot unmarshal",
		`{"rule":"a","task":{"way":"lent"}}`: `line 1: not a finding: no way to hand over a task: "lent"`,
	} {
		if got, err := finding.ReadJSON([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %+v, %v; want %q", text, got, err, want)
		}
	}
}

// FuzzReadJSON: what is read and written again is read as the same.
func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"rule":"a","file":"b.go","line":1,"task":{"way":"sent to"},"also":[{}],"fixes":[{"edits":null}]}`))
	f.Add([]byte("\n{}\n"))
	f.Add([]byte("[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fs, err := finding.ReadJSON(data)
		if err != nil {
			return
		}
		write := func(fs []finding.Finding) []byte {
			var b bytes.Buffer
			enc := json.NewEncoder(&b)
			for _, f := range fs {
				if err := enc.Encode(f); err != nil {
					t.Fatal(err)
				}
			}
			return b.Bytes()
		}
		first := write(fs)
		again, err := finding.ReadJSON(first)
		if err != nil {
			t.Fatalf("%q became %q, which is no finding: %v", data, first, err)
		}
		if second := write(again); !bytes.Equal(first, second) {
			t.Errorf("%q became %q, and that %q", data, first, second)
		}
	})
}
