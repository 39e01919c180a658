package demand_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/demand"
)

// newStore builds a cache program that keeps everything in a directory, and fills
// one with what the go command has compiled for a module, so that tests need not
// wait for that.
func newStore(t *testing.T) (program, store string) {
	t.Helper()
	program = filepath.Join(filepath.Dir(tool), "dirprog.exe")
	filled := filepath.Join(filepath.Dir(tool), "store")
	if _, err := os.Stat(program); err != nil {
		if out, err := exec.Command("go", "build", "-o", program, "github.com/parvet/parvet/internal/cacheprog/dirprog").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		compile := exec.Command("go", "list", "-export", "-deps", "-test", "./...")
		compile.Dir = sharedModule(t)
		compile.Env = append(os.Environ(), "GOCACHE="+t.TempDir(), fmt.Sprintf("GOCACHEPROG=%q %q", program, filled))
		if out, err := compile.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	store = filepath.Join(t.TempDir(), "store")
	if err := os.CopyFS(store, os.DirFS(filled)); err != nil {
		t.Fatal(err)
	}
	return program, store
}

// sharedModule writes a module with findings of all sorts of places: in another
// package, in a test, below a line directive, and with a fix.
func sharedModule(t *testing.T) string {
	t.Helper()
	dir := module(t)
	write(t, dir, "b/b.go", sleeping)
	write(t, dir, "a/a_test.go", `package a_test

import (
	"context"
	"testing"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func Test(t *testing.T) {
	par.Default().Go(t.Context(), func(context.Context) { time.Sleep(time.Hour) })
}
`)
	for name, line := range map[string]string{"made": "made.y:7", "gen": "../gen/deep/gen.y:7", "up": "../up.y:7"} {
		write(t, dir, name+"/"+name+".go", fmt.Sprintf(`package %s

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func Run(ctx context.Context, p *par.Pool) error {
//line %s
	return p.Go(ctx, func(context.Context) { time.Sleep(time.Hour) })
}
`, name, line))
	}
	return dir
}

// A machine is one with nothing in its caches, and a checkout of its own.
type machine struct {
	t                              *testing.T
	dir, gocache, kept, log, store string
	program                        string // the value of GOCACHEPROG
}

// newMachine makes a machine whose go command and whose parvet keep everything in
// a store that it shares with others.
func newMachine(t *testing.T, program, store string) *machine {
	t.Helper()
	m := &machine{t: t, dir: sharedModule(t), gocache: t.TempDir(), kept: t.TempDir(), log: filepath.Join(t.TempDir(), "log"), store: store}
	m.program = fmt.Sprintf("%q %q %q", program, store, m.log)
	return m
}

// run runs parvet in this process. It returns how many packages were analysed.
func (m *machine) run() (res *driver.Result, analysed int64) {
	m.t.Helper()
	m.t.Setenv("GOCACHE", m.gocache)
	m.t.Setenv("GOCACHEPROG", m.program)
	var count atomic.Int64
	counter := &analysis.Analyzer{Name: "counter", Doc: "count packages", Run: func(*analysis.Pass) (any, error) {
		count.Add(1)
		return nil, nil
	}}
	d := &demand.Driver{Analyzers: append(analyzer.All(), counter), Cache: m.kept, Otherwise: none{m.t}}
	res, err := d.Run(m.t.Context(), driver.Request{Dir: m.dir, Patterns: []string{"./..."}})
	if err != nil {
		m.t.Fatal(err)
	}
	for _, w := range res.Warnings {
		m.t.Errorf("warning: %s", w)
	}
	return res, count.Load()
}

// command runs the command parvet, and returns its output.
func (m *machine) command(format string) string {
	m.t.Helper()
	out, stderr := m.output(format)
	if strings.Contains(stderr, "GOCACHEPROG") {
		m.t.Errorf("parvet warns: %s", stderr)
	}
	return out
}

func (m *machine) output(format string) (stdout, stderr string) {
	m.t.Helper()
	cmd := exec.Command(tool, "-format", format, "./...")
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "GOCACHE="+m.gocache, "PARVET_CACHE="+m.kept, "GOCACHEPROG="+m.program)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if cmd.ProcessState.ExitCode() != 1 { // there are findings
		m.t.Fatalf("parvet: %v\n%s%s", err, out, said.Bytes())
	}
	return string(out), said.String()
}

// said returns how often the program has answered with a word so far about a
// compiled package or a result. The go command also notes where source files are,
// and which C compiler there is, on each machine.
func (m *machine) said(word string) int {
	m.t.Helper()
	log, err := os.ReadFile(m.log)
	if err != nil {
		m.t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(log)) {
		what, key, _ := strings.Cut(strings.TrimSpace(line), " ")
		body := m.body(key)
		result := len(body) == 0 || body[0] == '{' // what has nothing to report is empty
		if what == word && (result || bytes.HasPrefix(body, []byte("!<arch>"))) {
			n++
		}
	}
	return n
}

// body returns what the store has under a key.
func (m *machine) body(key string) []byte {
	data, err := os.ReadFile(filepath.Join(m.store, "key", key[:2], key))
	if err != nil {
		return nil
	}
	var entry struct{ OutputID []byte }
	if err := json.Unmarshal(data, &entry); err != nil {
		m.t.Fatal(err)
	}
	id := fmt.Sprintf("%x", entry.OutputID)
	if data, err = os.ReadFile(filepath.Join(m.store, "body", id[:2], id)); err != nil {
		m.t.Fatal(err)
	}
	return data
}

// TestSharedBetweenMachines: a machine with empty caches, and another checkout,
// compiles nothing and analyses nothing of what another one has put into a store
// that both have, and says the same.
func TestSharedBetweenMachines(t *testing.T) {
	program, store := newStore(t)
	first, second := newMachine(t, program, store), newMachine(t, program, store)

	res, analysed := first.run()
	if len(res.Findings) != 5 || analysed == 0 || first.said("put") == 0 {
		t.Fatalf("the first machine finds %d (want 5), has analysed %d and put %d:\n%v", len(res.Findings), analysed, first.said("put"), res.Findings)
	}
	again, analysed := second.run()
	if analysed != 0 || second.said("put") != 0 || second.said("miss") != 0 || second.said("hit") == 0 {
		t.Errorf("the second machine has analysed %d packages, put %d entries, not found %d and found %d", analysed, second.said("put"), second.said("miss"), second.said("hit"))
	}
	for _, f := range again.Findings {
		if !strings.HasPrefix(f.File, second.dir) {
			t.Errorf("a finding in %s, which is not of the checkout", f.File)
		}
	}
	one, other := fmt.Sprintf("%v", res.Findings), fmt.Sprintf("%v", again.Findings)
	if strings.ReplaceAll(one, first.dir, "") != strings.ReplaceAll(other, second.dir, "") {
		t.Errorf("the first machine finds\n%s\nthe second one\n%s", one, other)
	}

	// What has changed on one machine is analysed there, and what imports it.
	write(t, second.dir, "b/b.go", "package b\n\nfunc Work() {}\n")
	changed, analysed := second.run()
	if len(changed.Findings) != len(res.Findings)-1 || analysed == 0 || analysed > 3 {
		t.Errorf("after a change, %d packages are analysed, and there are %d findings", analysed, len(changed.Findings))
	}
	if kept, _ := first.run(); len(kept.Findings) != len(res.Findings) {
		t.Error("the change has come to the other checkout")
	}
}

// TestSharedOutput: the command prints the same bytes on both machines, of what it
// finds itself, of what is kept, and of what the other one has kept.
func TestSharedOutput(t *testing.T) {
	program, store := newStore(t)
	first, second := newMachine(t, program, store), newMachine(t, program, store)
	for _, format := range []string{"text", "json"} {
		want := first.command(format)
		if again := first.command(format); again != want {
			t.Errorf("the second run prints\n%s\nafter\n%s", again, want)
		}
		puts := 0
		if format != "text" {
			puts = second.said("put")
		}
		if got := second.command(format); got != want {
			t.Errorf("the second machine prints\n%s\nthe first one\n%s", got, want)
		}
		if n := second.said("put"); n != puts {
			t.Errorf("the second machine has put %d entries", n-puts)
		}
	}
}

// TestSharedDirectory: a directory of results is shared between checkouts too.
func TestSharedDirectory(t *testing.T) {
	kept, found := t.TempDir(), -1
	for _, dir := range []string{sharedModule(t), sharedModule(t)} {
		var count atomic.Int64
		counter := &analysis.Analyzer{Name: "counter", Doc: "count packages", Run: func(*analysis.Pass) (any, error) {
			count.Add(1)
			return nil, nil
		}}
		d := &demand.Driver{Analyzers: append(analyzer.All(), counter), Cache: kept, Otherwise: none{t}}
		res, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./..."}})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range res.Findings {
			if !strings.HasPrefix(f.File, dir) {
				t.Errorf("a finding in %s, of another checkout", f.File)
			}
		}
		if found >= 0 && (len(res.Findings) != found || count.Load() > 0) {
			t.Errorf("in the other checkout, %d packages are analysed, and there are %d findings instead of %d", count.Load(), len(res.Findings), found)
		}
		found = len(res.Findings)
	}
}
