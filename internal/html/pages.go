package html

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// Raw HTML is left out, which is what goldmark does unless it is told
// otherwise.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Table))

// renderPage returns the page of a rule. Links are made absolute, by the
// address of the page on the web; those that cannot be are dropped.
func renderPage(pages fs.FS, id, address string) (_ template.HTML, ok bool, _ error) {
	if pages == nil || !fs.ValidPath(id+".md") {
		return "", false, nil
	}
	source, err := fs.ReadFile(pages, id+".md")
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	} else if err != nil {
		return "", false, fmt.Errorf("the page of rule %s: %w", id, err)
	}
	base, err := url.Parse(address)
	if err != nil {
		base = new(url.URL)
	}
	doc := markdown.Parser().Parse(text.NewReader(source))
	if err := adapt(doc, base); err != nil {
		return "", false, err
	}
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, source, doc); err != nil {
		return "", false, fmt.Errorf("the page of rule %s: %w", id, err)
	}
	return template.HTML(b.String()), true, nil
}

// adapt fits a page into another one: headings one level down, links absolute,
// images replaced by their text, since the page loads nothing.
func adapt(doc ast.Node, base *url.URL) error {
	var plain []ast.Node // to be replaced by what is in them
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(6, n.Level+1)
		case *ast.Image:
			plain = append(plain, n)
		case *ast.Link:
			to := resolve(base, string(n.Destination))
			if to == "" {
				plain = append(plain, n)
				break
			}
			n.Destination = []byte(to)
			n.SetAttributeString("target", []byte("_blank"))
			n.SetAttributeString("rel", []byte("noopener noreferrer"))
		case *ast.AutoLink:
			n.SetAttributeString("target", []byte("_blank"))
			n.SetAttributeString("rel", []byte("noopener noreferrer"))
		}
		return ast.WalkContinue, nil
	})
	for _, n := range plain {
		parent := n.Parent()
		for c := n.FirstChild(); c != nil; c = n.FirstChild() {
			parent.InsertBefore(parent, n, c)
		}
		parent.RemoveChild(parent, n)
	}
	return err
}

func resolve(base *url.URL, to string) string {
	u, err := url.Parse(to)
	if err != nil {
		return ""
	}
	return webAddress(base.ResolveReference(u).String())
}
