package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/cacheprog"
)

// TestServe: what the requests say wrongly is answered with an error, and the next
// one as usual.
func TestServe(t *testing.T) {
	in := strings.Join([]string{
		`{"ID":1,"Command":"put","ActionID":"AQ==","OutputID":"Ag==","BodySize":3}`, `"YWJj"`,
		`{"ID":2,"Command":"put","ActionID":"Aw==","OutputID":"BA==","BodySize":4}`, `"YWJj"`,
		`{"ID":3,"Command":"dance"}`,
		`{"ID":4,"Command":"get","ActionID":"AQ=="}`,
		`{"ID":5,"Command":"get","ActionID":"Aw=="}`,
		`{"ID":6,"Command":"close"}`,
		`{"ID":7,"Command":"get","ActionID":"AQ=="}`,
	}, "\n")
	var out, log bytes.Buffer
	if err := serve(store(t.TempDir()), strings.NewReader(in), &out, &log); err != nil {
		t.Fatal(err)
	}
	var got []cacheprog.Response
	for dec := json.NewDecoder(&out); ; {
		var res cacheprog.Response
		if err := dec.Decode(&res); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		got = append(got, res)
	}
	if len(got) != 7 || len(got[0].KnownCommands) != 3 || got[1].Err != "" || got[2].Err == "" || got[3].Err == "" || got[4].Size != 3 || !got[5].Miss || got[6].ID != 6 {
		t.Fatalf("the answers are %+v", got)
	}
	if data, err := os.ReadFile(got[4].DiskPath); err != nil || string(data) != "abc" {
		t.Errorf("the body is %q (%v)", data, err)
	}
	if want := "put 01\nerror 03\nerror \nhit 01\nmiss 03\n"; log.String() != want {
		t.Errorf("the log is %q, want %q", log.String(), want)
	}
}

// FuzzServe: whatever comes in, nothing is written outside of the directory.
func FuzzServe(f *testing.F) {
	f.Add(`{"ID":1,"Command":"put","ActionID":"AQ==","OutputID":"Ag==","BodySize":3} "YWJj" {"ID":2,"Command":"get"}`)
	f.Add(`{"ID":1,"Command":"put","BodySize":-1}`)
	f.Fuzz(func(t *testing.T, in string) {
		dir := t.TempDir()
		serve(store(filepath.Join(dir, "store")), strings.NewReader(in), io.Discard, io.Discard)
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() != "store" {
				t.Errorf("%s has been written", e.Name())
			}
		}
	})
}
