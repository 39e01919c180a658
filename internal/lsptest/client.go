// Package lsptest is an editor for tests of language servers: it starts a server
// as a process and speaks the Language Server Protocol with it, over its standard
// input and output.
//
// No wait has a time limit that a slow machine could reach: only Patience, after
// which a test fails rather than hang.
package lsptest

import (
	"bytes"
	"context"
	"encoding/json"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
)

// Patience is how long a client waits for each answer or notification. It is far
// beyond what any takes.
const Patience = 5 * time.Minute

// A Client is an editor with one workspace.
type Client struct {
	t      testing.TB
	rpc    *jrpc2.Client
	cmd    *exec.Cmd
	stderr *syncBuffer

	mu       sync.Mutex
	changed  chan struct{} // closed, and made anew, when something below changes
	docs     map[string]*document
	said     map[string]Published
	settings map[string]any
	messages []Message
	asked    []string // the methods of requests of the server
	applied  []WorkspaceEdit
	stopped  error
}

type document struct {
	text    string
	version int
}

// A Message is a notification of the server.
type Message struct {
	Method string
	Params json.RawMessage
}

// Start starts the server and does the handshake. The root is the directory of
// the workspace, and the settings are by section, as the server asks for them.
// At the end of the test the server is shut down: if it does not exit by itself
// then, or with another status than 0, the test fails.
func Start(t testing.TB, cmd *exec.Cmd, root string, settings map[string]any, options any) *Client {
	t.Helper()
	c := &Client{
		t: t, cmd: cmd, stderr: new(syncBuffer), settings: settings,
		changed: make(chan struct{}), docs: make(map[string]*document), said: make(map[string]Published),
	}
	cmd.Stderr = c.stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.rpc = jrpc2.NewClient(ordered{channel.LSP(out, in), c.notified}, &jrpc2.ClientOptions{
		OnCallback: c.answer,
		OnStop:     func(_ *jrpc2.Client, err error) { c.update(func() { c.stopped = err }) },
	})
	t.Cleanup(c.stop)
	c.Call("initialize", map[string]any{
		"rootUri":               URI(root),
		"workspaceFolders":      []any{map[string]any{"uri": URI(root), "name": "root"}},
		"initializationOptions": options,
		"capabilities":          capabilities,
	}, nil)
	c.Notify("initialized", struct{}{})
	return c
}

// capabilities are those of a common editor.
var capabilities = map[string]any{
	"window": map[string]any{"workDoneProgress": true},
	"workspace": map[string]any{
		"configuration": true, "applyEdit": true, "workspaceFolders": true,
		"workspaceEdit":          map[string]any{"documentChanges": true},
		"didChangeConfiguration": map[string]any{"dynamicRegistration": true},
	},
	"textDocument": map[string]any{
		"publishDiagnostics": map[string]any{"relatedInformation": true, "codeDescriptionSupport": true, "versionSupport": true, "dataSupport": true},
		"codeAction": map[string]any{
			"dataSupport": true, "resolveSupport": map[string]any{"properties": []string{"edit"}},
			"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}}},
		},
		"hover": map[string]any{"contentFormat": []string{"markdown", "plaintext"}},
	},
}

// stop shuts the server down.
func (c *Client) stop() {
	ctx, cancel := patient()
	defer cancel()
	_, err := c.rpc.Call(ctx, "shutdown", nil)
	if err == nil {
		err = c.rpc.Notify(ctx, "exit", nil)
	}
	if err != nil {
		c.t.Errorf("the server cannot be shut down: %v", err)
		c.cmd.Process.Kill()
	}
	kill := time.AfterFunc(Patience, func() { c.cmd.Process.Kill() })
	defer kill.Stop()
	if err := c.cmd.Wait(); err != nil {
		c.t.Errorf("the server ended: %v", err)
	}
	c.rpc.Close()
	if c.t.Failed() {
		c.t.Logf("the server said on standard error:\n%s", c.stderr)
	}
}

func patient() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), Patience)
}

// Call sends a request and decodes the answer into result, unless that is nil.
func (c *Client) Call(method string, params, result any) {
	c.t.Helper()
	if err := c.Try(method, params, result); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

// Try is Call for requests that may fail.
func (c *Client) Try(method string, params, result any) error {
	ctx, cancel := patient()
	defer cancel()
	answer, err := c.rpc.Call(ctx, method, params)
	if err != nil || result == nil {
		return err
	}
	return answer.UnmarshalResult(result)
}

// Notify sends a notification.
func (c *Client) Notify(method string, params any) {
	c.t.Helper()
	ctx, cancel := patient()
	defer cancel()
	if err := c.rpc.Notify(ctx, method, params); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

// update changes what tests wait for.
func (c *Client) update(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	close(c.changed)
	c.changed = make(chan struct{})
}

// Wait waits until ok reports true. It is called whenever the server has said
// something, and may ask the client.
func (c *Client) Wait(what string, ok func() bool) {
	c.t.Helper()
	ctx, cancel := patient()
	defer cancel()
	for {
		c.mu.Lock()
		changed, stopped := c.changed, c.stopped
		c.mu.Unlock()
		if ok() {
			return
		}
		if stopped != nil {
			c.t.Fatalf("waiting for %s: the server is gone: %v", what, stopped)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			c.mu.Lock()
			defer c.mu.Unlock()
			last, _ := json.MarshalIndent(c.said, "", "\t")
			c.t.Fatalf("waited for %s in vain; the diagnostics are\n%s", what, last)
		}
	}
}

// syncBuffer is written by a process while a test reads it.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// Stderr returns what the server has written to standard error.
func (c *Client) Stderr() string { return c.stderr.String() }
