package cli

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/baseline"
	"github.com/parvet/parvet/internal/changed"
	"github.com/parvet/parvet/internal/config"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/shard"
	"github.com/parvet/parvet/internal/suggest"
	"github.com/parvet/parvet/internal/vettool"
)

// options is what the command line and the settings of the project ask for.
type options struct {
	help, version bool
	format        format
	shard         shard.Shard
	output        string // the file that -o names, or ""
	tests         bool
	fix, diff     bool
	tier          finding.Tier    // the least sure findings to show
	report        map[string]bool // rules by id
	known         map[string]bool // all rules
	request       driver.Request
	settings      *config.Config // empty if there are none
	found         bool           // the settings are those that hold for the packages, rather than named ones
	baseline      string         // absolute path of the file with known findings, "" for none
	newFrom       string         // revision since which lines must have changed, "" for none

	accepted *baseline.Baseline // what is in the file baseline, nil if there is none
	lines    *changed.Lines     // that have changed since newFrom
	all      []finding.Finding  // what the last analysis has found
	left     leftOut            // how much of that is not shown
}

// A parser parses the flags of a check, be it for the command itself or for a
// subcommand that checks as well.
type parser struct {
	c    *command
	o    options
	in   given
	set  *flag.FlagSet
	tool toolFlags
}

// bind makes the flags that are not in the table: those of the analyzers.
func (p *parser) bind(set *flag.FlagSet) {
	p.set = set
	p.tool = p.c.toolFlags(set)
}

// given reports whether a flag is on the command line.
func (p *parser) given(name string) bool {
	given := false
	p.set.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

// parse parses the command line.
func (c *command) parse(args []string) (*options, error) {
	set := flag.NewFlagSet("parvet", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	p := &parser{c: c}
	bindAll(set, checkFlags(&p.o, &p.in))
	set.BoolVar(&p.o.help, "help", false, "")
	p.bind(set)

	patterns, err := parseFlags(set, args)
	if err != nil || p.o.help || p.o.version {
		return &p.o, err
	}
	return p.options(patterns)
}

// options returns what the flags ask for, and the settings where there is no flag.
func (p *parser) options(patterns []string) (*options, error) {
	c, o, in := p.c, &p.o, &p.in
	var err error
	if o.format, err = findFormat(in.format); err != nil {
		return nil, err
	}
	if in.shard != "" {
		if o.shard, err = shard.Parse(in.shard); err != nil {
			return nil, fmt.Errorf("-shard: %w", err)
		}
	}
	if o.diff && o.format.name != "text" {
		return nil, fmt.Errorf("-diff prints a diff and nothing else: it does not go with -format %s", o.format.name)
	}
	if o.request.Dir, err = directory(in.dir); err != nil {
		return nil, err
	}
	if err := p.configure(patterns); err != nil {
		return nil, err
	}
	if o.tier, err = parseTier(in.tier); err != nil {
		return nil, err
	}
	if o.report, err = selectRules(c.Rules, in.enable, in.disable); err != nil {
		return nil, err
	}
	o.known = make(map[string]bool)
	for _, r := range c.Rules {
		o.known[r.ID] = true
	}
	if p.given("new-from") && strings.TrimSpace(o.newFrom) == "" {
		return nil, fmt.Errorf("flag -new-from: want a revision, such as main or HEAD~3")
	}
	if err := vettool.SetFilesOfEnv(c.Aliases); err != nil {
		return nil, err
	}
	if err := p.tool.apply(o.request.Dir); err != nil {
		return nil, err
	}
	all, err := c.allTiers()
	if err != nil {
		return nil, err
	}
	o.request.ToolFlags = append(p.tool.given(), all...)
	o.request.NoTests = !o.tests
	o.request.List = o.baseline != ""
	o.request.Patterns = patterns
	if len(patterns) == 0 {
		o.request.Patterns = []string{"./..."}
	}
	return o, nil
}

// defaultTier is the least sure that is shown unless the user says otherwise.
const defaultTier = finding.Probable

// tiers are ordered, the surest first.
var tiers = []finding.Tier{finding.Definite, finding.Probable, finding.Possible}

func tierNames() []string {
	var names []string
	for _, t := range tiers {
		names = append(names, string(t))
	}
	return names
}

func parseTier(name string) (finding.Tier, error) {
	if t := finding.Tier(name); slices.Contains(tiers, t) {
		return t, nil
	}
	known := tierNames()
	hint := ""
	if near := suggest.Nearest(name, known); near != "" {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	return "", fmt.Errorf("unknown tier %q%s The tiers are %s", name, punctuate(hint), strings.Join(known, ", "))
}

// directory returns the absolute path of the directory to work in.
func directory(dir string) (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("the working directory is gone: %w", err)
	}
	if dir == "" {
		return wd, nil
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(wd, dir)
	}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return "", fmt.Errorf("-C: no directory %s", dir)
	case !info.IsDir():
		return "", fmt.Errorf("-C: %s is not a directory", dir)
	}
	return filepath.Clean(dir), nil
}

// selectRules returns the rules to report, see rule.Select, by the values of two
// flags.
func selectRules(rules []rule.Rule, enable, disable string) (map[string]bool, error) {
	enabled, err := ruleList(rules, "-enable", enable, rule.Default)
	if err != nil {
		return nil, err
	}
	disabled, err := ruleList(rules, "-disable", disable)
	if err != nil {
		return nil, err
	}
	return rule.Select(rules, enabled, disabled), nil
}

// ruleList splits the value of a flag, a list of rules or special words.
func ruleList(rules []rule.Rule, flag, value string, special ...string) ([]string, error) {
	var ids []string
	known := rule.IDs(rules)
	for id := range strings.SplitSeq(value, ",") {
		id = strings.TrimSpace(id)
		switch {
		case id == "":
			continue
		case !slices.Contains(known, id) && !slices.Contains(special, id):
			return nil, fmt.Errorf("%s: %w", flag, unknownRule(id, rules))
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func unknownRule(id string, rules []rule.Rule) error {
	known := rule.IDs(rules)
	hint := ""
	if near := suggest.Nearest(id, known); near != "" {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	return fmt.Errorf("unknown rule %q%s The rules are %s", id, punctuate(hint), strings.Join(known, ", "))
}

// punctuate ends a part of a sentence that may be empty.
func punctuate(hint string) string {
	if hint == "" {
		return "."
	}
	return hint
}

// filter drops what the user does not want to see. What is of no known rule is
// shown, whatever it is, and so is what is of no tier.
func (o *options) filter(fs []finding.Finding) []finding.Finding {
	return slices.DeleteFunc(fs, func(f finding.Finding) bool {
		return o.known[f.Rule] && !o.report[f.Rule] || slices.Index(tiers, f.Tier) > slices.Index(tiers, o.tier) ||
			o.known[f.Rule] && o.settings.Excluded(f.File, f.Rule) ||
			!o.tests && (strings.HasSuffix(f.File, "_test.go") || strings.HasSuffix(f.Task.File, "_test.go"))
	})
}

// filterFailures drops what the user does not want to see.
func (o *options) filterFailures(fs []driver.Failure) []driver.Failure {
	return slices.DeleteFunc(fs, func(f driver.Failure) bool { return f.TestsOnly && !o.tests })
}
