package lsp

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A document is a file that is open in the client, where it may have other
// contents than on disk.
type document struct {
	uri     string // as the client writes it
	version int
	text    *text
}

func (s *server) didOpen(p didOpen) error {
	path := pathOf(p.TextDocument.URI)
	switch {
	case path == "":
		return errNoFile
	case !strings.HasSuffix(path, ".go"):
		return nil
	}
	s.docs[path] = &document{p.TextDocument.URI, p.TextDocument.Version, newText(p.TextDocument.Text)}
	t := s.targetOf(path)
	if t == nil {
		s.log(messageInfo, "%s is in no module of the user, so it is not analysed", path)
		return nil
	}
	switch {
	case !s.onDisk(path, p.TextDocument.Text):
		s.edited(t, path)
	case !t.complete || ignored(t.root, filepath.Dir(path)) || !s.inFolders(path):
		s.wanted(t, path) // sooner than all of it
	}
	if !t.complete && t.active[whole] == nil && s.inFolders(path) {
		s.saved(t)
	}
	s.publish(path)
	return nil
}

// open returns the document of an open file of Go, or nil if it is none.
func (s *server) open(uri string) (*document, string) {
	path := pathOf(uri)
	return s.docs[path], path
}

func (s *server) didChange(p didChange) error {
	doc, path := s.open(p.TextDocument.URI)
	if doc == nil {
		if strings.HasSuffix(path, ".go") {
			return fmt.Errorf("%s is not open", path)
		}
		return nil
	}
	t := doc.text
	for _, c := range p.ContentChanges {
		next, err := t.change(c, s.client.encoding)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		t = next
	}
	doc.version = p.TextDocument.Version
	if t.s == doc.text.s {
		s.publish(path)
		return nil
	}
	doc.text = t
	if t := s.targetOf(path); t != nil {
		s.edited(t, path)
	}
	return nil
}

func (s *server) didSave(p didSave) error {
	doc, path := s.open(p.TextDocument.URI)
	if path == "" {
		return nil
	}
	if doc != nil && p.Text != nil {
		doc.text = newText(*p.Text)
	}
	return s.changedOnDisk(path)
}

func (s *server) didClose(p didClose) error {
	doc, path := s.open(p.TextDocument.URI)
	if doc == nil {
		return nil
	}
	delete(s.docs, path)
	t := s.targetOf(path)
	if t == nil {
		s.publish(path)
		return nil
	}
	// What was found in a text that nobody has any more is no finding. That the
	// text is not the one on disk shows in what was analysed.
	if !s.onDisk(path, doc.text.s) {
		t.drop(path)
		s.edited(t, path)
	}
	s.publish(path)
	return nil
}

// changedOnDisk has the target of a file analysed again.
func (s *server) changedOnDisk(path string) error {
	switch filepath.Base(path) {
	case "go.mod", "go.work":
		s.retarget()
		return nil
	}
	if t := s.targetOf(path); t != nil {
		s.saved(t)
	}
	return nil
}

func (s *server) didChangeWatchedFiles(p didChangeWatchedFiles) error {
	for _, c := range p.Changes {
		if path := pathOf(c.URI); path != "" {
			s.changedOnDisk(path)
		}
	}
	return nil
}

func (s *server) didChangeWorkspaceFolders(p didChangeWorkspaceFolders) error {
	for _, f := range p.Event.Removed {
		s.leave(pathOf(f.URI))
	}
	for _, f := range p.Event.Added {
		if path := pathOf(f.URI); path != "" {
			s.folders = append(s.folders, path)
			s.enter(path)
		}
	}
	return nil
}

// inFolders reports whether a file is in a folder of the workspace.
func (s *server) inFolders(path string) bool {
	return slices.ContainsFunc(s.folders, func(f string) bool { return inside(f, path) })
}
