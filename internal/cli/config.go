package cli

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/config"
	"github.com/parvet/parvet/internal/rule"
)

const configText = `
It prints the name of the file whose settings hold for the packages, and says
what is wrong with them. The file is the first .parvet.yaml in the directory of
the packages or above it, as far as the root of the repository or, where there is
none, of the module. See docs/configuration.md.
`

// configCommand tells of the settings of the project.
func (c *command) configCommand() ([]flagGroup, func(context.Context, []string) int) {
	var schema, vet bool
	p := &parser{c: c}
	group := flagGroup{"Flags", nil}
	for _, g := range checkFlags(&p.o, &p.in) {
		for _, o := range g.options {
			if o.name == "C" || o.name == "config" {
				group.options = append(group.options, o)
			}
		}
	}
	group.options = append(group.options,
		option{name: "schema", bind: boolVar(&schema, false), text: "print the JSON schema of the file, for editors"},
		option{name: "vet", text: "print the flags by which go vet -vettool=PARVET does what the file says, as far as it can",
			bind: func(set *flag.FlagSet, name string) {
				set.BoolVar(&vet, name, false, "")
				p.set, p.tool = set, c.toolFlags(flag.NewFlagSet("", flag.ContinueOnError))
			}},
	)
	return []flagGroup{group}, func(_ context.Context, patterns []string) int {
		if schema {
			return c.write(string(config.Schema(rule.IDs(c.Rules))))
		}
		p.in.format, p.in.tier, p.o.tests = "text", string(defaultTier), true
		opts, err := p.options(patterns)
		switch {
		case isConfigError(err):
			return c.fail(err)
		case err != nil:
			return c.fail(fmt.Errorf("%w (parvet config -h)", err))
		case vet:
			return c.write(strings.Join(append(vetFlags(c.Rules, opts), ""), "\n"))
		case opts.settings.File() == "":
			return c.write("no settings\n")
		}
		return c.write(opts.settings.File() + "\n")
	}
}

// vetFlags returns the flags of go vet that stand for the settings. It has none
// for excludes, severities and the baseline.
func vetFlags(rules []rule.Rule, opts *options) []string {
	var flags []string
	if opts.request.Tags != "" {
		flags = append(flags, "-tags="+opts.request.Tags)
	}
	if opts.tier != defaultTier {
		flags = append(flags, "-"+Tier+"="+string(opts.tier))
	}
	for _, f := range opts.request.ToolFlags {
		if !strings.HasPrefix(f, "-"+Tier+"=") { // that lets the tool report all
			flags = append(flags, f)
		}
	}
	var off []string
	for _, r := range rules {
		if !opts.report[r.ID] {
			off = append(off, "-"+r.ID+"=false")
		}
	}
	return slices.Concat(flags, off)
}
