package apply

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parvet/parvet/internal/finding"
)

const original = `package p

import (
	"fmt"
	"time"
)

func F() {
	time.Sleep(1) // one
	time.Sleep(2) // two
	fmt.Println()
}
`

// write writes a file of a directory of its own and returns its name.
func write(t *testing.T, data string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// replace returns a finding whose fix replaces the first occurrences of old,
// new, old, new … in the file.
func replace(t *testing.T, name string, oldNew ...string) finding.Finding {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var fix finding.Fix
	for i := 0; i < len(oldNew); i += 2 {
		start := strings.Index(string(data), oldNew[i])
		if start < 0 {
			t.Fatalf("no %q in %s", oldNew[i], data)
		}
		fix.Edits = append(fix.Edits, finding.Edit{File: name, Start: start, End: start + len(oldNew[i]), New: oldNew[i+1]})
	}
	return finding.Finding{Fixes: []finding.Fix{fix, {Message: "an alternative"}}}
}

// soon is after all files that a test has written.
func soon() time.Time { return time.Now().Add(time.Minute) }

// fixed returns the file after the fixes, which must not have problems.
func fixed(t *testing.T, name string, fs ...finding.Finding) (text string, left int) {
	t.Helper()
	p := Make(fs, soon())
	written, problems := p.Write(context.Background())
	if len(p.Problems)+len(problems) > 0 || written != len(p.Changes) {
		t.Errorf("%d of %d files written, problems %v %v", written, len(p.Changes), p.Problems, problems)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data), p.Left
}

func TestMerge(t *testing.T) {
	const changed = "\ttime.Sleep(10)   // one\n\ttime.Sleep(2)    // two\n\tfmt.Println(\"x\") // more\n"
	tests := map[string]struct {
		edits [][]string
		want  string // in the result
		left  int
	}{
		"two":        {[][]string{{"Sleep(1)", "Sleep(10)"}, {"Println()", "Println(3)"}}, "\ttime.Sleep(10) // one\n\ttime.Sleep(2)  // two\n\tfmt.Println(3)\n", 0},
		"formatted":  {[][]string{{"Sleep(1)", "Sleep(10)", "Println()", `Println("x") // more`}}, changed, 0},
		"same":       {[][]string{{"Sleep(1)", "Sleep(10)"}, {"Sleep(1)", "Sleep(10)"}}, "time.Sleep(10) // one", 0},
		"overlap":    {[][]string{{"Sleep(1)", "Sleep(10)"}, {"time.Sleep(1)", "_ = 1"}}, "time.Sleep(10) // one", 1},
		"inside":     {[][]string{{"time.Sleep(1)", "_ = 1"}, {"(1", "(0+1"}}, "_ = 1", 1},
		"all or not": {[][]string{{"Sleep(1)", "Sleep(10)"}, {"Sleep(2)", "Sleep(20)", "Sleep(1)", "Sleep(11)"}}, "time.Sleep(2)  // two", 1},
		"adjacent":   {[][]string{{"time.", "time ."}, {"Sleep(1)", "Sleep(10)"}}, "time.Sleep(10)", 0},
		"import":     {[][]string{{"time.Sleep(1)", "_ = 1"}, {"time.Sleep(2)", "_ = 2"}}, "import (\n\t\"fmt\"\n)", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := write(t, original)
			var fs []finding.Finding
			for _, e := range test.edits {
				fs = append(fs, replace(t, file, e...))
			}
			got, left := fixed(t, file, fs...)
			if !strings.Contains(got, test.want) || left != test.left {
				t.Errorf("%d left, want %d, and\n%s\nwant in it\n%s", left, test.left, got, test.want)
			}
		})
	}
}

func TestOnlyImport(t *testing.T) {
	file := write(t, "package p\n\nimport \"time\"\n\nvar _ = time.Now\n\ntype now struct{ time int }\n")
	if got, _ := fixed(t, file, replace(t, file, "time.Now", "1")); strings.Contains(got, "import") {
		t.Errorf("unused import in\n%s", got)
	}
}

// TestUnformatted: what was not formatted is not our business.
func TestUnformatted(t *testing.T) {
	file := write(t, strings.ReplaceAll(original, "\tfmt.P", "  fmt.P"))
	got, _ := fixed(t, file, replace(t, file, "Sleep(1)", "Sleep(10)"))
	if want := strings.ReplaceAll(strings.ReplaceAll(original, "\tfmt.P", "  fmt.P"), "(1)", "(10)"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLineEnds(t *testing.T) {
	crlf := "\ufeff" + strings.ReplaceAll(original, "\n", "\r\n")
	file := write(t, crlf)
	got, _ := fixed(t, file, replace(t, file, "time.Sleep(1)", "if true {\n\t\ttime.Sleep(10)\n\t}"))
	if want := strings.Replace(crlf, "time.Sleep(1)", "if true {\r\n\t\ttime.Sleep(10)\r\n\t}", 1); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestPermissionsAndLinks(t *testing.T) {
	file := write(t, original)
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link.go")
	if err := os.Symlink(file, link); err != nil {
		t.Skip(err)
	}
	fixed(t, link, replace(t, link, "Sleep(1)", "Sleep(10)"))
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is gone: %v %v", info.Mode(), err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("permissions are %v (%v)", info.Mode(), err)
	}
	if data, err := os.ReadFile(file); err != nil || !strings.Contains(string(data), "Sleep(10)") {
		t.Errorf("%v: %s", err, data)
	}
}

func TestProblems(t *testing.T) {
	tests := map[string]struct {
		before func(file string) error // the plan
		after  func(file string) error
		began  time.Time
		new    string
		want   string
	}{
		"changed before the plan": {began: time.Now().Add(-time.Hour), want: "it was changed after the analysis began"},
		"shorter": {before: func(file string) error { return os.WriteFile(file, []byte("package p\n"), 0o666) },
			want: "it is shorter than when it was analysed"},
		"changed after the plan": {after: func(file string) error { return os.WriteFile(file, []byte("package q\n"), 0o666) },
			want: "it was changed meanwhile"},
		"read-only": {before: func(file string) error { return os.Chmod(file, 0o444) }, want: "it is read-only"},
		"removed":   {after: os.Remove, want: "no such file or directory"},
		"not Go":    {new: "Sleep(", want: "the result would not be right: "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := write(t, original)
			if test.began.IsZero() {
				test.began = soon()
			}
			if test.new == "" {
				test.new = "Sleep(10)"
			}
			f := replace(t, file, "Sleep(1)", test.new)
			if test.before != nil {
				if err := test.before(file); err != nil {
					t.Fatal(err)
				}
			}
			p := Make([]finding.Finding{f}, test.began)
			if test.after != nil {
				if err := test.after(file); err != nil {
					t.Fatal(err)
				}
			}
			before, _ := os.ReadFile(file)
			_, problems := p.Write(context.Background())
			problems = append(problems, p.Problems...)
			if len(problems) != 1 || problems[0].File != file || !strings.Contains(problems[0].Err.Error(), test.want) {
				t.Errorf("problems %v, want %s", problems, test.want)
			}
			if after, _ := os.ReadFile(file); string(after) != string(before) {
				t.Errorf("changed to\n%s", after)
			}
			if files, err := os.ReadDir(filepath.Dir(file)); err != nil || len(files) > 1 {
				t.Errorf("left behind: %v (%v)", files, err)
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	file := write(t, original)
	p := Make([]finding.Finding{replace(t, file, "Sleep(1)", "Sleep(10)")}, soon())
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("interrupted"))
	if written, problems := p.Write(ctx); written != 0 || len(problems) != 0 {
		t.Errorf("%d written, problems %v", written, problems)
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != original {
		t.Errorf("%v: changed to\n%s", err, data)
	}
}
