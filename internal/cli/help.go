package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/suggest"
)

// actions are flags that are commands of other programs.
var actions = []string{"-diff", "-fix"}

// write prints text as the whole answer.
func (c *command) write(text string) int {
	if _, err := io.WriteString(c.stdout, text); err != nil {
		return c.fail(err)
	}
	return exitClean
}

// unknownTopic is an error about what help was asked about.
func unknownTopic(topic string, rules []rule.Rule) error {
	names := commandNames()
	if near := suggest.Nearest(topic, names); near != "" && suggest.Nearest(topic, rule.IDs(rules)) == "" {
		return fmt.Errorf("no rule or command %q; did you mean parvet help %s?", topic, near)
	}
	return unknownRule(topic, rules)
}

// version returns what is known of the build.
func version() string {
	v := "devel"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		v = info.Main.Version
	}
	return fmt.Sprintf("parvet %s %s %s/%s", v, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
