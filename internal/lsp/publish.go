package lsp

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/parvet/parvet/internal/finding"
)

// of returns what was found in a file.
func (s *server) of(path string) []found {
	var all []found
	for _, t := range s.targets {
		for _, f := range t.findings {
			if f.File == path {
				all = append(all, f)
			}
		}
	}
	return all
}

// publish tells the client of the findings in a file.
func (s *server) publish(path string) {
	p := published{URI: uriOf(path), Diagnostics: []diagnostic{}}
	doc := s.docs[path]
	if doc != nil {
		p.URI, p.Version = doc.uri, &doc.version
	}
	for _, f := range s.of(path) {
		if d, ok := s.diagnostic(&f); ok {
			p.Diagnostics = append(p.Diagnostics, d)
		}
	}
	if doc == nil && len(p.Diagnostics) == 0 && !s.shown[path] {
		return // it was never shown anything
	}
	if len(p.Diagnostics) > 0 {
		s.shown[path] = true
	} else {
		delete(s.shown, path)
	}
	s.rpc.Notify(s.ctx, "textDocument/publishDiagnostics", p)
}

// publishAll tells the client of all findings, and of files that have none any more.
func (s *server) publishAll() {
	files := make(map[string]bool)
	for path := range s.shown {
		files[path] = true
	}
	for path := range s.docs {
		files[path] = true
	}
	for _, t := range s.targets {
		for _, f := range t.findings {
			files[f.File] = true
		}
	}
	s.publishEach(files)
}

// publishRun tells the client what is new after a run: of the files that had or have
// findings, and of open ones, which now are known to have none.
func (s *server) publishRun(t *target, r *run, before []found) {
	files := make(map[string]bool)
	for _, fs := range [][]found{before, t.findings} {
		for _, f := range fs {
			if dir := filepath.Dir(f.File); r.covers(dir) && t.edits[dir] <= r.began {
				files[f.File] = true
			}
		}
	}
	for path := range s.docs {
		if dir := filepath.Dir(path); r.covers(dir) && t.edits[dir] <= r.began && s.targetOf(path) == t {
			files[path] = true
		}
	}
	s.publishEach(files)
}

func (s *server) publishEach(files map[string]bool) {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		s.publish(name)
	}
}

// diagnostic returns a finding as the client is told of it, unless the text that it
// is about is gone.
func (s *server) diagnostic(f *found) (diagnostic, bool) {
	at, ok := s.where(f)
	if !ok {
		return diagnostic{}, false
	}
	d := diagnostic{Range: at, Severity: severityOf(f.Severity), Code: f.Rule, Source: "parvet", Message: f.Message}
	if f.URL != "" && s.client.hrefs {
		d.CodeDescription = &codeDescription{f.URL}
	}
	if s.client.data {
		d.Data = &diagnosticData{idOf(f)}
	}
	if s.client.related {
		d.Related = s.related(f)
	}
	return d, true
}

func severityOf(s finding.Severity) int {
	switch s {
	case finding.Error:
		return severityError
	case finding.Info:
		return severityInformation
	}
	return severityWarning
}

// related returns the task of a finding, the other hand-overs that it stands for,
// and its trace.
func (s *server) related(f *found) []related {
	var all []related
	add := func(p finding.Position, format string, args ...any) {
		old := f.texts[p.File]
		if old == nil {
			return
		}
		start := old.at(p.Line, p.Column)
		if at, ok := s.place(f, p.File, start, start); ok {
			uri := uriOf(p.File)
			if doc := s.docs[p.File]; doc != nil {
				uri = doc.uri
			}
			all = append(all, related{location{uri, at}, fmt.Sprintf(format, args...)})
		}
	}
	if f.Task.File != "" {
		add(f.Task.Position, "task %s %s (%s)", f.Task.Way, f.Task.Entry, f.Tier)
	}
	for _, task := range f.Also {
		add(task.Position, "also %s %s", task.Way, task.Entry)
	}
	for i, hop := range f.Trace {
		add(hop.Position, "%d. %s (%s)", i+1, hop.Func, hop.Edge)
	}
	return all
}

// idOf returns what tells a finding from others.
func idOf(f *found) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s", f.Rule, f.Position, f.Message, f.Task.Position))
	return fmt.Sprintf("%x", sum[:8])
}

// readText returns the text of a file on disk.
func readText(path string) (*text, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return newText(string(data)), nil
}
