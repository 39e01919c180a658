package cli

import (
	"fmt"
	"strings"
)

// zsh returns the script for zsh. See "Completion System" in its manual.
func zsh(c *completion) string {
	var b strings.Builder
	b.WriteString("#compdef parvet\n# Completions of parvet for zsh, made by \"parvet completion zsh\".\n_parvet() {\n\tlocal -a commands\n\tcommands=(\n")
	for _, cmd := range c.commands[1:] {
		fmt.Fprintf(&b, "\t\t%s\n", shellQuote(cmd.name+":"+cmd.summary))
	}
	b.WriteString("\t)\n\tif ((CURRENT > 2)); then\n\t\tcase $words[2] in\n")
	for _, cmd := range c.commands[1:] {
		fmt.Fprintf(&b, "\t\t%s) shift words; ((CURRENT--)); _arguments%s; return;;\n", cmd.name, c.zshArguments(cmd))
	}
	fmt.Fprintf(&b, "\t\tesac\n\telif [[ $words[2] != -* ]]; then\n\t\t_describe command commands\n\tfi\n\t_arguments%s\n}\n", c.zshArguments(c.commands[0]))
	b.WriteString("if [ \"$funcstack[1]\" = _parvet ]; then _parvet \"$@\"; else compdef _parvet parvet; fi\n")
	return b.String()
}

func (c *completion) zshArguments(cmd completable) string {
	var b strings.Builder
	escape := strings.NewReplacer("[", `\[`, "]", `\]`, ":", `\:`)
	for _, o := range cmd.options {
		spec := fmt.Sprintf("%s[%s]", o.flag(), escape.Replace(o.text))
		if o.arg != "" {
			spec = fmt.Sprintf("-%s=-[%s]:%s:%s", o.name, escape.Replace(o.text), o.arg, c.zshAction(o.kind, o.values))
			// -name=value and -name value.
			fmt.Fprintf(&b, " %s", shellQuote(strings.Replace(spec, "=-[", "[", 1)))
			continue
		}
		fmt.Fprintf(&b, " %s", shellQuote(spec))
	}
	if action := c.zshAction(cmd.kind, cmd.values); action != "" {
		fmt.Fprintf(&b, " %s", shellQuote("*:argument:"+action))
	}
	return b.String()
}

func (c *completion) zshAction(k kind, values []string) string {
	switch {
	case k == rules:
		return "_values -s , rule " + strings.Join(append(c.rules, "default"), " ")
	case c.words(k, values) != nil:
		return "(" + strings.Join(c.words(k, values), " ") + ")"
	case k == aDir:
		return "_files -/"
	case k == aFile:
		return "_files"
	case k == packages:
		return "{ compadd -- ./...; _files -/ }"
	}
	return ""
}

// fish returns the script for fish. See "Writing your own completions" in its
// manual.
func fish(c *completion) string {
	var b strings.Builder
	b.WriteString("# Completions of parvet for fish, made by \"parvet completion fish\".\n")
	b.WriteString("complete -c parvet -e\ncomplete -c parvet -f\n")
	seen := "__fish_seen_subcommand_from " + strings.Join(c.names(), " ")
	fmt.Fprintf(&b, "complete -c parvet -n 'not %s' -a '(__fish_complete_directories) ./...'\n", seen)
	for _, cmd := range c.commands {
		when := "not " + seen
		if cmd.name != "" {
			when = "__fish_seen_subcommand_from " + cmd.name
			fmt.Fprintf(&b, "complete -c parvet -n 'test (count (commandline -opc)) -eq 1' -a %s -d %s\n", cmd.name, fishQuote(cmd.summary))
			if words := c.words(cmd.kind, cmd.values); words != nil {
				fmt.Fprintf(&b, "complete -c parvet -n %s -a %s\n", fishQuote(when), fishQuote(strings.Join(words, " ")))
			}
			if cmd.kind == aFile {
				fmt.Fprintf(&b, "complete -c parvet -n %s -F\n", fishQuote(when))
			}
		}
		for _, o := range cmd.options {
			fmt.Fprintf(&b, "complete -c parvet -n %s -o %s -d %s%s\n", fishQuote(when), strings.TrimPrefix(o.flag(), "-"), fishQuote(o.text), c.fishValue(o))
		}
	}
	return b.String()
}

func (c *completion) fishValue(o option) string {
	switch {
	case o.arg == "":
		return ""
	case o.kind == rules:
		return " -x -a " + fishQuote("(__fish_append , "+strings.Join(append(c.rules, "default"), " ")+")")
	case c.words(o.kind, o.values) != nil:
		return " -x -a " + fishQuote(strings.Join(c.words(o.kind, o.values), " "))
	case o.kind == aDir:
		return " -x -a '(__fish_complete_directories)'"
	case o.kind == aFile:
		return " -r -F"
	}
	return " -x"
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}
