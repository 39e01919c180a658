package changed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Since returns the lines of the working tree around dir that differ from a
// revision. Files that git does not know, but for ignored ones, differ as a whole.
func Since(ctx context.Context, dir, rev string) (*Lines, error) {
	switch {
	case rev == "":
		return nil, errors.New("want a revision, such as main or HEAD~3")
	case strings.HasPrefix(rev, "-"):
		return nil, fmt.Errorf("%q is no revision: it begins with -", rev)
	}
	if _, err := exec.LookPath("git"); err != nil {
		return nil, errors.New("git is not on PATH: it knows what has changed")
	}
	g := git{ctx, dir}
	top, err := g.line("rev-parse", "--show-toplevel")
	switch {
	case err != nil && strings.Contains(err.Error(), "not a git repository"):
		return nil, fmt.Errorf("%s is in no git repository", dir)
	case err != nil:
		return nil, err
	}
	commit, err := g.line("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("no revision %q in %s: fetch it, if it is another repository's", rev, top)
	}
	if _, err := g.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return nil, fmt.Errorf("nothing is committed in %s", top)
	}
	base, err := g.line("merge-base", commit, "HEAD")
	if err != nil {
		return nil, fmt.Errorf("%s and HEAD have no commit in common: if the clone is shallow, fetch more of its history (git fetch --unshallow)", rev)
	}
	lines := &Lines{top: real(filepath.FromSlash(top)), files: make(map[string][]span)}
	diff, err := g.run("diff", "--patch", "--unified=0", "--inter-hunk-context=0", "--no-color", "--no-ext-diff", "--no-textconv", "--text",
		"--src-prefix=a/", "--dst-prefix=b/", "-O/dev/null", "--no-relative", "--find-renames", "--ignore-submodules=all", base, "--")
	if err != nil {
		return nil, err
	}
	if err := lines.parse(diff); err != nil {
		return nil, fmt.Errorf("cannot read the output of git diff: %w", err)
	}
	// ls-files lists what is in its working directory.
	others, err := git{ctx, filepath.FromSlash(top)}.run("ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(string(others), "\x00") {
		if name != "" && !strings.HasSuffix(name, "/") { // a repository in this one
			lines.files[name] = []span{everything}
		}
	}
	return lines, nil
}

// git runs the program in a directory.
type git struct {
	ctx context.Context
	dir string
}

// unset are variables that lead git elsewhere than to the repository of its
// working directory, as they do in hooks, or change what git diff prints.
var unset = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE",
	"GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF", "GIT_TRACE", "GIT_LITERAL_PATHSPECS",
}

func (g git) run(args ...string) ([]byte, error) {
	fixed := []string{"--no-pager", "-c", "core.quotePath=false"}
	cmd := exec.CommandContext(g.ctx, "git", append(fixed, args...)...)
	cmd.Dir = g.dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(unset, name)
	})
	// Another git that runs meanwhile must not find the index locked.
	cmd.Env = append(cmd.Env, "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "PWD="+g.dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if g.ctx.Err() != nil {
		return nil, context.Cause(g.ctx)
	}
	if err != nil {
		said := strings.Join(strings.Fields(stderr.String()), " ")
		if said == "" {
			said = err.Error()
		}
		return nil, fmt.Errorf("git %s: %s", args[0], said)
	}
	return stdout.Bytes(), nil
}

// line returns the one line that git prints.
func (g git) line(args ...string) (string, error) {
	out, err := g.run(args...)
	return strings.TrimRight(string(out), "\r\n"), err
}

// real returns a path without symbolic links.
func real(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	return path
}
