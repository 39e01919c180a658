package lsp

import (
	"encoding/json"
	"os"
	"slices"
)

// client is what the client can do.
type client struct {
	encoding encoding
	markdown bool // in hovers
	progress bool
	related  bool // relatedInformation
	hrefs    bool // codeDescription
	data     bool // diagnostics come back with it
	changes  bool // documentChanges, which have versions
	watch    bool // asks to be told of changes on disk
	settings bool // answers workspace/configuration
}

type initializeParams struct {
	ProcessID             *int              `json:"processId"`
	RootURI               string            `json:"rootUri"`
	RootPath              string            `json:"rootPath"`
	WorkspaceFolders      []workspaceFolder `json:"workspaceFolders"`
	InitializationOptions json.RawMessage   `json:"initializationOptions"`
	Capabilities          struct {
		General struct {
			PositionEncodings []encoding `json:"positionEncodings"`
		} `json:"general"`
		Window struct {
			WorkDoneProgress bool `json:"workDoneProgress"`
		} `json:"window"`
		Workspace struct {
			Configuration bool `json:"configuration"`
			WorkspaceEdit struct {
				DocumentChanges bool `json:"documentChanges"`
			} `json:"workspaceEdit"`
			DidChangeWatchedFiles struct {
				DynamicRegistration bool `json:"dynamicRegistration"`
			} `json:"didChangeWatchedFiles"`
		} `json:"workspace"`
		TextDocument struct {
			Hover struct {
				ContentFormat []string `json:"contentFormat"`
			} `json:"hover"`
			PublishDiagnostics struct {
				RelatedInformation     bool `json:"relatedInformation"`
				CodeDescriptionSupport bool `json:"codeDescriptionSupport"`
				DataSupport            bool `json:"dataSupport"`
			} `json:"publishDiagnostics"`
		} `json:"textDocument"`
	} `json:"capabilities"`
}

func (p *initializeParams) client() client {
	td, ws := &p.Capabilities.TextDocument, &p.Capabilities.Workspace
	c := client{
		encoding: utf16Units,
		markdown: slices.Contains(td.Hover.ContentFormat, "markdown"),
		progress: p.Capabilities.Window.WorkDoneProgress,
		related:  td.PublishDiagnostics.RelatedInformation,
		hrefs:    td.PublishDiagnostics.CodeDescriptionSupport,
		data:     td.PublishDiagnostics.DataSupport,
		changes:  ws.WorkspaceEdit.DocumentChanges,
		watch:    ws.DidChangeWatchedFiles.DynamicRegistration,
		settings: ws.Configuration,
	}
	if slices.Contains(p.Capabilities.General.PositionEncodings, utf8Units) {
		c.encoding = utf8Units // Go's own
	}
	return c
}

// paths returns the folders of the workspace.
func (p *initializeParams) paths() []string {
	var paths []string
	for _, f := range p.WorkspaceFolders {
		if path := pathOf(f.URI); path != "" {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		if path := pathOf(p.RootURI); path != "" {
			paths = append(paths, path)
		} else if p.RootPath != "" {
			paths = append(paths, p.RootPath)
		}
	}
	return paths
}

func (s *server) initialize(p initializeParams) (any, error) {
	s.state = initializing
	s.client = p.client()
	s.folders = p.paths()
	s.setSettings(p.InitializationOptions)
	if p.ProcessID != nil {
		s.watchParent(*p.ProcessID)
	}
	return map[string]any{
		"serverInfo": map[string]any{"name": "parvet", "version": s.Version},
		"capabilities": map[string]any{
			"positionEncoding": s.client.encoding,
			"textDocumentSync": map[string]any{
				"openClose": true,
				"change":    2, // incremental
				"save":      map[string]any{"includeText": false},
			},
			"hoverProvider":      true,
			"codeActionProvider": map[string]any{"codeActionKinds": []string{quickFix, fixAll}},
			"workspace": map[string]any{
				"workspaceFolders": map[string]any{"supported": true, "changeNotifications": true},
			},
		},
	}, nil
}

func (s *server) initialized(struct{}) error {
	if s.state == running {
		return nil
	}
	s.state = running
	for lane := range s.wake {
		s.start(func() { s.work(lane) })
	}
	if s.client.watch {
		s.start(s.register)
	}
	if s.client.settings {
		s.start(s.askSettings)
	}
	for _, folder := range s.folders {
		s.enter(folder)
	}
	return nil
}

// register asks to be told when files change on disk. Not to be is no harm.
func (s *server) register() {
	watchers := []any{}
	for _, pattern := range []string{"**/*.go", "**/go.{mod,sum,work}", "**/" + configName} {
		watchers = append(watchers, map[string]any{"globPattern": pattern})
	}
	registrations := []any{
		map[string]any{"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": map[string]any{"watchers": watchers}},
		map[string]any{"id": "settings", "method": "workspace/didChangeConfiguration", "registerOptions": map[string]any{"section": "parvet"}},
	}
	s.rpc.Callback(s.ctx, "client/registerCapability", map[string]any{"registrations": registrations})
}

// configName is the name of the file with the settings of a project.
const configName = ".parvet.yaml"

// exists reports whether a file is there.
func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
