package cli

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/page"
	"github.com/parvet/parvet/internal/rule"
)

const usage = `parvet finds the calls that stall a worker pool.

Usage:

	parvet [flags] [packages]     check packages (default ./...)
	parvet rules                  list the rules
	parvet explain RULE           explain a rule
	parvet help [RULE]            print this text, or explain a rule
	go vet -vettool=$(which parvet) [packages]

Packages are named as for the go command: ./..., import/path, work, files.
Flags may stand before or after them.

What to check:

	-C dir             change to dir before anything else, as go -C does;
	                   packages and printed positions are relative to it
	-tags list         build tags, separated by commas
	-tests=false       leave out findings in _test.go files
	-enable list       report these rules only; the word default stands for the
	                   rules that are on by default
	-disable list      do not report these rules
	-cpupools list     import paths of pool libraries whose pools are for CPU
	                   work, or all: their tasks are checked as well
	-max-wait d        longest wait of a constant duration that is not reported
	                   (default 10ms); one in a loop is, as its turns add up
	-models files      say what functions of yours do, and which packages are
	                   pools, in files separated by commas (docs/models.md)
	-mutex.short       also report locks with short critical sections in tasks
	                   that run once

What to change:

	-fix               apply the fixes of the findings, then print what is left;
	                   go vet -vettool=PARVET -fix and go fix -fixtool=PARVET do
	                   so as well
	-diff              print what -fix would change, as a unified diff for
	                   patch -p1, and nothing else

What to print:

	-tier T            show findings that are at least this sure: definite,
	                   probable (a call on the path may go elsewhere; the
	                   default) or possible
	-format text|json  json is one finding a line, on stdout
	-version           print the version
	-h                 print this text

Findings go to stdout; the summary, and what could not be analysed, to stderr.
Colours are used on terminals, unless NO_COLOR is set.

Reports about packages are kept until these, what they import, or the flags
change: in PARVET_CACHE, an absolute path or off, by default in the directory
for caches. What has not been used for some days is removed.

Exit status:

	0    nothing found; with -fix nothing left, with -diff nothing to change
	1    something found; with -fix something left, with -diff something to
	     change
	2    something could not be analysed, whether or not anything was found
	     elsewhere: a wrong flag, no such package, code that does not compile
	130  interrupted

As a vet tool, parvet, and so go vet, exits with 1 if something was found
(but for -json and -fix), or could not be analysed.

The rules are %s.
`

// help prints the usage, or the page of the rule that is asked about.
func (c *command) help(about ...string) int {
	if len(about) > 0 && !slices.Contains(commands, about[0]) {
		return c.explain(about)
	}
	return c.write(fmt.Sprintf(usage, strings.Join(rule.IDs(c.Rules), ", ")))
}

// commands are the words that are not patterns of packages when they come first.
var commands = []string{"explain", "help", "rules"}

// actions are flags that are commands of other programs.
var actions = []string{"-diff", "-fix", "-version"}

// write prints text as the whole answer.
func (c *command) write(text string) int {
	if _, err := io.WriteString(c.stdout, text); err != nil {
		return c.fail(err)
	}
	return exitClean
}

// rules prints the index.
func (c *command) rules(args []string) int {
	set := flag.NewFlagSet("rules", flag.ContinueOnError)
	format := set.String("format", "text", "")
	help := set.Bool("h", false, "")
	rest, err := parseFlags(set, args)
	switch {
	case err != nil:
		return c.usageError(err)
	case *help:
		return c.help()
	case len(rest) > 0:
		return c.usageError(fmt.Errorf("parvet rules takes no arguments; parvet explain %s explains a rule", rest[0]))
	}
	switch *format {
	case "text":
		return c.write(rule.Text(c.Rules))
	case "markdown":
		return c.write(rule.Markdown(c.Rules))
	}
	return c.usageError(fmt.Errorf("unknown format %q: there are text and markdown", *format))
}

// explain prints the page of a rule.
func (c *command) explain(args []string) int {
	set := flag.NewFlagSet("explain", flag.ContinueOnError)
	help := set.Bool("h", false, "")
	rest, err := parseFlags(set, args)
	switch {
	case err != nil:
		return c.usageError(err)
	case *help:
		return c.help()
	case len(rest) != 1:
		return c.usageError(fmt.Errorf("parvet explain takes one rule: %s", strings.Join(rule.IDs(c.Rules), ", ")))
	}
	if _, ok := rule.Find(c.Rules, rest[0]); !ok {
		return c.usageError(unknownRule(rest[0], c.Rules))
	}
	text, err := readPage(c.Pages, rest[0])
	if err != nil {
		return c.fail(err)
	}
	if err := page.Render(c.stdout, text, c.stdout.colours); err != nil {
		return c.fail(err)
	}
	return exitClean
}

// version returns what is known of the build.
func version() string {
	v := "devel"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		v = info.Main.Version
	}
	return fmt.Sprintf("parvet %s %s %s/%s", v, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
