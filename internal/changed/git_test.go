package changed_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/changed"
)

// repository is one for a test.
type repository struct {
	*testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("git is not installed")
		}
		t.Skip("git is not installed")
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("XDG_CONFIG_HOME", "")
	r := repository{t, filepath.Join(t.TempDir(), "a b")}
	r.write(map[string]string{"old.go": lines(1, 20), "sub/deep/x.go": lines(1, 5), ".gitignore": "*.ignored\n"})
	r.git("init", "-q", "-b", "main")
	r.git("config", "user.name", "x")
	r.git("config", "user.email", "x@example.org")
	r.commit()
	return r
}

func (r repository) git(args ...string) {
	r.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r repository) commit() {
	r.Helper()
	r.git("add", "-A")
	r.git("commit", "-qm", "x")
}

func (r repository) write(files map[string]string) {
	r.Helper()
	for name, text := range files {
		file := filepath.Join(r.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			r.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			r.Fatal(err)
		}
	}
}

// lines returns lines with these numbers.
func lines(first, last int) string {
	var b strings.Builder
	for i := first; i <= last; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

// expect holds which of the lines 1 to 30 of files have changed since rev, seen
// from a directory below the root.
func (r repository) expect(dir, rev string, want map[string]string) {
	r.Helper()
	got, err := changed.Since(context.Background(), filepath.Join(r.dir, dir), rev)
	if err != nil {
		r.Errorf("since %s: %v", rev, err)
		return
	}
	for name, want := range want {
		var in []string
		for line := 1; line <= 30; line++ {
			if got.Changed(filepath.Join(r.dir, filepath.FromSlash(name)), line) {
				in = append(in, fmt.Sprint(line))
			}
		}
		text := strings.Join(in, " ")
		if len(in) == 30 {
			text = "all"
		}
		if text != want {
			r.Errorf("since %s, the lines of %s that have changed are %q, want %q", rev, name, text, want)
		}
	}
}

func TestSince(t *testing.T) {
	r := newRepository(t)
	r.expect("", "HEAD", map[string]string{"old.go": "", "sub/deep/x.go": ""})
	r.write(map[string]string{"old.go": lines(1, 3) + "new\nnew\n" + lines(4, 9) + lines(11, 19) + "other 20"})
	r.git("add", "-A") // staged, and the next ones are not
	r.write(map[string]string{
		"sub/deep/x.go": "first\n" + lines(1, 5),
		"new.go":        lines(1, 3),
		"gen.ignored":   lines(1, 3),
		"sub/new 1.go":  lines(1, 3),
	})
	want := map[string]string{
		"old.go": "4 5 21", "sub/deep/x.go": "1", "new.go": "all", "sub/new 1.go": "all", "gen.ignored": "", "none.go": "", "../old.go": "",
	}
	for _, dir := range []string{"", "sub", "sub/deep"} {
		r.expect(dir, "HEAD", want)
	}
	r.commit()
	r.expect("sub", "HEAD", map[string]string{"old.go": "", "new.go": ""})
	r.expect("sub", "HEAD~1", map[string]string{"old.go": "4 5 21", "new.go": "1 2 3", "sub/new 1.go": "1 2 3"})
}

// TestNames: files with any name are found, and what is in a file does not pass
// for the head of another.
func TestNames(t *testing.T) {
	r := newRepository(t)
	names := []string{"with space.go", `quo"te.go`, "tab\t.go", "ünï.go", "new\nline.go", `back\slash.go`, "b/b.go", "-dash.go", "\x7f.go"}
	before, after := make(map[string]string), make(map[string]string)
	want := map[string]string{"victim.go": ""}
	for _, name := range names {
		before[name] = lines(1, 4)
		after[name] = lines(1, 1) + "++ b/victim.go\n@@ -1 +1 @@\ndiff --git a/x b/x\n" + lines(2, 3)
		want[name] = "2 3 4"
	}
	before["victim.go"], after["victim.go"] = lines(1, 4), lines(1, 4)
	r.write(before)
	r.commit()
	r.write(after)
	r.expect("", "HEAD", want)
	r.write(map[string]string{"old.go": strings.TrimSuffix(lines(1, 20), "\n"), "victim.go": "-- a\n"})
	r.expect("", "HEAD", map[string]string{"old.go": "20", "victim.go": "1"})
}

func TestRenamed(t *testing.T) {
	r := newRepository(t)
	r.git("mv", "old.go", "sub/renamed.go")
	r.write(map[string]string{"sub/renamed.go": lines(1, 10) + "new\n" + lines(11, 20)})
	r.git("rm", "-q", "sub/deep/x.go")
	r.expect("", "HEAD", map[string]string{"sub/renamed.go": "11", "old.go": "", "sub/deep/x.go": ""})
}

// TestConfiguration: what git diff prints does not depend on how the user wants
// to see it.
func TestConfiguration(t *testing.T) {
	r := newRepository(t)
	for name, value := range map[string]string{
		"diff.noprefix": "true", "diff.mnemonicPrefix": "true", "diff.external": "false", "color.ui": "always", "diff.renames": "false",
		"core.quotePath": "true", "diff.context": "9", "diff.interHunkContext": "9", "diff.relative": "true", "diff.wordRegex": ".",
		"diff.algorithm": "patience", "diff.submodule": "log", "diff.x.textconv": "false", "diff.x.command": "false",
		"diff.orderFile": ".gitignore", "diff.statGraphWidth": "1", "core.pager": "false", "diff.srcPrefix": "s/", "diff.dstPrefix": "d/",
	} {
		r.git("config", name, value)
	}
	r.write(map[string]string{".gitattributes": "*.go diff=x\nbin.go -diff\n", "bin.go": lines(1, 20), "ünï.go": lines(1, 20)})
	r.commit()
	r.git("mv", "old.go", "moved.go")
	r.write(map[string]string{"moved.go": "new\n" + lines(1, 20), "bin.go": lines(1, 20) + "new\n", "ünï.go": lines(1, 2) + "new\n" + lines(3, 20)})
	t.Setenv("GIT_EXTERNAL_DIFF", "false")
	t.Setenv("GIT_DIFF_OPTS", "-u8")
	t.Setenv("GIT_DIR", "elsewhere")
	t.Setenv("GIT_INDEX_FILE", "elsewhere")
	t.Setenv("GIT_WORK_TREE", "/")
	r.expect("sub", "HEAD", map[string]string{"moved.go": "1", "bin.go": "21", "ünï.go": "3"})
}

// TestMergeBase: what was changed on the other branch meanwhile does not count.
func TestMergeBase(t *testing.T) {
	r := newRepository(t)
	r.git("checkout", "-qb", "feature")
	r.write(map[string]string{"sub/deep/x.go": lines(1, 5) + "new\n"})
	r.commit()
	r.git("checkout", "-q", "main")
	r.write(map[string]string{"old.go": lines(5, 20)})
	r.commit()
	r.git("tag", "-a", "-m", "x", "v1")
	r.git("checkout", "-q", "feature")
	for _, rev := range []string{"main", "v1", "main~1", "@{-1}"} {
		r.expect("", rev, map[string]string{"old.go": "", "sub/deep/x.go": "6"})
	}
}

func TestWorkTree(t *testing.T) {
	r := newRepository(t)
	other := filepath.Join(t.TempDir(), "tree")
	r.git("worktree", "add", "-q", "-b", "other", other)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(other, link); err != nil {
		t.Skip("no symbolic links here")
	}
	for _, dir := range []string{other, link} {
		w := repository{t, dir}
		w.write(map[string]string{"old.go": lines(1, 19) + "new\n"})
		w.expect("sub", "main", map[string]string{"old.go": "20"})
	}
	r.expect("", "HEAD", map[string]string{"old.go": ""})
	inner := repository{t, filepath.Join(other, "inner")}
	inner.write(map[string]string{"a.go": lines(1, 2)})
	inner.git("init", "-q")
	repository{t, other}.expect("", "main", map[string]string{"inner/a.go": ""})
}

func TestErrors(t *testing.T) {
	r := newRepository(t)
	r.git("checkout", "-q", "--orphan", "unrelated")
	r.write(map[string]string{"unrelated.go": ""})
	r.commit()
	empty := repository{t, t.TempDir()}
	empty.git("init", "-q")
	outside := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(outside))
	for _, tt := range []struct{ dir, rev, want string }{
		{r.dir, "", "want a revision, such as main or HEAD~3"},
		{r.dir, "--output=x", `"--output=x" is no revision: it begins with -`},
		{r.dir, "none", `no revision "none" in `},
		{r.dir, "HEAD..HEAD", `no revision "HEAD..HEAD" in `},
		{r.dir, "HEAD:old.go", `no revision "HEAD:old.go" in `},
		{r.dir, "main", "main and HEAD have no commit in common: if the clone is shallow, "},
		{empty.dir, "HEAD", `no revision "HEAD" in `},
		{outside, "HEAD", outside + " is in no git repository"},
	} {
		lines, err := changed.Since(context.Background(), tt.dir, tt.rev)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || lines != nil {
			t.Errorf("%q gives %v, want %s", tt.rev, err, tt.want)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := changed.Since(context.Background(), r.dir, "HEAD"); err == nil || !strings.HasPrefix(err.Error(), "git is not on PATH") {
		t.Errorf("without git: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(r.dir, "x")); err != nil || slices.Contains(left, "x") {
		t.Errorf("a revision was taken for an option: %v, %v", left, err)
	}
}
