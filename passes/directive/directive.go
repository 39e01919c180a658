package directive

import (
	_ "embed"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/directive"
	"github.com/parvet/parvet/internal/suggest"
	"github.com/parvet/parvet/passes/channel"
	"github.com/parvet/parvet/passes/effects"
	"github.com/parvet/parvet/passes/internal/annotation"
	"github.com/parvet/parvet/passes/internal/directives"
	"github.com/parvet/parvet/passes/internal/rule"
	"github.com/parvet/parvet/passes/longloop"
	"github.com/parvet/parvet/passes/mutex"
	"github.com/parvet/parvet/passes/sleep"
	"github.com/parvet/parvet/passes/syncio"
)

//go:embed doc.go
var doc string

// rules are those that directives can silence. They run before, so that it is
// known what they would have reported.
var rules = []*analysis.Analyzer{
	channel.Analyzer,
	longloop.Analyzer,
	mutex.Analyzer,
	sleep.Analyzer,
	syncio.Analyzer,
}

// id is the name of the rule.
const id = "directive"

// Analyzer reports directives without effect.
var Analyzer = &analysis.Analyzer{
	Name:     id,
	Doc:      rule.MustDoc(doc, id),
	URL:      rule.URL(id),
	Requires: append([]*analysis.Analyzer{directives.Analyzer, effects.Analyzer}, rules...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	set := pass.ResultOf[directives.Analyzer].(*directives.Set)
	report := func(pos, end token.Pos, message string) {
		if set.Nolint(pos) {
			return
		}
		pass.Report(analysis.Diagnostic{Pos: pos, End: end, Category: "directive", Message: message, URL: rule.URL("directive")})
	}
	for _, d := range set.Directives {
		for _, problem := range problems(set, d) {
			report(d.Pos, d.End, problem)
		}
	}
	for _, p := range pass.ResultOf[effects.Analyzer].(*effects.Result).Problems {
		report(p.Pos, p.End, p.Message)
	}
	return nil, nil
}

// problems returns the reasons why d does not do what it says.
func problems(set *directives.Set, d *directives.Directive) []string {
	switch {
	case d.Spaced && !slices.Contains(directive.Verbs(), d.Verb):
		return nil // prose
	case d.Verb == "":
		return []string{"//parvet: names no directive and has no effect" + hint("", directive.Verbs())}
	case !slices.Contains(directive.Verbs(), d.Verb):
		return []string{fmt.Sprintf("unknown directive //parvet:%s has no effect%s", d.Verb, hint(d.Verb, directive.Verbs()))}
	case (d.Loose || d.Inside) && !fits(d):
		return nil // prose
	case d.Inside:
		if _, reason := d.Rules(); reason == "" {
			return nil // prose
		}
		return []string{fmt.Sprintf("comment is not a directive and has no effect: write //parvet:%s at the beginning of a comment", d.Verb)}
	case d.Block:
		return []string{fmt.Sprintf("comment is not a directive and has no effect: write //parvet:%s at the end of a line, or on one of its own", d.Verb)}
	case d.Spaced:
		return []string{fmt.Sprintf("comment is not a directive and has no effect: write //parvet:%s without spaces before it", d.Verb)}
	case d.Near:
		return []string{fmt.Sprintf("comment is not a directive and has no effect: write //parvet:%s", d.Verb)}
	case d.Verb != directive.Ignore:
		return nil // the engine knows
	}
	names, reason := d.Rules()
	switch {
	case len(names) == 0:
		return []string{"//parvet:ignore names no rule and has no effect: write //parvet:ignore RULE reason"}
	case reason == "":
		return []string{fmt.Sprintf("//parvet:ignore %s gives no reason and has no effect: write //parvet:ignore RULE reason", strings.Join(names, ","))}
	}
	known := ruleNames()
	var ps []string
	for _, name := range names {
		switch {
		case name == id:
			ps = append(ps, fmt.Sprintf("//parvet:ignore cannot silence %s, which is about such comments: mend or remove the comment that it reports", name))
		case !slices.Contains(known, name):
			ps = append(ps, fmt.Sprintf("//parvet:ignore names an unknown rule %q%s", name, hint(name, known)))
		case !set.Used(d, name):
			ps = append(ps, fmt.Sprintf("//parvet:ignore %s silences nothing: remove it", name))
		}
	}
	return ps
}

// fits reports whether what follows the verb is what follows it in a directive,
// and nothing like it in prose.
func fits(d *directives.Directive) bool {
	switch words := strings.Fields(d.Args); d.Verb {
	case directive.Ignore:
		names, _ := d.Rules()
		return len(names) > 0 && slices.Contains(ruleNames(), names[0])
	case directive.Blocking:
		if len(words) > 0 && slices.Contains(annotation.Kinds(), words[0]) {
			words = words[1:]
		}
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.HasPrefix(w, "ctx=") && !strings.HasPrefix(w, "for=") })
	case directive.Task:
		return d.Args == "" || d.Args == "each"
	}
	return d.Args == ""
}

// ruleNames returns the names that an ignore directive may have.
func ruleNames() []string {
	var names []string
	for _, a := range rules {
		names = append(names, a.Name)
	}
	return names
}

func hint(name string, known []string) string {
	if near := suggest.Nearest(name, known); near != "" {
		return fmt.Sprintf("; did you mean %s?", near)
	}
	return ": there are " + strings.Join(known, ", ")
}
