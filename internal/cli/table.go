package cli

import (
	"context"
	"flag"
	"slices"
)

// An option is a flag: what there is to say of it, and how its value is kept.
// The help texts, the manual page, the completions and the page docs/flags.md
// are made from the same tables as the parser.
type option struct {
	name string
	arg  string // what stands for its value, "" if it is true or false
	text string
	more string // what pages say besides
	off  bool   // it is true unless -name=false, which is how the texts show it

	values []string // what its value may be, if there are few
	kind   kind     // what its value names

	// bind makes the flag. It is nil for those of the analyzers, which
	// toolFlags adds.
	bind func(set *flag.FlagSet, name string)
}

// A kind is what the value of a flag or an argument of a command names, which
// shells complete.
type kind uint8

const (
	text kind = iota
	aFile
	aDir
	aRule
	rules // several, separated by commas
	packages
)

// A flagGroup is a part of the flags with a title.
type flagGroup struct {
	title   string
	options []option
}

// A subcommand is a word that is not a pattern of packages when it comes first.
type subcommand struct {
	name    string
	args    string // what may follow it
	kind    kind   // of its arguments
	values  []string
	summary string
	text    string // what its own help says besides

	// setup returns the flags of one call, and what runs it with the other
	// arguments.
	setup func(c *command) ([]flagGroup, func(ctx context.Context, args []string) int)
}

// bindAll makes the flags of groups.
func bindAll(set *flag.FlagSet, groups []flagGroup) {
	for _, g := range groups {
		for _, o := range g.options {
			if o.bind != nil {
				o.bind(set, o.name)
			}
		}
	}
}

func boolVar(p *bool, value bool) func(*flag.FlagSet, string) {
	return func(set *flag.FlagSet, name string) { set.BoolVar(p, name, value, "") }
}

func stringVar(p *string, value string) func(*flag.FlagSet, string) {
	return func(set *flag.FlagSet, name string) { set.StringVar(p, name, value, "") }
}

// findSubcommand returns the subcommand of that name, or nil.
func findSubcommand(name string) *subcommand {
	all := subcommands()
	i := slices.IndexFunc(all, func(s subcommand) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// commandNames returns the names of the subcommands.
func commandNames() []string {
	var names []string
	for _, s := range subcommands() {
		names = append(names, s.name)
	}
	return names
}
