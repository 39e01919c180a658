package lsp_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/lsptest"
)

// TestBroken: what was found is kept while the code does not compile, of which the
// log tells once and not for each edit, and is replaced when it does again.
func TestBroken(t *testing.T) {
	e := edit(t, nap, nil)
	text := e.Open(e.path("nap.go"))
	e.finds("nap.go", "sleep", "sleep")
	kept := func() int {
		n := 0
		for _, m := range e.logged() {
			if strings.Contains(m, "is kept until this is mended") {
				n++
			}
		}
		return n
	}
	for i, broken := range []string{"func {", "func One(", "var _ = missing"} {
		e.Change(e.path("nap.go"), text+broken)
		e.finds("nap.go", "sleep", "sleep") // of this version
		e.Wait("the log", func() bool { return kept() > 0 })
		if n := kept(); n != 1 {
			t.Errorf("after %d edits the log tells it %d times:\n%s", i+1, n, strings.Join(e.logged(), "\n"))
		}
	}
	if log := strings.Join(e.logged(), "\n"); !strings.Contains(log, e.path("nap.go")+":") {
		t.Errorf("the log does not say where:\n%s", log)
	}
	e.Change(e.path("nap.go"), strings.Replace(text, "time.Sleep(time.Second)", "_ = time.Second", 1))
	e.finds("nap.go", "sleep")
	e.Change(e.path("nap.go"), text+"func {")
	e.Wait("the log again", func() bool { return kept() == 2 })
}

// TestClose: what was found in a text that is closed and was not saved is gone; what
// is on disk is analysed instead.
func TestClose(t *testing.T) {
	e := edit(t, shop, nil)
	e.Open(e.path("app/app.go"))
	e.Open(e.path("store/store.go"))
	e.Change(e.path("store/store.go"), slow)
	e.finds("app/app.go", "sleep")
	e.OpenAs(e.path("app/new.go"), strings.NewReplacer("package nap", "package app", "One", "New").Replace(between(nap, "-- nap.go --\n", "func Two")))
	e.finds("app/new.go", "sleep")

	e.Close(e.path("app/new.go"))
	e.finds("app/new.go")
	e.Close(e.path("store/store.go"))
	e.finds("app/app.go")
}

// between returns what is between two marks in a text.
func between(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}

// TestDisk: files that are saved, written and deleted by others are analysed as they
// are then, whether or not they are open.
func TestDisk(t *testing.T) {
	e := edit(t, shop, nil)
	e.Open(e.path("store/store.go"))
	e.Change(e.path("store/store.go"), slow)
	e.Save(e.path("store/store.go"))
	e.finds("app/app.go", "sleep") // not open
	e.write("app/more.go", strings.NewReplacer("package nap", "package app", "One", "New").Replace(between(nap, "-- nap.go --\n", "func Two")))
	e.changed("app/more.go")
	e.finds("app/more.go", "sleep")
	if out, err := exec.Command("rm", e.path("app/more.go")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	e.changed("app/more.go")
	e.finds("app/more.go")
	e.finds("app/app.go", "sleep")
}

// TestModules: each file is analysed in its module, wherever that is: several in one
// folder, one with a name that has to be escaped, and one that a go.work leaves out.
// A file in no module is none of the server's business.
func TestModules(t *testing.T) {
	e := prepare(t, shop)
	alone := "other é%20 1/nap.go"
	for name, text := range map[string]string{
		"other é%20 1/go.mod": "module example.com/other\n\ngo 1.26.0\n\nrequire github.com/parvet/parvet/runtime v0.0.0\n\nreplace github.com/parvet/parvet/runtime => " + runtimeDir(t) + "\n",
		alone:                 between(nap, "-- nap.go --\n", "func Two"),
	} {
		e.write(name, text)
	}
	lone := prepare(t, "-- lone.go --\npackage lone\n")
	e.Client = lsptest.Start(t, e.command(), e.dir, nil, nil)
	e.Open(e.path(alone))
	e.finds(alone, "sleep")
	e.Open(e.path("store/store.go"))
	e.Change(e.path("store/store.go"), slow)
	e.Open(e.path("app/app.go"))
	e.finds("app/app.go", "sleep")

	e.Open(lone.path("lone.go"))
	e.Wait("the log", func() bool {
		return strings.Contains(strings.Join(e.logged(), "\n"), "lone.go is in no module")
	})
}

// TestFolders: a folder that is added is analysed, and one that is removed says
// nothing any more.
func TestFolders(t *testing.T) {
	e := edit(t, shop, nil)
	other := prepare(t, nap)
	folder := []any{map[string]any{"uri": lsptest.URI(other.dir), "name": "other"}}
	change := func(added, removed []any) {
		e.Notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": added, "removed": removed}})
	}
	change(folder, nil)
	sleeps := func(ds []lsptest.Diagnostic) bool { return len(ds) == 2 }
	e.Diagnostics(other.path("nap.go"), "findings in the other folder", sleeps)
	change(nil, folder)
	e.Diagnostics(other.path("nap.go"), "no findings in the other folder", func(ds []lsptest.Diagnostic) bool { return len(ds) == 0 })
}

// TestProtocol: a client that breaks the rules is told so, and a stream that cannot
// be understood ends the server with status 2 and a sentence.
func TestProtocol(t *testing.T) {
	message := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }
	init := message(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`)
	shutdown := message(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`)
	exit := message(`{"jsonrpc":"2.0","method":"exit"}`)
	for _, test := range []struct {
		name, in string
		status   int
		out, err string
	}{
		{"shutdown, exit", init + shutdown + exit, 0, `"positionEncoding":"utf-16"`, ""},
		{"exit", init + exit, 1, "", ""},
		{"exit first", exit, 1, "", ""},
		{"end", init, 1, "", ""},
		{"shutdown, end", init + shutdown, 0, "", ""},
		{"not initialized", message(`{"jsonrpc":"2.0","id":7,"method":"textDocument/hover"}`) + init + shutdown + exit, 0, "-32002", ""},
		{"twice", init + strings.Replace(init, `"id":1`, `"id":9`, 1) + shutdown + exit, 0, "has been initialized", ""},
		{"after shutdown", init + shutdown + message(`{"jsonrpc":"2.0","id":7,"method":"textDocument/hover"}`) + exit, 0, "has been shut down", ""},
		{"unknown", init + message(`{"jsonrpc":"2.0","id":7,"method":"no/such"}`) + shutdown + exit, 0, "-32601", ""},
		{"unknown notification", init + message(`{"jsonrpc":"2.0","method":"$/no"}`) + shutdown + exit, 0, "", ""},
		{"not JSON", init + message(`{"jsonrpc"`) + shutdown + exit, 0, "-32700", ""},
		{"wrong parameters", init + message(`{"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":{"position":3}}`) + shutdown + exit, 0, "-32602", ""},
		{"utf8", strings.Replace(init, "\r\n", "\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n", 1) + shutdown + exit, 0, "", ""},
		{"no header", init + "hello\r\n\r\n", 2, "", `cannot understand the client: not the header of a message: "hello"`},
		{"no length", init + "X: 1\r\n\r\n", 2, "", "a message has no Content-Length"},
		{"huge", init + "Content-Length: 9223372036854775807\r\n\r\n", 2, "", "not the length of a message"},
		{"cut", init + "Content-Length: 100\r\n\r\n{}", 2, "", "unexpected EOF"},
	} {
		e := prepare(t, shop)
		out, errs, status := talk(t, e.command("-stdio"), test.in)
		if status != test.status {
			t.Errorf("%s: status %d, want %d; %s", test.name, status, test.status, errs)
		}
		if !strings.Contains(out, test.out) {
			t.Errorf("%s: the answers have no %s:\n%s", test.name, test.out, out)
		}
		if !strings.Contains(errs, test.err) || test.err == "" && errs != "" {
			t.Errorf("%s: standard error is\n%s", test.name, errs)
		}
	}
}

// talk runs a server with that input, which ends once all requests are answered, and
// returns what it says.
func talk(t *testing.T, cmd *exec.Cmd, input string) (out, errs string, status int) {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, input); err != nil {
		t.Logf("the server does not read all: %v", err)
	}
	var said strings.Builder
	for requests, buf := strings.Count(input, `"id":`), make([]byte, 4096); ; {
		if strings.Count(said.String(), `"id":`) == requests {
			in.Close()
		}
		n, err := stdout.Read(buf)
		said.Write(buf[:n])
		if err != nil {
			break
		}
	}
	err = cmd.Wait()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return said.String(), stderr.String(), cmd.ProcessState.ExitCode()
}
