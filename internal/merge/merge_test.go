package merge_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/merge"
	"github.com/parvet/parvet/internal/sarif"
	"github.com/parvet/parvet/internal/show"
)

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	at := func(line, more int) finding.Finding {
		return finding.Finding{Rule: "r", Position: finding.Position{File: "a.go", Line: line}, More: more}
	}
	jsonOf := func(fs ...finding.Finding) string {
		var b strings.Builder
		if err := show.JSON(&b, fs); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	var log bytes.Buffer
	if err := sarif.Write(&log, sarif.Input{Dir: dir, Findings: []finding.Finding{at(1, 0)}}); err != nil {
		t.Fatal(err)
	}
	one, two := put("one.json", jsonOf(at(3, 0), at(1, 0))), put("two.json", "\ufeff"+jsonOf(at(2, 0), at(3, 7)))
	empty, sarifLog := put("empty.json", ""), put("log.sarif", log.String())

	want := jsonOf(at(1, 0), at(2, 0), at(3, 0))
	for _, names := range [][]string{{one, two}, {two, one, empty, one}, {empty, two, one}} {
		got, err := merge.Files(names)
		if err != nil || got.Log != nil || jsonOf(got.Findings...) != want {
			t.Errorf("%v: %+v, %v, want\n%s", names, got, err, want)
		}
	}
	if got, err := merge.Files([]string{empty}); err != nil || len(got.Findings) > 0 || got.Log != nil {
		t.Errorf("an empty file: %+v, %v", got, err)
	}
	if got, err := merge.Files([]string{sarifLog, sarifLog}); err != nil || got.Log == nil || len(got.Log.Runs[0].Results) != 1 {
		t.Errorf("logs: %+v, %v", got, err)
	}

	for _, test := range []struct {
		want  []string
		files []string
	}{
		{[]string{"one.json is JSON, ", "log.sarif is SARIF"}, []string{sarifLog, one}},
		{[]string{"empty.json is JSON (an empty file is JSON with no finding), "}, []string{sarifLog, empty}},
		{[]string{"none.json"}, []string{filepath.Join(dir, "none.json")}},
		// All that is wrong is said.
		{[]string{"bad1: it is neither what", "bad2: line 2: not a finding", "bad3: it is UTF-16"},
			[]string{put("bad1", "nope"), put("bad2", jsonOf(at(1, 0))+"nope"), put("bad3", "\xff\xfe{\x00"), one}},
		{[]string{"bad4: it is an array"}, []string{put("bad4", "["+strings.TrimSpace(jsonOf(at(1, 0)))+"]")}},
		{[]string{"bad5: it is neither what"}, []string{put("bad5", log.String()[:log.Len()/2])}},
		{[]string{"bad6: it is neither what"}, []string{put("bad6", "{}")}},
		{[]string{"bad7: a SARIF log of another program"}, []string{put("bad7", strings.Replace(log.String(), `"parvet"`, `"lint"`, 1))}},
	} {
		got, err := merge.Files(test.files)
		if err == nil {
			t.Errorf("%v: %+v", test.files, got)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v: %v; want %q", test.files, err, want)
			}
		}
	}
}

// FuzzParse: no file is more than an error, and none is both.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "[]", "{}", "\ufeff{}", "\xff\xfe", `{"rule":"a","file":"b"}`, `{"runs":[]}`, `{"rule":"a","runs":[]}`, `{"version":"2.1.0","runs":[{}]}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fs, log, err := merge.Parse(slices.Clone(data))
		if log != nil && (len(fs) > 0 || err != nil) || err != nil && len(fs) > 0 {
			t.Errorf("%q is %v, %v and %v", data, fs, log, err)
		}
	})
}
