package apply_test

import (
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"

	"github.com/parvet/parvet/internal/apply"
)

// TestUnusedImports: what two edits leave without a use goes, and nothing else:
// not what one of them uses still, nor what was unused before.
func TestUnusedImports(t *testing.T) {
	const src = `package p

import (
	"os"
	"strings"
	"time"
)

func f() {
	time.Sleep(1)
	time.Sleep(2)
	strings.ToUpper("a")
	strings.ToLower("b")
}
`
	edit := func(old, new string) udiff.Edit {
		i := strings.Index(src, old)
		return udiff.Edit{Start: i, End: i + len(old), New: new}
	}
	one, two := edit("time.Sleep(1)", "wait(1)"), edit("time.Sleep(2)", "wait(2)")
	upper, lower := edit(`strings.ToUpper("a")`, ""), edit(`strings.ToLower("b")`, `strings.Title("b")`)
	for _, test := range []struct {
		name  string
		edits []udiff.Edit
		gone  string
	}{
		{"last uses", []udiff.Edit{one, two, upper, lower}, "\t\"time\"\n"},
		{"not the last", []udiff.Edit{one, upper}, ""},
		{"removed already", []udiff.Edit{edit("\t\"time\"\n", ""), one, two}, ""},
		{"not Go any more", []udiff.Edit{one, two, edit("func f()", "func")}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			gone := ""
			for _, e := range apply.UnusedImports([]byte(src), test.edits) {
				gone += src[e.Start:e.End]
				if e.New != "" {
					t.Errorf("an edit puts %q", e.New)
				}
			}
			if gone != test.gone {
				t.Errorf("%q is removed, want %q", gone, test.gone)
			}
		})
	}
}
