package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/page"
	"github.com/parvet/parvet/internal/rule"
)

// subcommands returns all, in the order of the help text.
func subcommands() []subcommand {
	return []subcommand{
		{name: "baseline", args: "[flags] [packages]", kind: packages, summary: "write the findings of packages to the file of known ones",
			text: baselineText, setup: (*command).baselineCommand},
		{name: "config", args: "[flags] [packages]", kind: packages, summary: "name and check the settings that hold for packages",
			text: configText, setup: (*command).configCommand},
		{name: "rules", summary: "list the rules", setup: (*command).rulesCommand},
		{name: "explain", args: "RULE", kind: aRule, summary: "explain a rule", setup: (*command).explainCommand},
		{name: "merge", args: "FILES", kind: aFile, summary: "join the reports of shards", text: mergeText, setup: (*command).mergeCommand},
		{name: "gopls", args: "install|versions", values: goplsActions, summary: "build a gopls with parvet inside", text: goplsText, setup: (*command).goplsCommand},
		{name: "doctor", summary: "see that parvet works here", text: doctorText, setup: (*command).doctorCommand},
		{name: "completion", args: "SHELL", values: []string{"bash", "fish", "zsh"}, summary: "print completions for bash, fish or zsh", text: completionText, setup: (*command).completionCommand},
		{name: "man", summary: "print the manual page", setup: (*command).manCommand},
		{name: "lsp", args: "[-- flags]", summary: "be a language server for editors", text: lspText, setup: (*command).lspCommand},
		{name: "version", summary: "print the version", setup: (*command).versionCommand},
		{name: "help", args: "[RULE|COMMAND]", kind: aRule, summary: "print this text, or explain a rule or a command", setup: (*command).helpCommand},
	}
}

// runSubcommand parses the flags of a subcommand and runs it.
func (c *command) runSubcommand(ctx context.Context, s *subcommand, args []string) int {
	set := flag.NewFlagSet(s.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	groups, run := s.setup(c)
	bindAll(set, groups)
	var help bool
	if set.Lookup("h") == nil {
		set.BoolVar(&help, "h", false, "")
		set.BoolVar(&help, "help", false, "")
	}
	rest, err := parseFlags(set, args)
	switch {
	case err != nil:
		return c.fail(fmt.Errorf("%w (parvet %s -h)", err, s.name))
	case help:
		return c.write(c.subcommandUsage(s))
	}
	return run(ctx, rest)
}

// rulesCommand prints the index.
func (c *command) rulesCommand() ([]flagGroup, func(context.Context, []string) int) {
	var format string
	formats := []string{"text", "markdown"}
	flags := []flagGroup{{"Flags", []option{
		{name: "format", arg: "F", values: formats, text: "text (the default) or markdown", bind: stringVar(&format, "text")},
	}}}
	return flags, func(_ context.Context, args []string) int {
		switch {
		case len(args) > 0:
			return c.usageError(fmt.Errorf("parvet rules takes no arguments; parvet explain %s explains a rule", args[0]))
		case format == "text":
			return c.write(rule.Text(c.Rules))
		case format == "markdown":
			return c.write(rule.Markdown(c.Rules))
		}
		return c.usageError(unknownFormat(format, formats))
	}
}

// unknownFormat is an error that names the formats there are.
func unknownFormat(format string, formats []string) error {
	last := len(formats) - 1
	return fmt.Errorf("unknown format %q: there are %s and %s", format, strings.Join(formats[:last], ", "), formats[last])
}

func (c *command) explainCommand() ([]flagGroup, func(context.Context, []string) int) {
	return nil, func(_ context.Context, args []string) int {
		if len(args) != 1 {
			return c.usageError(fmt.Errorf("parvet explain takes one rule: %s", strings.Join(rule.IDs(c.Rules), ", ")))
		}
		return c.explain(args[0])
	}
}

// explain prints the page of a rule.
func (c *command) explain(id string) int {
	if _, ok := rule.Find(c.Rules, id); !ok {
		return c.usageError(unknownRule(id, c.Rules))
	}
	text, err := readPage(c.Pages, id)
	if err != nil {
		return c.fail(err)
	}
	if err := page.Render(c.stdout, text, c.stdout.colours); err != nil {
		return c.fail(err)
	}
	return exitClean
}

func (c *command) versionCommand() ([]flagGroup, func(context.Context, []string) int) {
	return nil, func(_ context.Context, args []string) int {
		if len(args) > 0 {
			return c.usageError(fmt.Errorf("parvet version takes no arguments"))
		}
		return c.write(version() + "\n")
	}
}

// helpCommand prints the usage, that of a subcommand, or the page of a rule.
func (c *command) helpCommand() ([]flagGroup, func(context.Context, []string) int) {
	return nil, func(_ context.Context, args []string) int {
		switch {
		case len(args) > 1:
			return c.usageError(fmt.Errorf("parvet help takes one rule or command"))
		case len(args) == 0:
			return c.write(c.usage())
		}
		if s := findSubcommand(args[0]); s != nil {
			return c.write(c.subcommandUsage(s))
		}
		if !slices.Contains(rule.IDs(c.Rules), args[0]) {
			return c.usageError(unknownTopic(args[0], c.Rules))
		}
		return c.explain(args[0])
	}
}
