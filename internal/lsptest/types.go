package lsptest

import (
	"encoding/json"
	"net/url"
	"path/filepath"
	"strings"
)

// The types of the Language Server Protocol, as far as tests look at them.
type (
	Position struct {
		Line      int `json:"line"`
		Character int `json:"character"` // in units of UTF-16
	}

	Range struct {
		Start Position `json:"start"`
		End   Position `json:"end"`
	}

	Location struct {
		URI   string `json:"uri"`
		Range Range  `json:"range"`
	}

	Related struct {
		Location Location `json:"location"`
		Message  string   `json:"message"`
	}

	// Diagnostic keeps what a server attaches for itself, to be sent back.
	Diagnostic struct {
		Range           Range           `json:"range"`
		Severity        int             `json:"severity,omitempty"`
		Code            any             `json:"code,omitempty"`
		CodeDescription *Href           `json:"codeDescription,omitempty"`
		Source          string          `json:"source,omitempty"`
		Message         string          `json:"message"`
		Tags            []int           `json:"tags,omitempty"`
		Related         []Related       `json:"relatedInformation,omitempty"`
		Data            json.RawMessage `json:"data,omitempty"`
	}

	Href struct {
		Href string `json:"href"`
	}

	// Published is what the server says of one version of a file.
	Published struct {
		URI         string       `json:"uri"`
		Version     int          `json:"version"` // 0 if it does not say
		Diagnostics []Diagnostic `json:"diagnostics"`
	}

	TextEdit struct {
		Range   Range  `json:"range"`
		NewText string `json:"newText"`
	}

	WorkspaceEdit struct {
		Changes         map[string][]TextEdit `json:"changes,omitempty"`
		DocumentChanges []struct {
			TextDocument struct {
				URI string `json:"uri"`
			} `json:"textDocument"`
			Edits []TextEdit `json:"edits"`
		} `json:"documentChanges,omitempty"`
	}

	Command struct {
		Title     string            `json:"title"`
		Command   string            `json:"command"`
		Arguments []json.RawMessage `json:"arguments,omitempty"`
	}

	CodeAction struct {
		Title       string          `json:"title"`
		Kind        string          `json:"kind,omitempty"`
		Diagnostics []Diagnostic    `json:"diagnostics,omitempty"`
		Edit        *WorkspaceEdit  `json:"edit,omitempty"`
		Command     *Command        `json:"command,omitempty"`
		Data        json.RawMessage `json:"data,omitempty"`
	}
)

// URI returns the URI of a file, an absolute path.
func URI(file string) string {
	file = filepath.ToSlash(file)
	if !strings.HasPrefix(file, "/") {
		file = "/" + file // a drive
	}
	return (&url.URL{Scheme: "file", Path: file}).String()
}

// File returns the path that a URI stands for, or "".
func File(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	file := u.Path
	if len(file) > 2 && file[2] == ':' { // a drive
		file = file[1:]
	}
	return filepath.FromSlash(file)
}

// EditsOf returns the edits of one file.
func (e *WorkspaceEdit) EditsOf(uri string) []TextEdit {
	edits := e.Changes[uri]
	for _, change := range e.DocumentChanges {
		if change.TextDocument.URI == uri {
			edits = append(edits, change.Edits...)
		}
	}
	return edits
}
