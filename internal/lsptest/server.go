package lsptest

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/creachadair/jrpc2"
)

// notified keeps what the server says.
func (c *Client) notified(method string, params json.RawMessage) {
	var p Published
	if method == "textDocument/publishDiagnostics" {
		if err := json.Unmarshal(params, &p); err != nil {
			c.t.Errorf("%s: %v\n%s", method, err, params)
			return
		}
	}
	c.update(func() {
		if p.URI != "" {
			c.said[p.URI] = p
		}
		c.messages = append(c.messages, Message{method, params})
	})
}

// answer answers a request of the server.
func (c *Client) answer(_ context.Context, req *jrpc2.Request) (any, error) {
	defer c.update(func() { c.asked = append(c.asked, req.Method()) })
	switch req.Method() {
	case "workspace/configuration":
		var params struct{ Items []struct{ Section string } }
		if err := req.UnmarshalParams(&params); err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		answer := []any{}
		for _, item := range params.Items {
			answer = append(answer, c.settings[item.Section])
		}
		return answer, nil
	case "workspace/applyEdit":
		var params struct{ Edit WorkspaceEdit }
		if err := req.UnmarshalParams(&params); err != nil {
			return nil, err
		}
		c.update(func() { c.applied = append(c.applied, params.Edit) })
		return map[string]any{"applied": true}, nil
	case "client/registerCapability", "client/unregisterCapability", "window/workDoneProgress/create", "window/showMessageRequest":
		return nil, nil
	case "workspace/workspaceFolders":
		return nil, nil
	}
	return nil, jrpc2.MethodNotFound.Err()
}

// Messages returns the notifications of that method that have come so far.
func (c *Client) Messages(method string) []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	var messages []Message
	for _, m := range c.messages {
		if m.Method == method {
			messages = append(messages, m)
		}
	}
	return messages
}

// Asked reports whether the server has sent a request of that method.
func (c *Client) Asked(method string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.asked, method)
}

// Applied returns the edits that the server has asked the editor to apply. They
// are not applied.
func (c *Client) Applied() []WorkspaceEdit {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.applied)
}

// Configure changes the settings and tells the server so.
func (c *Client) Configure(settings map[string]any) {
	c.t.Helper()
	c.mu.Lock()
	c.settings = settings
	c.mu.Unlock()
	c.Notify("workspace/didChangeConfiguration", map[string]any{"settings": settings})
}
