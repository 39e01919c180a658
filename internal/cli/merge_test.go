package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMergeShards: what the shards find, merged, is what one run prints.
func TestMergeShards(t *testing.T) {
	dir := toyProgram(t, "findings")
	for name, text := range map[string]string{
		"more/a/a.go": "package a\n\nimport (\n\t\"time\"\n\n\t\"example.org/m/pool\"\n)\n\nfunc F() { pool.ForEach(func() { time.Sleep(1) }) }\n",
		"more/b/b.go": "package b\n\nimport (\n\t\"example.org/m/pool\"\n\t\"example.org/m/store\"\n)\n\nfunc F() { pool.ForEach(func() { /* é */ store.Wait() }) }\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	whole := make(map[string]ran)
	for _, format := range formatNames() {
		whole[format] = runIn(t, dir, nil, "-format", format)
		if whole[format].status != exitFindings || !strings.HasPrefix(whole[format].stderr, "6 findings in 4 packages") {
			t.Fatalf("-format %s: %+v", format, whole[format])
		}
	}
	const n = 3
	for _, format := range []string{"json", "sarif"} {
		var files []string
		statuses := make(map[int]int)
		for i := range n {
			file := fmt.Sprintf("%d.%s", i+1, format)
			got := runIn(t, dir, nil, "-shard", fmt.Sprintf("%d/%d", i+1, n), "-format", format, "-o", file)
			statuses[got.status]++
			files = append(files, file)
		}
		if statuses[exitFindings] < 2 || statuses[exitFindings]+statuses[exitClean] != n {
			t.Errorf("the shards exit with %v", statuses)
		}
		files = append(files, files[0]) // once more
		to := []string{""}
		if format == "json" {
			to = formatNames()
		}
		for _, to := range to {
			want := whole[format]
			args := append([]string{"merge"}, files...)
			if to != "" {
				want, args = whole[to], append(args, "-format", to)
			}
			got := runIn(t, dir, nil, args...)
			if got.stdout != want.stdout || got.status != want.status {
				t.Errorf("parvet %v: exit %d\n%s\n%s\nwant\n%s", args, got.status, got.stderr, got.stdout, want.stdout)
			}
		}
	}
}

// TestMergeErrors: nothing is written if something is wrong.
func TestMergeErrors(t *testing.T) {
	dir := realTempDir(t)
	for name, text := range map[string]string{"bad.json": "{", "empty.json": "", "old": "old"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		want string
		args []string
	}{
		{"parvet merge takes files", nil},
		{"bad.json: it is neither what parvet -format json writes nor a SARIF log", []string{"empty.json", "bad.json", "-o", "old"}},
		{"none.json", []string{"none.json"}},
		{`unknown format "xml"`, []string{"-format=xml", "empty.json"}},
		{"cannot write it: it is a directory", []string{"-o", ".", "empty.json"}},
	} {
		got := runIn(t, dir, nil, append([]string{"merge"}, test.args...)...)
		if got.status != exitFailure || got.stdout != "" || !strings.Contains(got.stderr, test.want) {
			t.Errorf("parvet merge %v: %+v, want %q", test.args, got, test.want)
		}
	}
	if got := content(t, filepath.Join(dir, "old")); got != "old" {
		t.Errorf("the output has %q", got)
	}
	if got := runIn(t, dir, nil, "merge", "empty.json"); got != (ran{"", "no findings\n", exitClean}) {
		t.Errorf("an empty file: %+v", got)
	}

	// What a shard could not analyse is not forgotten.
	dir = toyProgram(t, "failures")
	want := runIn(t, dir, nil, "-format=sarif", "-o=log", "./ok", "./syntax")
	got := runIn(t, dir, nil, "merge", "log")
	if want.status != exitFailure || got.status != exitFailure || got.stdout != content(t, filepath.Join(dir, "log")) ||
		got.stderr != "1 finding; something could not be analysed, see the notifications of the log\n" {
		t.Errorf("%+v\n%+v", want, got)
	}
	if got := runIn(t, dir, nil, "merge", "-format", "json", "log"); got.status != exitFailure || !strings.Contains(got.stderr, "SARIF logs can be merged into SARIF only") {
		t.Errorf("SARIF to JSON: %+v", got)
	}
}
