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
	return fmt.Sprintf("parvet %s %s %s/%s", buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// buildVersion returns the version of the module, or devel.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
