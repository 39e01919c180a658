// Package html writes a report as one page of HTML that needs nothing else: no
// network, no other file.
//
// Write puts all that the page shows into a block of JSON. The scripts in the
// folder assets show it; what comes from findings and source files becomes
// text of the page, never markup. The page's Content-Security-Policy names the
// hashes of its own scripts and style, and forbids everything else, requests
// included: even markup that got in would run and load nothing.
//
// The page depends on the report only: the same input makes the same bytes.
package html

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
)

// A Report is what a page shows.
type Report struct {
	Dir      string            // absolute path of the directory that file names are relative to
	Findings []finding.Finding // in the order of the page
	Failures []driver.Failure
	Warnings []string
	Notes    []string // what the go command said besides
	Rules    []rule.Rule
	Pages    fs.FS // RULE.md for each rule
}

//go:embed page.tmpl
var pageText string

//go:embed assets
var assets embed.FS

// The scripts of the page share one scope. That of the theme comes first, so
// that the page is never seen in the other one.
var (
	scripts = []string{"dom.js", "state.js", "facets.js", "list.js", "source.js", "detail.js", "panel.js", "print.js", "keys.js", "main.js"}
	styles  = []string{"base.css", "layout.css", "detail.css", "print.css"}
)

var page = template.Must(template.New("page").Parse(pageText))

// Write writes the page.
func Write(w io.Writer, r Report) error {
	d, err := build(&r)
	if err != nil {
		return err
	}
	theme, err := concat("theme.js")
	if err != nil {
		return err
	}
	script, err := concat(scripts...)
	if err != nil {
		return err
	}
	style, err := concat(styles...)
	if err != nil {
		return err
	}
	script = "(() => {\n'use strict';\n" + script + "})();\n"
	b := bufio.NewWriter(w)
	err = page.Execute(b, map[string]any{
		"Policy": strings.Join([]string{
			"default-src 'none'",
			"script-src " + hash(theme) + " " + hash(script),
			"style-src " + hash(style),
			"base-uri 'none'",
			"form-action 'none'",
			"require-trusted-types-for 'script'",
		}, "; "),
		"Style":  template.CSS(style),
		"Theme":  template.JS(theme),
		"Script": template.JS(script),
		"Data":   d,
		"Plain":  plain(d),
	})
	if err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return b.Flush()
}

// concat returns the text of assets, one after the other.
func concat(names ...string) (string, error) {
	var b strings.Builder
	for _, name := range names {
		text, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return "", err
		}
		b.Write(text)
	}
	return b.String(), nil
}

// hash returns what a Content-Security-Policy calls an inline script or style.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// plain returns the findings as lines, for those who do not run scripts.
func plain(d *data) []string {
	lines := make([]string, len(d.Findings))
	for i, f := range d.Findings {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s: %s", d.Files[f.At.File].Name, f.At.Line, f.At.Column, f.Rule, f.Message)
	}
	return lines
}
