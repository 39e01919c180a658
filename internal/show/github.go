package show

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/source"
)

// GitHub writes findings as commands of a GitHub workflow, which become
// annotations of the lines. File names in fs are relative to dir, those in the
// commands to the root of the repository.
func GitHub(w io.Writer, dir, root string, fs []finding.Finding) error {
	files := source.New(dir)
	var b strings.Builder
	for i := range fs {
		f := &fs[i]
		fmt.Fprintf(&b, "::%s file=%s", githubLevel(f.Severity), githubProperty(rooted(dir, root, f.File)))
		if f.Line > 0 {
			fmt.Fprintf(&b, ",line=%d", f.Line)
		}
		if f.EndLine > f.Line {
			// GitHub takes columns only of what is in one line.
			fmt.Fprintf(&b, ",endLine=%d", f.EndLine)
		} else if f.Column > 0 {
			file := files.Open(f.File)
			fmt.Fprintf(&b, ",col=%d", file.Column(f.Line, f.Column))
			if f.EndLine == f.Line && f.EndColumn > f.Column {
				fmt.Fprintf(&b, ",endColumn=%d", file.Column(f.Line, f.EndColumn))
			}
		}
		name := func(file string) string { return rooted(dir, root, file) }
		fmt.Fprintf(&b, ",title=%s::%s\n", githubProperty("parvet "+f.Rule), githubData(story(f, name)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func githubLevel(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "error"
	case finding.Info:
		return "notice"
	}
	return "warning"
}

// What a command must not have in its text, and in its properties besides.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubData(s string) string     { return data.Replace(valid(s)) }
func githubProperty(s string) string { return property.Replace(valid(s)) }

// valid returns s as UTF-8: each other byte is U+FFFD.
func valid(s string) string { return string([]rune(s)) }

// rooted returns the name of a file, which is relative to dir, as one relative
// to the root of the repository, with slashes.
func rooted(dir, root, file string) string {
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	if rel, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(rel) {
		file = rel
	}
	return filepath.ToSlash(file)
}

// story returns the message of f and the way from the task, in lines, for those
// who show nothing but a message.
func story(f *finding.Finding, name func(file string) string) string {
	var b strings.Builder
	b.WriteString(f.Message)
	at := func(p finding.Position) string { return fmt.Sprintf("%s:%d", name(p.File), p.Line) }
	if f.Task.Entry != "" {
		sure := ""
		if f.Tier != finding.Definite {
			sure = " (" + string(f.Tier) + ")"
		}
		fmt.Fprintf(&b, "\ntask %s %s at %s%s", f.Task.Way, f.Task.Entry, at(f.Task.Position), sure)
	}
	for _, t := range f.Also {
		fmt.Fprintf(&b, "\nalso %s %s at %s", t.Way, t.Entry, at(t.Position))
	}
	for i, h := range f.Trace {
		fmt.Fprintf(&b, "\n%d. %s at %s", i+1, h.Func, at(h.Position))
	}
	if f.URL != "" {
		b.WriteString("\n" + f.URL)
	}
	return b.String()
}
