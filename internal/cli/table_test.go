package cli

import (
	"flag"
	"strings"
	"testing"
)

// TestTables holds that what the tables say can be parsed, and that nothing is
// said twice.
func TestTables(t *testing.T) {
	c := new(command)
	check := func(name string, groups []flagGroup) {
		set := flag.NewFlagSet(name, flag.ContinueOnError)
		bindAll(set, groups) // panics if there is a flag twice
		seen := make(map[string]bool)
		for _, g := range groups {
			for _, o := range g.options {
				f := set.Lookup(o.name)
				switch {
				case seen[o.name]:
					t.Errorf("%s: -%s is there twice", name, o.name)
				case o.text == "" || strings.HasSuffix(o.text, "."):
					t.Errorf("%s: -%s has the text %q", name, o.name, o.text)
				case f != nil && isBool(f.Value) != (o.arg == ""):
					t.Errorf("%s: -%s takes a value: %v, its text names one: %q", name, o.name, !isBool(f.Value), o.arg)
				case f != nil && f.DefValue == "true" != o.off:
					t.Errorf("%s: -%s is true by default: %v, its text says so: %v", name, o.name, f.DefValue, o.off)
				}
				seen[o.name] = true
			}
		}
	}
	check("parvet", checkFlags(new(options), new(given)))
	for _, s := range subcommands() {
		groups, run := s.setup(c)
		if run == nil || s.summary == "" {
			t.Errorf("%s: no summary, or nothing to run", s.name)
		}
		check(s.name, groups)
	}
}
