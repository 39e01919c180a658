package lsp_test

import (
	"os"
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/lsptest"
)

// nap is a module with two tasks that sleep, one of them in a statement of two lines.
const nap = `
-- go.mod --
module example.com/nap

go 1.26.0
-- nap.go --
package nap

import (
	"context"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

func One(ctx context.Context, ids []int) error {
	return par.ForEach(ctx, ids, func(ctx context.Context, i int, id *int) error {
		time.Sleep(time.Second)
		return nil
	})
}

func Two(ctx context.Context, ids []int) error {
	return par.ForEach(ctx, ids, func(ctx context.Context, i int, id *int) error {
		_ = ` + "`\n`" + `; time.Sleep(2 *
			time.Second)
		return nil
	})
}
`

// action returns the only action whose title has that beginning.
func action(t *testing.T, actions []lsptest.CodeAction, title string) lsptest.CodeAction {
	t.Helper()
	var titles []string
	var found []lsptest.CodeAction
	for _, a := range actions {
		titles = append(titles, a.Title)
		if strings.HasPrefix(a.Title, title) {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		t.Fatalf("of %q there are %d in %q", title, len(found), titles)
	}
	return found[0]
}

// do carries out an action in a file that is open.
func (e *editor) do(a lsptest.CodeAction, name string) string {
	e.t.Helper()
	file := e.path(name)
	text, err := lsptest.Apply(e.Text(file), e.Edit(a).EditsOf(lsptest.URI(file)))
	if err != nil {
		e.t.Fatal(err)
	}
	e.Change(file, text)
	return text
}

// TestFix: the fix of a finding is offered for it and not for another, is right
// after text before it has changed, and is not offered once its text has.
func TestFix(t *testing.T) {
	for _, ends := range []string{"\n", "\r\n"} {
		e := edit(t, nap, nil)
		if ends == "\r\n" {
			data, err := os.ReadFile(e.path("nap.go"))
			if err != nil {
				t.Fatal(err)
			}
			e.write("nap.go", strings.ReplaceAll(string(data), "\n", ends))
		}
		text := e.Open(e.path("nap.go"))
		found := e.finds("nap.go", "sleep", "sleep")
		if other := e.Actions(e.path("nap.go"), lsptest.RangeOf(text, "package nap")); len(other) != 0 {
			t.Errorf("elsewhere there is %v", other)
		}
		// The server has not analysed this when it is asked.
		text = strings.Replace(text, "func One", "// 𝄞"+ends+"func One", 1)
		e.Change(e.path("nap.go"), text)
		where := lsptest.RangeOf(text, "time.Sleep(time.Second)")
		fix := action(t, e.Actions(e.path("nap.go"), where, found[0]), "Use par.Sleep")
		gone := strings.Replace(text, "time.Sleep(time.Second)", "time.Sleep(3)", 1)
		e.Change(e.path("nap.go"), gone)
		for _, a := range e.Actions(e.path("nap.go"), lsptest.RangeOf(gone, "time.Sleep(3)"), found[0]) {
			if strings.HasPrefix(a.Title, "Use par") {
				t.Errorf("a fix of text that is gone is offered: %+v", a.Edit)
			}
		}
		e.Change(e.path("nap.go"), text)
		after := e.do(fix, "nap.go")
		if !strings.Contains(after, "par.Sleep(ctx, time.Second)") || strings.Count(after, "\n") != strings.Count(after, ends) {
			t.Errorf("after the fix:\n%q", after)
		}
		e.finds("nap.go", "sleep")
	}
}

// TestFixAll: one action applies the fixes of all findings of a file that have one.
func TestFixAll(t *testing.T) {
	e := edit(t, nap, nil)
	e.Open(e.path("nap.go"))
	e.finds("nap.go", "sleep", "sleep")
	var actions []lsptest.CodeAction
	e.Call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": lsptest.URI(e.path("nap.go"))},
		"range":        lsptest.Range{},
		"context":      map[string]any{"diagnostics": []any{}, "only": []string{"source.fixAll"}},
	}, &actions)
	if len(actions) != 1 || actions[0].Kind != "source.fixAll.parvet" {
		t.Fatalf("got %+v", actions)
	}
	after := e.do(actions[0], "nap.go")
	if strings.Count(after, "par.Sleep(") != 1 {
		t.Errorf("after the fixes:\n%s", after)
	}
	e.finds("nap.go", "sleep") // which has no fix, since it is not alone on its line
}

// TestIgnore: the directive that an action inserts stands where it can, silences
// the finding, and the rule about directives has nothing against it.
func TestIgnore(t *testing.T) {
	e := edit(t, nap, nil)
	text := e.Open(e.path("nap.go"))
	found := e.finds("nap.go", "sleep", "sleep")

	one := action(t, e.Actions(e.path("nap.go"), found[0].Range, found[0]), "Ignore sleep")
	after := e.do(one, "nap.go")
	want := "\t\t//parvet:ignore sleep TODO: say why this may wait\n\t\ttime.Sleep(time.Second)\n"
	if after != strings.Replace(text, "\t\ttime.Sleep(time.Second)\n", want, 1) {
		t.Errorf("with a directive it is\n%s", after)
	}
	found = e.finds("nap.go", "sleep")

	// The line of the other begins within a string, so the comment cannot stand
	// above it.
	after = e.do(action(t, e.Actions(e.path("nap.go"), found[0].Range, found[0]), "Ignore sleep"), "nap.go")
	if !strings.Contains(after, "`; time.Sleep(2 * //parvet:ignore sleep TODO: say why this may wait\n") {
		t.Errorf("with two directives it is\n%s", after)
	}
	e.finds("nap.go")
}

// TestHover: at a finding there is what it says and the page of its rule; elsewhere
// there is nothing.
func TestHover(t *testing.T) {
	e := edit(t, nap, nil)
	text := e.Open(e.path("nap.go"))
	e.finds("nap.go", "sleep", "sleep")
	hover := func(part string) (kind, value string) {
		var answer struct{ Contents struct{ Kind, Value string } }
		e.Call("textDocument/hover", map[string]any{
			"textDocument": map[string]any{"uri": lsptest.URI(e.path("nap.go"))},
			"position":     lsptest.RangeOf(text, part).Start,
		}, &answer)
		return answer.Contents.Kind, answer.Contents.Value
	}
	page, err := os.ReadFile("../../docs/rules/sleep.md")
	if err != nil {
		t.Fatal(err)
	}
	kind, value := hover("time.Sleep(time.Second)")
	if kind != "markdown" || !strings.Contains(value, "so its worker idles") || !strings.Contains(value, strings.TrimSpace(string(page))) {
		t.Errorf("%s:\n%s", kind, value)
	}
	if _, value := hover("package nap"); value != "" {
		t.Errorf("elsewhere:\n%s", value)
	}
}
