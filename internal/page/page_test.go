package page_test

import (
	"strings"
	"testing"

	"github.com/parvet/parvet/internal/page"
)

func TestRender(t *testing.T) {
	const text = "# A b\n\nSee `x` [here](y.md).\n\n```go\n# not a heading [a](b)\n```\n#tag\n"
	for colours, want := range map[bool]string{
		false: "A b\n\nSee `x` here (y.md).\n\n    # not a heading [a](b)\n#tag\n",
		true:  "\x1b[1mA b\x1b[22m\n\nSee \x1b[36mx\x1b[0m here (y.md).\n\n    \x1b[36m# not a heading [a](b)\x1b[0m\n#tag\n",
	} {
		var b strings.Builder
		if err := page.Render(&b, text, colours); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("with colours %v:\n%q\nwant\n%q", colours, b.String(), want)
		}
	}
}
