package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/suggest"
)

// shells are those that completions are written for, each with its writer.
var shells = map[string]func(*completion) string{"bash": bash, "fish": fish, "zsh": zsh}

func (c *command) completionCommand() ([]flagGroup, func(context.Context, []string) int) {
	return nil, func(_ context.Context, args []string) int {
		names := slices.Sorted(maps.Keys(shells))
		if len(args) != 1 {
			return c.usageError(fmt.Errorf("parvet completion takes one shell: %s", strings.Join(names, ", ")))
		}
		script := shells[args[0]]
		if script == nil {
			hint := ""
			if near := suggest.Nearest(args[0], names); near != "" {
				hint = fmt.Sprintf("; did you mean %s?", near)
			}
			return c.usageError(fmt.Errorf("no completions for %q%s The shells are %s", args[0], punctuate(hint), strings.Join(names, ", ")))
		}
		return c.write(script(c.completion()))
	}
}

const completionText = `Put the script where the shell looks for it, or evaluate it when the shell starts:

	bash  source <(parvet completion bash)    in ~/.bashrc
	zsh   source <(parvet completion zsh)     in ~/.zshrc, after compinit
	fish  parvet completion fish | source     in ~/.config/fish/config.fish`

// A completion is what there is to complete: the words of each command, the
// first of which is the check itself, that has no name.
type completion struct {
	commands []completable
	rules    []string
}

type completable struct {
	name, summary string
	options       []option
	kind          kind
	values        []string
}

func (c *command) completion() *completion {
	all := &completion{rules: rule.IDs(c.Rules)}
	add := func(s completable, groups []flagGroup) {
		for _, g := range groups {
			s.options = append(s.options, g.options...)
		}
		all.commands = append(all.commands, s)
	}
	add(completable{kind: packages}, checkFlags(new(options), new(given)))
	for _, s := range subcommands() {
		groups, _ := s.setup(c)
		add(completable{name: s.name, summary: s.summary, kind: s.kind, values: s.values}, groups)
	}
	return all
}

// words returns what may stand for a value that is one of few, and nil else.
func (c *completion) words(k kind, values []string) []string {
	if values != nil {
		return values
	}
	switch k {
	case aRule, rules:
		return c.rules
	}
	return nil
}

// shellQuote quotes text for shells, which must not have a line break.
func shellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// bash returns the script for bash, whose functions and variables have names of
// their own. See "Programmable Completion" in its manual.
func bash(c *completion) string {
	var b strings.Builder
	b.WriteString(`# Completions of parvet for bash, made by "parvet completion bash".
_parvet() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= i
	COMPREPLY=()
	# Bash takes -flag=value apart.
	if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
`)
	fmt.Fprintf(&b, "\t\t%s) command=${COMP_WORDS[i]}; break;;\n\t\t*) break;;\n\t\tesac\n\tdone\n", strings.Join(c.names(), "|"))
	b.WriteString("\tcase $command:${prev/#--/-} in\n")
	for _, cmd := range c.commands {
		for _, o := range cmd.options {
			if o.arg != "" {
				fmt.Fprintf(&b, "\t%s:-%s) %s; return;;\n", cmd.name, o.name, c.bashWords(o.kind, o.values))
			}
		}
	}
	b.WriteString("\tesac\n\tcase $command in\n")
	for _, cmd := range c.commands {
		var flags []string
		for _, o := range cmd.options {
			flags = append(flags, o.flag())
		}
		name := cmd.name
		if name == "" {
			name = "''"
		}
		fmt.Fprintf(&b, "\t%s)\n\t\tif [[ $cur == -* ]]; then COMPREPLY=($(compgen -W %s -- \"$cur\")); return; fi\n",
			name, shellQuote(strings.Join(flags, " ")))
		if cmd.name == "" {
			fmt.Fprintf(&b, "\t\tif ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W %s -- \"$cur\")); fi\n", shellQuote(strings.Join(c.names(), " ")))
			b.WriteString("\t\tcompopt -o nospace; COMPREPLY+=($(compgen -d -S / -- \"$cur\")); [[ ./... == \"$cur\"* ]] && COMPREPLY+=(./...);;\n")
			continue
		}
		fmt.Fprintf(&b, "\t\t%s;;\n", c.bashWords(cmd.kind, cmd.values))
	}
	b.WriteString("\tesac\n}\ncomplete -F _parvet parvet\n")
	return b.String()
}

func (c *completion) bashWords(k kind, values []string) string {
	switch {
	case k == rules:
		// Of a list, the last is completed.
		return fmt.Sprintf(`local head=; [[ $cur == *,* ]] && head=${cur%%,*},; COMPREPLY=($(compgen -P "$head" -W %s -- "${cur##*,}"))`, shellQuote(strings.Join(append(c.rules, "default"), " ")))
	case c.words(k, values) != nil:
		return fmt.Sprintf(`COMPREPLY=($(compgen -W %s -- "$cur"))`, shellQuote(strings.Join(c.words(k, values), " ")))
	case k == aDir:
		return `compopt -o filenames; COMPREPLY=($(compgen -d -- "$cur"))`
	case k == aFile:
		return `compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur"))`
	}
	return ":"
}

// names returns the names of the commands, without the check.
func (c *completion) names() []string {
	var names []string
	for _, cmd := range c.commands[1:] {
		names = append(names, cmd.name)
	}
	return names
}

// flag returns the flag as it is completed.
func (o *option) flag() string {
	if o.off {
		return "-" + o.name + "=false"
	}
	return "-" + o.name
}
