// Package attacks runs the programs in testdata/attacks, and parvet on them.
//
// Each of them is there twice: as an attacker finds it, and repaired. The file
// attack.go, which holds the attacker, is the same in both.
package attacks

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parvet/parvet/internal/finding"
)

var update = flag.Bool("update", false, "write testdata/attacks/transcript.txt anew")

const (
	root       = "../.." // of the repository
	folder     = "testdata/attacks"
	transcript = root + "/" + folder + "/transcript.txt"
)

// programs says what each program prints: stalled is the part that the attack
// changes, and after what both print then. The numbers do not depend on how fast
// the machine is:
//
//   - In the attack, what is counted begins when both workers wait for the slow
//     side (in collector: when the lock that each line needs is held), and the
//     count is taken before the slow side gives way. Nothing can happen between.
//   - In the twin, the slow side gives way when all that is counted has happened.
//
// The pools are without a watchdog, which might bring workers to the rescue.
var programs = []struct {
	name                   string
	stalled, served, after string
}{
	{
		name:    "webserver",
		stalled: "short requests served while 2 long ones waited: 0 of 100\n",
		served:  "short requests served while 2 long ones waited: 100 of 100\n",
		after: "short requests served in the end: 100 of 100\n" +
			"long requests served in the end: 2 of 2\n",
	},
	{
		name:    "imageresize",
		stalled: "thumbnails made while 2 slow files were read: 0 of 60\n",
		served:  "thumbnails made while 2 slow files were read: 60 of 60\n",
		after: "thumbnails made in the end: 60 of 60\n" +
			"thumbnails of slow files made in the end: 2 of 2\n",
	},
	{
		// Each line must be added under the lock that the writer to the
		// subscriber holds, so the caller's part in the loop helps nothing.
		name:    "collector",
		stalled: "lines collected while a subscriber dawdled: 0 of 1000\n",
		served:  "lines collected while a subscriber dawdled: 1000 of 1000\n",
		after: "lines collected in the end: 1000 of 1000\n" +
			"results that the subscriber got: 10 of 10\n" +
			"errors of host-0 in the end: 101\n",
	},
	{
		name:    "crawler",
		stalled: "good pages crawled while 2 bad sites dawdled: 0 of 20\n",
		served:  "good pages crawled while 2 bad sites dawdled: 20 of 20\n",
		after: "good pages crawled in the end: 20 of 20\n" +
			"bad pages crawled in the end: 2 of 2\n",
	},
}

func TestPrograms(t *testing.T) {
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			expectOutput(t, p.name, p.stalled+p.after)
		})
		t.Run(p.name+"_fixed", func(t *testing.T) {
			t.Parallel()
			// On a machine that is busy the others may need longer than the
			// attacker's patience. A twin that stalls uses all of it up, and
			// prints what the attack prints.
			expectOutput(t, p.name+"_fixed", p.served+p.after, "-patience=1m")
		})
	}
}

// expectOutput builds a program, runs it, and compares what it prints.
func expectOutput(t *testing.T, name, want string, args ...string) {
	t.Helper()
	cmd := command(t, build(t, folder+"/"+name), args...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr(err))
	}
	if got := string(out); got != want {
		t.Errorf("it prints\n%swant\n%s", got, want)
	}
}

// TestSameAttack compares the attackers, so that the twins owe nothing to a
// weaker one.
func TestSameAttack(t *testing.T) {
	for _, p := range programs {
		attack, twin := p.name+"/attack.go", p.name+"_fixed/attack.go"
		if !bytes.Equal(read(t, attack), read(t, twin)) {
			t.Errorf("%s and %s differ", attack, twin)
		}
	}
}

// TestAllListed keeps a program from being forgotten.
func TestAllListed(t *testing.T) {
	var want []string
	for _, p := range programs {
		want = append(want, p.name, p.name+"_fixed")
	}
	entries, err := os.ReadDir(filepath.Join(root, folder))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		if e.IsDir() {
			got = append(got, e.Name())
		}
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s holds %v, the table has %v", folder, got, want)
	}
}

func TestLint(t *testing.T) {
	parvet := build(t, "cmd/parvet")

	t.Run("transcript", func(t *testing.T) {
		got := lint(t, parvet, 1, "./"+folder+"/...")
		if *update {
			if err := os.WriteFile(transcript, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if want := read(t, "transcript.txt"); !bytes.Equal(got, want) {
			n, gotLine, wantLine := firstDifference(got, want)
			t.Errorf("parvet ./%s/... and transcript.txt differ (-update rewrites it), first in line %d:\n got %q\nwant %q", folder, n, gotLine, wantLine)
		}
	})

	t.Run("marks", func(t *testing.T) {
		got := make(map[string]bool)
		for line := range bytes.Lines(lint(t, parvet, 1, "-format=json", "./"+folder+"/...")) {
			var f finding.Finding
			if err := json.Unmarshal(line, &f); err != nil {
				t.Fatal(err)
			}
			got[mark(filepath.ToSlash(f.File), f.Line, f.Rule)] = true
		}
		want := wanted(t)
		for _, m := range slices.Sorted(maps.Keys(got)) {
			if !want[m] {
				t.Errorf("unexpected: %s", m)
			}
		}
		for _, m := range slices.Sorted(maps.Keys(want)) {
			if !got[m] {
				t.Errorf("not found: %s", m)
			}
		}
	})

	t.Run("twins", func(t *testing.T) {
		var twins []string
		for _, p := range programs {
			twins = append(twins, "./"+folder+"/"+p.name+"_fixed/...")
		}
		if got := lint(t, parvet, 0, twins...); len(got) > 0 {
			t.Errorf("something found in the twins:\n%s", got)
		}
	})
}

// firstDifference returns the first line in which two texts differ, and its
// number.
func firstDifference(a, b []byte) (n int, inA, inB string) {
	as, bs := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for n < min(len(as), len(bs)) && as[n] == bs[n] {
		n++
	}
	as, bs = append(as[n:], "no more lines"), append(bs[n:], "no more lines")
	return n + 1, as[0], bs[0]
}

// lint runs parvet and returns what it prints to stdout.
func lint(t *testing.T, parvet string, status int, args ...string) []byte {
	t.Helper()
	return lintIn(t, root, parvet, status, args...)
}

// lintIn does so in another checkout.
func lintIn(t *testing.T, root, parvet string, status int, args ...string) []byte {
	t.Helper()
	cmd := command(t, parvet, args...)
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Dir = dir
	cmd.Env = append(cmd.Env, "GOWORK="+filepath.Join(dir, "go.work"))
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Fatalf("parvet %s: exit status %d, want %d\n%s%s", strings.Join(args, " "), got, status, out, stderr(err))
	}
	return out
}

var wantComment = regexp.MustCompile(`// want ([a-z]+)`)

// wanted returns the marks that the comments "// want rule" in the programs
// stand for.
func wanted(t *testing.T) map[string]bool {
	t.Helper()
	marks := make(map[string]bool)
	for _, pattern := range []string{"*/*.go", "*/*/*.go"} {
		files, err := filepath.Glob(filepath.Join(root, folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			rel, err := filepath.Rel(root, file)
			if err != nil {
				t.Fatal(err)
			}
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(f)
			for n := 1; lines.Scan(); n++ {
				for _, match := range wantComment.FindAllStringSubmatch(lines.Text(), -1) {
					marks[mark(filepath.ToSlash(rel), n, match[1])] = true
				}
			}
			if err := errors.Join(lines.Err(), f.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return marks
}

// mark names a finding in a way that does not depend on its words.
func mark(file string, line int, rule string) string {
	return fmt.Sprintf("%s:%d: %s", file, line, rule)
}

// build builds the program in a folder of the repository and returns its path.
func build(t *testing.T, pkg string) string {
	t.Helper()
	if err := look(); err != nil {
		t.Fatal(err)
	}
	exe := filepath.Join(t.TempDir(), filepath.Base(pkg)+".exe")
	cmd := command(t, "go", "build", "-o", exe, "./"+pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return exe
}

// look looks at all files of the repository. The go command takes the result of
// a test from its cache unless a file has changed that the test looked at, and it
// does not know which ones the programs are built from.
var look = sync.OnceValue(func() error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
})

// command returns a command that runs in the root of the repository, in its
// workspace whatever the environment says: the programs are packages of one
// module and use another. A command that hangs is killed.
func command(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GOWORK="+filepath.Join(dir, "go.work"))
	return cmd
}

// read returns the content of a file in testdata/attacks.
func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stderr returns what a command that failed has written there.
func stderr(err error) []byte {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.Stderr
	}
	return nil
}
