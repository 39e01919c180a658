package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"

	"github.com/parvet/parvet/internal/finding"
)

// patience is far beyond what anything here takes.
const patience = 5 * time.Minute

// A stub is a client in this process, whose server asks the test for analyses.
type stub struct {
	*jrpc2.Client
	t      *testing.T
	dir    string
	asked  chan asked // analyses
	said   chan note
	silent bool // it answers no request
	ended  chan error
}

type asked struct {
	Request
	ctx      context.Context
	progress func(done, total int)
	answer   chan<- *Result
}

type note struct{ method, params string }

// serve starts a server for a module with a file a.go in package a.
func serve(t *testing.T, silent bool, options string) *stub {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := &stub{t: t, dir: dir, asked: make(chan asked), said: make(chan note, 1000), silent: silent, ended: make(chan error, 1)}
	for name, text := range map[string]string{"go.mod": "module m\n", "a/a.go": "package a\n"} {
		os.MkdirAll(filepath.Dir(c.file(name)), 0o777)
		if err := os.WriteFile(c.file(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOWORK", "off")
	clientIn, serverOut := io.Pipe()
	serverIn, clientOut := io.Pipe()
	go func() {
		_, err := Serve(context.Background(), serverIn, serverOut, Options{Analyse: c.analyse, Pause: time.Millisecond, Flags: []string{"-first"}})
		c.ended <- err
	}()
	c.Client = jrpc2.NewClient(channel.LSP(clientIn, clientOut), &jrpc2.ClientOptions{
		OnNotify: func(r *jrpc2.Request) { c.said <- note{r.Method(), r.ParamString()} },
		OnCallback: func(ctx context.Context, r *jrpc2.Request) (any, error) {
			if c.silent {
				<-ctx.Done()
			}
			return nil, nil
		},
	})
	c.call("initialize", fmt.Sprintf(`{"rootUri":%q,"initializationOptions":%s,"capabilities":{
		"window":{"workDoneProgress":true},"workspace":{"configuration":true,"didChangeWatchedFiles":{"dynamicRegistration":true}}}}`, uriOf(dir), options))
	c.notify("initialized", "{}")
	return c
}

func (c *stub) file(name string) string { return filepath.Join(c.dir, filepath.FromSlash(name)) }

func (c *stub) analyse(ctx context.Context, r Request, progress func(done, total int)) (*Result, error) {
	answer := make(chan *Result, 1)
	select {
	case c.asked <- asked{r, ctx, progress, answer}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case res := <-answer:
		return res, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *stub) call(method, params string) {
	c.t.Helper()
	if _, err := c.Call(c.t.Context(), method, json.RawMessage(params)); err != nil {
		c.t.Fatal(method, err)
	}
}

func (c *stub) notify(method, params string) {
	c.t.Helper()
	if err := c.Notify(c.t.Context(), method, json.RawMessage(params)); err != nil {
		c.t.Fatal(method, err)
	}
}

func (c *stub) open(name, text string) {
	c.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":1,"text":%q}}`, uriOf(c.file(name)), text))
}

func (c *stub) change(name string, version int, text string) {
	c.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"text":%q}]}`, uriOf(c.file(name)), version, text))
}

func (c *stub) next() asked {
	c.t.Helper()
	return receive(c.t, c.asked)
}

// hears waits for a notification that has all parts.
func (c *stub) hears(method string, parts ...string) {
	c.t.Helper()
	for {
		n := receive(c.t, c.said)
		missing := func(part string) bool { return !strings.Contains(n.params, part) }
		if n.method == method && !slices.ContainsFunc(parts, missing) {
			return
		}
	}
}

func receive[T any](t *testing.T, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(patience):
		t.Fatalf("waited for %T in vain", v)
	}
	return v
}

// end ends the server, of which nothing is left then.
func (c *stub) end(before int) {
	c.t.Helper()
	c.call("shutdown", "null")
	c.notify("exit", "null")
	if err := receive(c.t, c.ended); err != nil {
		c.t.Error(err)
	}
	c.Close()
	for began := time.Now(); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Since(began) > patience {
			buf := make([]byte, 1<<16)
			c.t.Fatalf("goroutines are left:\n%s", buf[:runtime.Stack(buf, true)])
		}
	}
}

// at returns what an analysis finds on the first line of a file.
func (c *stub) at(name, message string) *Result {
	p := finding.Position{File: c.file(name), Line: 1, Column: 1}
	return &Result{Findings: []finding.Finding{{Rule: "sleep", Package: "m/" + filepath.Dir(name), Position: p, EndLine: 1, EndColumn: 8, Message: message}}}
}

// TestStale: an edit stops the analysis of the text before it, whose results nobody
// sees; but not the first analysis of everything, from which what was edited
// meanwhile is left out.
func TestStale(t *testing.T) {
	before := runtime.NumGoroutine()
	c := serve(t, false, "null")
	all := c.next()
	if !slices.Equal(all.Patterns, []string{"./..."}) || all.Quick || len(all.Overlay) != 0 {
		t.Errorf("at first %+v is asked", all.Request)
	}
	c.open("a/a.go", "package a // 1\n")
	first := c.next()
	if !slices.Equal(first.Patterns, []string{"./a"}) || !first.Quick || first.Overlay[c.file("a/a.go")] != "package a // 1\n" {
		t.Errorf("of an unsaved file %+v is asked", first.Request)
	}
	c.change("a/a.go", 2, "package a // 2\n")
	receive(t, first.ctx.Done())
	first.answer <- c.at("a/a.go", "stale")
	second := c.next()
	if second.Overlay[c.file("a/a.go")] != "package a // 2\n" {
		t.Errorf("after an edit %+v is asked", second.Request)
	}
	if all.ctx.Err() != nil {
		t.Error("an edit stops the first analysis of everything")
	}
	second.answer <- c.at("a/a.go", "second")
	c.hears("textDocument/publishDiagnostics", `"version":2`, "second")
	res := c.at("a/a.go", "old text")
	res.Findings = append(res.Findings, c.at("b/b.go", "elsewhere").Findings...)
	os.MkdirAll(c.file("b"), 0o777)
	os.WriteFile(c.file("b/b.go"), []byte("package b\n"), 0o666)
	all.answer <- res
	c.hears("textDocument/publishDiagnostics", "b.go", "elsewhere")
	c.end(before)
	close(c.said)
	for n := range c.said {
		if strings.Contains(n.params, "stale") || strings.Contains(n.params, "old text") {
			t.Errorf("it says %s", n.params)
		}
	}
}

// TestSilentClient: one that never answers gets its diagnostics all the same, and
// the server ends.
func TestSilentClient(t *testing.T) {
	before := runtime.NumGoroutine()
	c := serve(t, true, "null")
	all := c.next()
	all.progress(1, 2)
	all.answer <- c.at("a/a.go", "found")
	c.hears("textDocument/publishDiagnostics", "found")
	c.open("a/a.go", "package a // 1\n")
	c.next() // and never answers
	c.end(before)
}

// TestProgress: how far the first analysis of everything is can be seen; of others
// nothing is.
func TestProgress(t *testing.T) {
	before := runtime.NumGoroutine()
	c := serve(t, false, "null")
	all := c.next()
	c.hears("$/progress", "begin")
	all.progress(3, 4)
	c.hears("$/progress", "3 of 4 packages", `"percentage":75`)
	all.answer <- new(Result)
	c.hears("$/progress", "end")
	c.end(before)
}

// TestSettings: settings are flags of the analyses; new ones are followed by
// another one, the same again are not.
func TestSettings(t *testing.T) {
	before := runtime.NumGoroutine()
	c := serve(t, false, `{"disable":["mutex","sleep"],"mutex":{"short":true},"tier":"possible","max-wait":null,"models":[],"path":"x"}`)
	all := c.next()
	if want := []string{"-first", "-disable=mutex,sleep", "-mutex.short=true", "-tier=possible"}; !slices.Equal(all.Flags, want) {
		t.Errorf("flags %q, want %q", all.Flags, want)
	}
	all.answer <- new(Result)
	c.end(before)

	for raw, want := range map[string]string{
		`{"parvet":{"tests":false}}`: "-tests=false",
		`{"max-wait":"1s"}`:          "-max-wait=1s",
		``:                           "",
		`null`:                       "",
		`{"disable":[1]}`:            "settings: disable: want a list of strings",
		`[]`:                         "settings: want an object, have []",
	} {
		s, err := parseSettings(json.RawMessage(raw))
		if got := strings.Join(s.flags, " "); err == nil && got != want || err != nil && err.Error() != want {
			t.Errorf("%s is %q, %v; want %q", raw, got, err, want)
		}
	}
}
