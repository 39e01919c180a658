package lsptest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/handler"
)

// TestMain is the server too: one that reports each "bad" with the severity of
// its settings, and offers to delete it.
func TestMain(m *testing.M) {
	if os.Getenv("LSPTEST_SERVER") == "" {
		os.Exit(m.Run())
	}
	var severity []int
	publish := func(ctx context.Context, uri, text string, version int) error {
		found := []Diagnostic{}
		if strings.Count(text, "bad") == 1 {
			found = append(found, Diagnostic{Range: RangeOf(text, "bad"), Severity: severity[0], Message: "bad"})
		}
		return jrpc2.ServerFromContext(ctx).Notify(ctx, "textDocument/publishDiagnostics", Published{uri, version, found})
	}
	type doc struct {
		TextDocument struct {
			URI     string `json:"uri"`
			Text    string `json:"text"`
			Version int    `json:"version"`
		} `json:"textDocument"`
		ContentChanges []struct {
			Text string `json:"text"`
		} `json:"contentChanges"`
		Context struct {
			Diagnostics []Diagnostic `json:"diagnostics"`
		} `json:"context"`
	}
	exited := make(chan struct{})
	server := jrpc2.NewServer(handler.Map{
		"initialize": handler.New(func(context.Context, *jrpc2.Request) (any, error) { return map[string]any{}, nil }),
		"initialized": handler.New(func(ctx context.Context, _ *jrpc2.Request) error {
			return nil
		}),
		"workspace/didChangeConfiguration": handler.New(func(ctx context.Context, _ *jrpc2.Request) error {
			answer, err := jrpc2.ServerFromContext(ctx).Callback(ctx, "workspace/configuration",
				map[string]any{"items": []any{map[string]any{"section": "severity"}}})
			if err != nil {
				return err
			}
			return answer.UnmarshalResult(&severity)
		}),
		"textDocument/didOpen": handler.New(func(ctx context.Context, d doc) error {
			return publish(ctx, d.TextDocument.URI, d.TextDocument.Text, d.TextDocument.Version)
		}),
		"textDocument/didChange": handler.New(func(ctx context.Context, d doc) error {
			return publish(ctx, d.TextDocument.URI, d.ContentChanges[0].Text, d.TextDocument.Version)
		}),
		"textDocument/codeAction": handler.New(func(_ context.Context, d doc) []CodeAction {
			edit := &WorkspaceEdit{Changes: map[string][]TextEdit{d.TextDocument.URI: {{Range: d.Context.Diagnostics[0].Range}}}}
			return []CodeAction{{Title: "delete it", Kind: "quickfix", Edit: edit}}
		}),
		"shutdown": handler.New(func(context.Context, *jrpc2.Request) (any, error) { return nil, nil }),
		"exit":     handler.New(func(context.Context, *jrpc2.Request) error { close(exited); return nil }),
	}, &jrpc2.ServerOptions{AllowPush: true}).Start(channel.LSP(os.Stdin, os.Stdout))
	<-exited
	server.Stop()
	os.Exit(0)
}

func TestClient(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "LSPTEST_SERVER=1")
	dir := t.TempDir()
	file := filepath.Join(dir, "a b.txt")
	if err := os.WriteFile(file, []byte("a good text\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	c := Start(t, cmd, dir, nil, nil)
	c.Configure(map[string]any{"severity": 3})
	c.Wait("the settings to be asked for", func() bool { return c.Asked("workspace/configuration") })

	none := func(found []Diagnostic) bool { return len(found) == 0 }
	some := func(found []Diagnostic) bool { return len(found) > 0 }
	text := c.Open(file)
	c.Diagnostics(file, "no diagnostics", none)

	c.Change(file, strings.ReplaceAll(text, "good", "𝄞 bad"))
	found := c.Diagnostics(file, "a diagnostic", some)
	if want := (Range{Position{0, 5}, Position{0, 8}}); len(found) != 1 || found[0].Range != want || found[0].Severity != 3 {
		t.Errorf("got %+v", found)
	}

	actions := c.Actions(file, found[0].Range, found...)
	if len(actions) != 1 {
		t.Fatalf("got %+v", actions)
	}
	fixed, err := Apply(c.Text(file), c.Edit(actions[0]).EditsOf(URI(file)))
	if err != nil || fixed != "a 𝄞  text\n" {
		t.Errorf("fixed is %q (%v)", fixed, err)
	}
	c.Change(file, fixed)
	c.Diagnostics(file, "no diagnostics after the fix", none)

	if err := c.Try("no/such", nil, nil); err == nil {
		t.Error("a request that the server does not know succeeds")
	}
}
