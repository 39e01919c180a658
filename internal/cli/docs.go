package cli

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/parvet/parvet/internal/config"
	"github.com/parvet/parvet/internal/rule"
)

// Docs returns the pages of docs/ that are generated, or have parts that are, by
// their names in that folder. It is made from the tables of rules, flags and
// commands, and from the prose of the pages that are there.
func (p Program) Docs() (map[string]string, error) {
	docs := make(map[string]string)
	docs["flags.md"] = p.flagsPage()
	docs["parvet.schema.json"] = string(config.Schema(rule.IDs(p.Rules)))
	index, err := readPage(p.Pages, "README")
	if err != nil {
		return nil, err
	}
	before, _, ok := strings.Cut(index, "\n| ")
	if !ok {
		return nil, fmt.Errorf("the index of rules has no table")
	}
	docs["rules/README.md"] = before + "\n" + rule.Markdown(p.Rules)
	for _, r := range p.Rules {
		text, err := readPage(p.Pages, r.ID)
		if err != nil {
			return nil, err
		}
		if docs["rules/"+r.ID+".md"], err = rulePage(r, text); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// rulePage returns the page of a rule with its facts and its options as they
// are: what stands before the first section, and the last one.
func rulePage(r rule.Rule, text string) (string, error) {
	first := strings.Index(text, "\n## ")
	last := strings.Index(text, "\n## Options\n")
	if first < 0 || last < 0 {
		return "", fmt.Errorf("the page of %s has no sections, or none about its options", r.ID)
	}
	options, err := ruleOptions(r)
	if err != nil {
		return "", err
	}
	return "# " + r.ID + "\n\n" + ruleFacts(r) + "\n" + text[first:last] + "\n## Options\n\n" + options, nil
}

// ruleFacts returns what the index says of a rule, and a little more, in a line.
func ruleFacts(r rule.Rule) string {
	facts := []string{"severity " + string(r.Severity), "tier " + string(r.Tier)}
	if r.Default {
		facts = append(facts, "on by default")
	} else {
		facts = append(facts, "off by default")
	}
	if r.Fix {
		facts = append(facts, "has [fixes](../fixes.md)")
	}
	var cwes []string
	for _, n := range r.CWE {
		cwes = append(cwes, fmt.Sprintf("[CWE-%d](https://cwe.mitre.org/data/definitions/%d.html)", n, n))
	}
	if len(cwes) > 0 {
		facts = append(facts, strings.Join(cwes, ", "))
	}
	return sentence(strings.Join(facts, " · "))
}

// ruleOptions returns the flags that concern a rule, as a list.
func ruleOptions(r rule.Rule) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "- `-disable=%s` leaves the rule out, `-enable=%[1]s` reports it alone.\n", r.ID)
	for _, name := range r.Flags {
		o := findOption(checkFlags(new(options), new(given)), name)
		if o == nil {
			return "", fmt.Errorf("rule %s: no flag -%s", r.ID, name)
		}
		b.WriteString(o.item())
	}
	return b.String(), nil
}

// item returns the flag as an item of a list in Markdown.
func (o *option) item() string {
	text := o.text + "."
	if o.more != "" {
		text += " " + o.more + "."
	}
	return fmt.Sprintf("- `%s`: %s\n", o.form(), text)
}

// flagsPage returns the page about commands and flags.
func (p Program) flagsPage() string {
	var b strings.Builder
	b.WriteString("# Commands and flags\n\n`parvet -h` prints this page in short; both are made from the same tables.\n\n")
	b.WriteString("`parvet [flags] [packages]` checks packages, `./...` if none is named. " + strings.Join(strings.Fields(usagePackages), " ") + "\n")
	listGroups(&b, "##", checkFlags(new(options), new(given)))
	b.WriteString("\n## Commands\n")
	for _, s := range subcommands() {
		fmt.Fprintf(&b, "\n### `%s`\n\n%s.\n", s.synopsis(), sentence(s.summary))
		if s.text != "" {
			b.WriteString("\n" + strings.TrimSpace(s.text) + "\n")
		}
		groups, _ := s.setup(&command{Program: p})
		listGroups(&b, "", groups)
	}
	b.WriteString("\n## Output, cache and exit status\n\n" + usageNotes)
	return b.String()
}

// listGroups lists flags in Markdown, under headings if there is a level.
func listGroups(b *strings.Builder, level string, groups []flagGroup) {
	for _, g := range groups {
		if level != "" {
			fmt.Fprintf(b, "\n%s %s\n", level, g.title)
		}
		b.WriteString("\n")
		for _, o := range g.options {
			b.WriteString(o.item())
		}
	}
}

func findOption(groups []flagGroup, name string) *option {
	for _, g := range groups {
		for i := range g.options {
			if g.options[i].name == name {
				return &g.options[i]
			}
		}
	}
	return nil
}

func readPage(pages fs.FS, id string) (string, error) {
	data, err := fs.ReadFile(pages, id+".md")
	if err != nil {
		return "", fmt.Errorf("no page for rule %s: %w", id, err)
	}
	return string(data), nil
}
