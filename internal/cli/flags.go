package cli

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/config"
	"github.com/parvet/parvet/internal/suggest"
	"github.com/parvet/parvet/internal/vettool"
)

// parseFlags sets the flags of args and returns the other arguments. Flags may
// stand anywhere before "--". It is package flag's syntax, but for that, and
// has better messages.
func parseFlags(set *flag.FlagSet, args []string) (rest []string, err error) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			return append(rest, args...), nil
		}
		if len(arg) < 2 || arg[0] != '-' {
			rest = append(rest, arg)
			continue
		}
		name, value, given := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		f := set.Lookup(name)
		if f == nil {
			return nil, unknownFlag(name, set)
		}
		if !given {
			switch {
			case isBool(f.Value):
				value = "true"
			case len(args) == 0:
				return nil, fmt.Errorf("flag -%s needs a value", name)
			default:
				value, args = args[0], args[1:]
			}
		}
		if err := set.Set(name, value); err != nil {
			return nil, fmt.Errorf("flag -%s: %w", name, plain(err, value))
		}
	}
	return rest, nil
}

func unknownFlag(name string, set *flag.FlagSet) error {
	if slices.Contains(formatNames(), name) && set.Lookup("format") != nil {
		return fmt.Errorf("unknown flag -%s; did you mean -format %s?", name, name)
	}
	var known []string
	set.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
	if near := suggest.Nearest(name, known); near != "" {
		return fmt.Errorf("unknown flag -%s; did you mean -%s?", name, near)
	}
	return fmt.Errorf("unknown flag -%s", name)
}

func isBool(v flag.Value) bool {
	b, ok := v.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// plain returns an error of package flag in words that say what to write. The
// flags of analyzers have their own.
func plain(err error, value string) error {
	if err.Error() == "parse error" {
		return fmt.Errorf("%q is neither true nor false", value)
	}
	return err
}

// toolFlags are the flags of analyzers. They are passed on as they were given.
type toolFlags struct {
	set    *flag.FlagSet
	values map[string]*recorded
}

// recorded remembers what a flag was set to.
type recorded struct {
	flag.Value
	text  string
	given bool

	// What the settings of the project say, and how an error of it is told. It is
	// for flags that are not given, and for lists of files, where it comes first.
	setting string
	blame   func(error) error // nil if they say nothing
}

// Set remembers the value: what it means may depend on other flags, see apply.
// Lists of files add up.
func (r *recorded) Set(s string) error {
	if _, ok := r.Value.(vettool.Files); ok && r.given {
		s = r.text + "," + s
	}
	r.text, r.given = s, true
	return nil
}

// configure has the flags set as the settings of the project say.
func (t toolFlags) configure(settings *config.Config) error {
	for _, f := range settings.Flags() {
		r := t.values[f.Setting]
		if r == nil {
			return settings.Errorf(f.Setting, "there is no such flag here")
		}
		if _, files := r.Value.(vettool.Files); files || !r.given {
			r.setting = f.Value
			r.blame = func(err error) error { return settings.Errorf(f.Setting, "%v", plain(err, f.Value)) }
		}
	}
	return nil
}

// apply sets the flags: those that name files in dir first, since the files
// may declare what others name.
func (t toolFlags) apply(dir string) error {
	for _, files := range []bool{true, false} {
		for _, name := range slices.Sorted(maps.Keys(t.values)) {
			r := t.values[name]
			if _, isFiles := r.Value.(vettool.Files); isFiles != files {
				continue
			}
			if err := r.apply(dir, name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *recorded) apply(dir, name string) error {
	set := func(text string) (string, error) {
		if files, ok := r.Value.(vettool.Files); ok {
			pinned, err := files.Pin(dir, text)
			if err != nil {
				return "", err
			}
			text = pinned
		}
		return text, r.Value.Set(text)
	}
	setting := ""
	if r.blame != nil {
		text, err := set(r.setting)
		if err != nil {
			return r.blame(err)
		}
		setting = text
	}
	if r.given {
		text, err := set(r.text)
		if err != nil {
			return fmt.Errorf("flag -%s: %w", name, plain(err, r.text))
		}
		r.text = text
	}
	if setting != "" {
		r.text = strings.Trim(setting+","+r.text, ",")
	}
	return nil
}

func (r *recorded) IsBoolFlag() bool { return isBool(r.Value) }

// toolFlags adds to set the flags of analyzers, under the names that they have
// in the vet tool: -NAME.flag and the aliases.
func (c *command) toolFlags(set *flag.FlagSet) toolFlags {
	t := toolFlags{set, make(map[string]*recorded)}
	add := func(v flag.Value, name string) {
		t.values[name] = &recorded{Value: v}
		set.Var(t.values[name], name, "")
	}
	for _, a := range c.Analyzers {
		a.Flags.VisitAll(func(f *flag.Flag) { add(f.Value, a.Name+"."+f.Name) })
	}
	for _, alias := range c.Aliases {
		if alias.Name != Tier {
			add(alias.Value, alias.Name)
		}
	}
	return t
}

// Tier is the name of the flag of the vet tool that says which tiers are
// reported. The command has such a flag too, but lets the tool report all and
// chooses itself: so what is kept of a run serves another one with another tier.
const Tier = "tier"

// allTiers lets the tool report findings of all tiers, and returns the flag that
// does so.
func (c *command) allTiers() ([]string, error) {
	for _, alias := range c.Aliases {
		if alias.Name == Tier {
			last := string(tiers[len(tiers)-1])
			return []string{"-" + Tier + "=" + last}, alias.Value.Set(last)
		}
	}
	return nil, nil
}

// given returns the flags that were set, sorted by name: another order would
// be another key of go vet's cache.
func (t toolFlags) given() []string {
	var flags []string
	for _, name := range slices.Sorted(maps.Keys(t.values)) {
		if r := t.values[name]; r.given || r.blame != nil {
			flags = append(flags, "-"+name+"="+r.text)
		}
	}
	return flags
}
