package lsp_test

import (
	"strings"
	"testing"
)

// TestConfig: .parvet.yaml is read again when it changes; what is wrong with it is
// shown once, and the old findings stay.
func TestConfig(t *testing.T) {
	e := edit(t, nap, nil)
	e.Open(e.path("nap.go"))
	e.finds("nap.go", "sleep", "sleep")
	e.write(".parvet.yaml", "disable: [sleep]\n")
	e.changed(".parvet.yaml")
	e.finds("nap.go")
	e.write(".parvet.yaml", "tier: definite\n")
	e.changed(".parvet.yaml")
	e.finds("nap.go", "sleep", "sleep")

	e.write(".parvet.yaml", "tier: sure\n")
	e.changed(".parvet.yaml")
	e.Wait("the message", func() bool { return len(e.Messages("window/showMessage")) > 0 })
	e.changed(".parvet.yaml")
	e.Change(e.path("nap.go"), strings.Replace(e.Text(e.path("nap.go")), "func One", "// 1\nfunc One", 1))
	e.write(".parvet.yaml", "tier: probable\n")
	e.changed(".parvet.yaml")
	e.finds("nap.go", "sleep", "sleep")
	messages := e.Messages("window/showMessage")
	if len(messages) != 1 || !strings.Contains(string(messages[0].Params), ".parvet.yaml:1") {
		t.Errorf("shown: %s", messages)
	}
}

// TestSettingsOfEditor: settings go before .parvet.yaml, and a wrong one is shown.
func TestSettingsOfEditor(t *testing.T) {
	e := edit(t, nap+"-- .parvet.yaml --\ndisable: [sleep]\n", map[string]any{"enable": []string{"sleep"}, "disable": []string{"mutex"}})
	e.Open(e.path("nap.go"))
	e.finds("nap.go", "sleep", "sleep")
	e.Configure(map[string]any{"parvet": map[string]any{"enable": []string{"slepe"}}})
	e.Wait("the message", func() bool {
		messages := e.Messages("window/showMessage")
		return len(messages) > 0 && strings.Contains(string(messages[0].Params), "slepe")
	})
	e.Configure(map[string]any{"parvet": map[string]any{"disable": []string{"sleep"}}})
	e.finds("nap.go")
}
