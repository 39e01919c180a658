package lsp

import (
	"fmt"
	"strings"
)

// hover returns what is to be read about the findings at a position: what they say,
// and the pages of their rules.
func (s *server) hover(p positionParams) (any, error) {
	doc, path := s.open(p.TextDocument.URI)
	if doc == nil {
		return nil, nil
	}
	at := doc.text.offset(p.Position, s.client.encoding)
	var parts []string
	var where span
	pages := make(map[string]bool)
	for _, f := range s.of(path) {
		r, ok := s.where(&f)
		if !ok || at < doc.text.offset(r.Start, s.client.encoding) || doc.text.offset(r.End, s.client.encoding) < at {
			continue
		}
		if len(parts) == 0 {
			where = r
		}
		parts = append(parts, s.about(&f))
		if page, err := s.Page(f.Rule); err == nil && !pages[f.Rule] {
			pages[f.Rule] = true
			parts = append(parts, strings.TrimSpace(page))
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	kind := "plaintext"
	if s.client.markdown {
		kind = "markdown"
	}
	return hover{markup{kind, strings.Join(parts, "\n\n---\n\n")}, where}, nil
}

// about returns what a finding says.
func (s *server) about(f *found) string {
	if !s.client.markdown {
		return fmt.Sprintf("parvet %s: %s\n%s", f.Rule, f.Message, f.URL)
	}
	rule := "`" + f.Rule + "`"
	if f.URL != "" {
		rule = fmt.Sprintf("[%s](%s)", rule, f.URL)
	}
	return fmt.Sprintf("**parvet** %s (%s, %s): %s", rule, f.Severity, f.Tier, escape(f.Message))
}

// escape keeps Markdown from reading anything into a text.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>#|~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
