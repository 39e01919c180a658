package cacheprog

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain is also the programs that misbehave.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "misbehave" {
		misbehave(os.Args[2])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// dirprog builds the program that keeps everything in a directory.
var dirprog = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "dirprog-")
	if err != nil {
		return "", err
	}
	exe := filepath.Join(dir, "dirprog.exe")
	out, err := exec.Command("go", "build", "-o", exe, "./dirprog").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out)
	}
	return exe, err
})

func start(t *testing.T, args ...string) *Program {
	t.Helper()
	p, err := Start(t.Context(), `"`+strings.Join(args, `" "`)+`"`, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func TestRoundTrip(t *testing.T) {
	exe, err := dirprog()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(filepath.Dir(exe)) })
	dir := filepath.Join(t.TempDir(), "with space")
	log := filepath.Join(t.TempDir(), "log")
	contents := map[string][]byte{"empty": {}, "text": []byte("text"), "binary": {0, 255, '\n', '"'}, "large": bytes.Repeat([]byte("0123456789"), 300_000)}
	p := start(t, exe, dir, log)
	var wg sync.WaitGroup
	for name, data := range contents {
		wg.Go(func() {
			key := sha256.Sum256([]byte(name))
			if _, ok, err := p.Get(key); ok || err != nil {
				t.Errorf("%s is there before it is put (%v)", name, err)
			}
			if err := p.Put(key, data); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, _, err := p.Get(sha256.Sum256([]byte("text"))); err == nil {
		t.Error("a program that is closed has an answer")
	}
	p = start(t, exe, dir, log) // another machine
	for name, data := range contents {
		got, ok, err := p.Get(sha256.Sum256([]byte(name)))
		if !ok || err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: got %d bytes, %v, %v; want %d bytes", name, len(got), ok, err, len(data))
		}
	}
	lines, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for what, n := range map[string]int{"miss ": len(contents), "put ": len(contents), "hit ": len(contents), "error ": 0} {
		if got := bytes.Count(lines, []byte(what)); got != n {
			t.Errorf("the log has %d of %q, want %d", got, what, n)
		}
	}
	// What is damaged is not taken for a result.
	err = filepath.WalkDir(filepath.Join(dir, "body"), func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			info, err := d.Info()
			if err != nil {
				return err
			}
			return os.WriteFile(path, make([]byte, info.Size()), 0o666)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if data, ok, err := p.Get(sha256.Sum256([]byte("text"))); ok || err == nil {
		t.Errorf("damaged: got %q, %v, %v", data, ok, err)
	}
	if data, ok, err := p.Get(sha256.Sum256([]byte("empty"))); !ok || err != nil {
		t.Errorf("beside what is damaged: got %q, %v, %v", data, ok, err)
	}
}

// misbehave is a program that does not keep to the protocol in some way.
func misbehave(how string) {
	out := json.NewEncoder(os.Stdout)
	all := Response{KnownCommands: []Command{Get, Put, Close}}
	switch how {
	case "exit":
	case "prose":
		fmt.Println("usage: some program")
	case "incapable":
		out.Encode(Response{})
		io.Copy(io.Discard, os.Stdin)
	case "silent":
		io.Copy(io.Discard, os.Stdin)
	case "exit later":
		out.Encode(all)
		bufio := json.NewDecoder(os.Stdin)
		bufio.Decode(new(Request))
	case "silent later":
		out.Encode(all)
		io.Copy(io.Discard, os.Stdin)
	case "prose later":
		out.Encode(all)
		fmt.Println("something is wrong")
		io.Copy(io.Discard, os.Stdin)
	case "refuse", "no file", "read only", "hit only":
		switch how {
		case "read only":
			all.KnownCommands = []Command{Get}
		case "hit only":
			all.KnownCommands = []Command{Put}
		}
		out.Encode(all)
		for in := json.NewDecoder(os.Stdin); ; {
			var req Request
			if err := in.Decode(&req); err != nil || req.Command == Close {
				return
			}
			res := Response{ID: req.ID, Err: "no"}
			switch {
			case how == "no file":
				res = Response{ID: req.ID, Size: 3, DiskPath: "relative"}
			case how == "read only" && req.Command == Get:
				res = Response{ID: req.ID, Miss: true}
			}
			out.Encode(res)
			if req.BodySize > 0 {
				in.Decode(new([]byte))
			}
		}
	}
}

// TestMisbehaviour: whatever the program does, there is an error that says so, and
// nothing hangs.
func TestMisbehaviour(t *testing.T) {
	before := patience
	patience = 3 * time.Second
	t.Cleanup(func() { patience = before })
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ how, start, get, put string }{
		{how: "exit", start: "ended"},
		{how: "prose", start: "protocol"},
		{how: "incapable", start: "what it can do"},
		{how: "silent", start: "not answered"},
		{how: "exit later", get: "ended", put: "ended"},
		{how: "silent later", get: "not answered", put: "not answered"},
		{how: "prose later", get: "protocol", put: "protocol"},
		{how: "refuse", get: "no", put: "no"},
		{how: "no file", get: "names no file"},
		{how: "read only"},
		{how: "hit only", put: "no"},
	} {
		t.Run(c.how, func(t *testing.T) {
			p, err := Start(t.Context(), fmt.Sprintf("%q misbehave %q", exe, c.how), io.Discard)
			check(t, "start", err, c.start)
			if err != nil {
				return
			}
			_, ok, err := p.Get(sha256.Sum256(nil))
			if ok {
				t.Error("something is there")
			}
			check(t, "get", err, c.get)
			check(t, "put", p.Put(sha256.Sum256(nil), []byte("abc")), c.put)
			p.Close()
		})
	}
	for command, want := range map[string]string{"": "no program", "'a b": "not closed", filepath.Join(t.TempDir(), "nonesuch"): "no such file"} {
		_, err := Start(t.Context(), command, io.Discard)
		check(t, command, err, want)
	}
}

func check(t *testing.T, what string, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("%s: the error is %v, want one with %q", what, err, want)
	}
}

// TestInterrupted: a program does not outlive the context.
func TestInterrupted(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	p, err := Start(ctx, fmt.Sprintf("%q misbehave %q", exe, "silent later"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, _, err := p.Get(sha256.Sum256(nil)); err == nil {
		t.Error("there is no error")
	}
	p.Close()
}

func TestSplit(t *testing.T) {
	for s, want := range map[string][]string{
		"":                       nil,
		" \t\n":                  nil,
		"a":                      {"a"},
		"  a  b\tc\r\n":          {"a", "b", "c"},
		`"a b" 'c "d"' e`:        {"a b", `c "d"`, "e"},
		`a"b c"`:                 {`a"b`, `c"`},
		`""`:                     {""},
		`"C:\Program Files\x" y`: {`C:\Program Files\x`, "y"},
	} {
		got, err := split(s)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("split(%q) = %q, %v; want %q", s, got, err, want)
		}
	}
	if got, err := split(`a 'b`); err == nil {
		t.Errorf("a quote that is not closed gives %q", got)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add(`"a b" 'c' d`)
	f.Add(`'"`)
	f.Fuzz(func(t *testing.T, s string) {
		args, err := split(s)
		if err != nil {
			return
		}
		for _, arg := range args {
			if !strings.Contains(s, arg) {
				t.Errorf("%q is not in %q", arg, s)
			}
		}
	})
}
