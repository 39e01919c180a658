package lsp_test

import (
	"os"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/lsptest"
)

// shop is a module in which a task of package app calls package store.
const shop = `
-- go.mod --
module example.com/shop

go 1.26.0
-- app/app.go --
package app

import (
	"context"

	"example.com/shop/store"
	"github.com/parvet/parvet/runtime/par"
)

func Load(ctx context.Context, ids []int) error {
	return par.ForEach(ctx, ids, func(ctx context.Context, i int, id *int) error {
		/* 𝄞é */ store.Get(ctx, *id)
		return nil
	})
}
-- store/store.go --
package store

import "context"

func Get(ctx context.Context, id int) {}
`

const slow = `package store

import (
	"context"
	"time"
)

func Get(ctx context.Context, id int) { time.Sleep(time.Minute) }
`

// TestTyping: what is typed and not saved is analysed, across packages, and what is
// said of it has all that a client can show.
func TestTyping(t *testing.T) {
	e := edit(t, shop, nil)
	text := e.Open(e.path("app/app.go"))
	e.finds("app/app.go")
	e.Open(e.path("store/store.go"))
	e.Change(e.path("store/store.go"), slow)
	found := e.finds("app/app.go", "sleep")[0]

	if want := lsptest.RangeOf(text, "store.Get(ctx, *id)"); found.Range.Start != want.Start {
		t.Errorf("it is at %v, want %v", found.Range, want)
	}
	if found.Source != "parvet" || found.Severity != 1 {
		t.Errorf("source %q, severity %d", found.Source, found.Severity)
	}
	if found.CodeDescription == nil || !strings.HasSuffix(found.CodeDescription.Href, "/docs/rules/sleep.md") {
		t.Errorf("no page: %+v", found.CodeDescription)
	}
	if !strings.Contains(found.Message, "store.Get → time.Sleep (1m0s) at store.go:8") {
		t.Errorf("message %q", found.Message)
	}
	var places []string
	for _, r := range found.Related {
		switch r.Location.URI {
		case lsptest.URI(e.path("app/app.go")):
			places = append(places, "app "+at(t, text, r.Location.Range))
		case lsptest.URI(e.path("store/store.go")):
			places = append(places, "store "+at(t, slow, r.Location.Range))
		default:
			t.Errorf("related information in %s", r.Location.URI)
		}
		places = append(places, r.Message)
	}
	want := []string{
		"app par.ForEach(", "task passed to par.ForEach (definite)",
		"app store.Get(ct", "1. store.Get (static)",
		"store time.Sleep(t", "2. time.Sleep (static)",
	}
	if strings.Join(places, "\n") != strings.Join(want, "\n") {
		t.Errorf("the trace is\n%s\nwant\n%s", strings.Join(places, "\n"), strings.Join(want, "\n"))
	}
	if data, err := os.ReadFile(e.path("store/store.go")); err != nil || strings.Contains(string(data), "Sleep") {
		t.Errorf("the file on disk has changed: %v", err)
	}

	e.Change(e.path("store/store.go"), strings.Replace(slow, "time.Sleep(time.Minute)", "_ = time.Minute", 1))
	e.finds("app/app.go")
}

// at returns the beginning of what is at a place in the text.
func at(t *testing.T, text string, r lsptest.Range) string {
	t.Helper()
	offset, err := lsptest.Offset(text, r.Start)
	if err != nil {
		t.Fatal(err)
	}
	return text[offset : offset+12]
}
