package lsptest

import (
	"os"
)

// Open opens a file as it is on disk and returns its text.
func (c *Client) Open(file string) string {
	c.t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	c.OpenAs(file, string(data))
	return string(data)
}

// OpenAs opens a file with another text than it has on disk, if it is there.
func (c *Client) OpenAs(file, text string) {
	c.t.Helper()
	c.mu.Lock()
	c.docs[file] = &document{text, 1}
	c.mu.Unlock()
	c.Notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": URI(file), "languageId": "go", "version": 1, "text": text},
	})
}

// Change gives an open file a new text, which is not saved, and returns its
// version.
func (c *Client) Change(file, text string) int {
	c.t.Helper()
	c.mu.Lock()
	doc := c.docs[file]
	if doc == nil {
		c.mu.Unlock()
		c.t.Fatalf("%s is not open", file)
	}
	doc.text = text
	doc.version++
	version := doc.version
	c.mu.Unlock()
	c.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": URI(file), "version": version},
		"contentChanges": []any{map[string]any{"text": text}},
	})
	return version
}

// Save writes an open file to disk.
func (c *Client) Save(file string) {
	c.t.Helper()
	if err := os.WriteFile(file, []byte(c.Text(file)), 0o666); err != nil {
		c.t.Fatal(err)
	}
	c.Notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": URI(file)}})
}

// Close closes an open file.
func (c *Client) Close(file string) {
	c.t.Helper()
	c.Notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": URI(file)}})
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.docs, file)
}

// Text returns the text of an open file.
func (c *Client) Text(file string) string {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	doc := c.docs[file]
	if doc == nil {
		c.t.Fatalf("%s is not open", file)
	}
	return doc.text
}

// Said returns what the server last said of a file, if anything.
func (c *Client) Said(file string) (Published, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.said[URI(file)]
	return p, ok
}

// Diagnostics waits until what is said of a file is ok, and returns it. If the
// file is open and the server says to which version it refers, that must be the
// one at hand.
func (c *Client) Diagnostics(file, what string, ok func([]Diagnostic) bool) []Diagnostic {
	c.t.Helper()
	var found []Diagnostic
	c.Wait(what, func() bool {
		p, said := c.Said(file)
		if !said || !c.current(file, p.Version) {
			return false
		}
		found = p.Diagnostics
		return ok(found)
	})
	return found
}

func (c *Client) current(file string, version int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	doc := c.docs[file]
	return doc == nil || version == 0 || version == doc.version
}

// Actions returns what the server offers for a range of an open file. The
// diagnostics are those in the range.
func (c *Client) Actions(file string, r Range, about ...Diagnostic) []CodeAction {
	c.t.Helper()
	if about == nil {
		about = []Diagnostic{}
	}
	var actions []CodeAction
	c.Call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": URI(file)},
		"range":        r,
		"context":      map[string]any{"diagnostics": about, "only": []string{"quickfix"}},
	}, &actions)
	return actions
}

// Edit returns the edit of an action, which the server may have to resolve.
func (c *Client) Edit(a CodeAction) *WorkspaceEdit {
	c.t.Helper()
	if a.Edit == nil {
		c.Call("codeAction/resolve", a, &a)
	}
	if a.Edit == nil {
		c.t.Fatalf("action %q has no edit", a.Title)
	}
	return a.Edit
}
