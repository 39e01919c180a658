package config

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/suggest"
)

// A setting is a key of the file: how it is read, and what the schema says.
type setting struct {
	name   string
	note   bool // remember where it is
	doc    string
	schema func(rules []string) schema
	read   func(*reader, node)
}

var (
	tiers      = []string{string(finding.Definite), string(finding.Probable), string(finding.Possible)}
	severities = []string{string(finding.Error), string(finding.Warning), string(finding.Info)}
)

// The forms of texts, as the schema says them too.
const (
	nonBlank     = `\S`
	listItem     = `^[^,\s]+$`
	durationForm = `^(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+$`
)

var forms = map[string]*regexp.Regexp{
	nonBlank:     regexp.MustCompile(nonBlank),
	listItem:     regexp.MustCompile(listItem),
	durationForm: regexp.MustCompile(durationForm),
}

var topSettings, mutexSettings, excludeSettings []setting

// The tables are made at the start, since reading the file refers to them.
func init() {
	topSettings = []setting{
		{"enable", true, "Report these rules only; the word default stands for the rules that are on by default.",
			func(rules []string) schema {
				list := listOf(oneOf(append([]string{"default"}, rules...)))
				list["minItems"] = 1
				return list
			},
			func(r *reader, n node) {
				r.config.Enable = r.ruleList(n, "default")
				if r.err == nil && len(r.config.Enable) == 0 {
					r.fail(n, "an empty list enables nothing: leave it out for the default, or disable rules")
				}
			}},
		{"disable", true, "Do not report these rules.",
			func(rules []string) schema { return listOf(oneOf(rules)) },
			func(r *reader, n node) { r.config.Disable = r.ruleList(n) }},
		{"tier", true, "Report findings that are at least this sure.",
			func([]string) schema { return oneOf(tiers) },
			func(r *reader, n node) { r.config.Tier = finding.Tier(r.word(n, "tier", tiers)) }},
		{"tests", true, "Whether findings in _test.go files are reported.",
			func([]string) schema { return schema{"type": "boolean"} },
			func(r *reader, n node) { r.config.Tests = r.boolean(n) }},
		{"tags", true, "Build tags.",
			func([]string) schema { return listOf(text(listItem)) },
			func(r *reader, n node) { r.config.Tags = r.items(n, listItem, "a build tag") }},
		{"cpupools", true, "Import paths of pool libraries whose pools are for CPU work, or all: their tasks are checked as well.",
			func([]string) schema { return listOf(text(listItem)) },
			func(r *reader, n node) { r.config.CPUPools = r.items(n, listItem, "an import path, or all") }},
		{"max-wait", true, "Longest wait of a constant duration that is not reported, such as 10ms.",
			func([]string) schema { return schema{"anyOf": []schema{text(durationForm), {"const": 0}}} },
			func(r *reader, n node) { r.config.MaxWait = r.duration(n) }},
		{"models", true, "Files that say what functions of yours do, and which packages are pools, relative to this one.",
			func([]string) schema { return listOf(text(nonBlank)) },
			func(r *reader, n node) {
				r.config.Models = []string{}
				for _, file := range r.items(n, nonBlank, "the name of a file") {
					r.config.Models = append(r.config.Models, r.config.absolute(file))
				}
			}},
		{"mutex", false, "Settings of the rule mutex.",
			func(rules []string) schema { return object(mutexSettings, rules) },
			func(r *reader, n node) { r.mapping(n, mutexSettings) }},
		{"exclude", true, "Files whose findings are not reported.",
			func(rules []string) schema {
				s := object(excludeSettings, rules)
				s["required"] = []string{"path"}
				return listOf(s)
			},
			func(r *reader, n node) { r.list(n, r.exclude) }},
		{"severity", true, "The severity with which findings of a rule are reported.",
			func(rules []string) schema {
				properties := schema{}
				for _, id := range rules {
					properties[id] = oneOf(severities)
				}
				return schema{"type": "object", "additionalProperties": false, "properties": properties}
			},
			(*reader).severity},
		{"baseline", true, "The file with known findings, which are not reported, relative to this one.",
			func([]string) schema { return text(nonBlank) },
			func(r *reader, n node) {
				if file := r.form(n, nonBlank, "the name of a file"); file != "" {
					r.config.Baseline = r.config.absolute(file)
				}
			}},
	}
	mutexSettings = []setting{
		{"short", true, "Also report locks with short critical sections in tasks that run once.",
			func([]string) schema { return schema{"type": "boolean"} },
			func(r *reader, n node) { r.config.MutexShort = r.boolean(n) }},
	}
	last := func(r *reader) *Exclude { return &r.config.Exclude[len(r.config.Exclude)-1] }
	excludeSettings = []setting{
		{"path", false, "A pattern of paths relative to this file, with *, ** and {a,b}; one of a directory is for all in it.",
			func([]string) schema { return text(nonBlank) },
			func(r *reader, n node) {
				last(r).Path = r.text(n)
				if bad := badPattern(last(r).Path); bad != "" {
					r.fail(n, "%q: %s", clip(last(r).Path), bad)
				}
			}},
		{"rules", false, "Leave out the findings of these rules only.",
			func(rules []string) schema {
				s := listOf(oneOf(rules))
				s["minItems"] = 1
				return s
			},
			func(r *reader, n node) {
				last(r).Rules = r.ruleList(n)
				if len(last(r).Rules) == 0 {
					r.fail(n, "the list is empty: name rules, or remove it to leave out all")
				}
			}},
		{"reason", false, "Why.",
			func([]string) schema { return schema{"type": "string"} },
			func(r *reader, n node) { last(r).Reason = r.text(n) }},
	}
}

func (r *reader) exclude(n node) {
	r.config.Exclude = append(r.config.Exclude, Exclude{})
	r.mapping(n, excludeSettings)
	if r.err == nil && r.config.Exclude[len(r.config.Exclude)-1].Path == "" {
		r.fail(n, "want a path, as in {path: gen/**}")
	}
}

func (r *reader) severity(n node) {
	r.config.Severity = make(map[string]finding.Severity)
	r.pairs(n, func(key, value node) {
		value.name, key.name = key.name, n.name
		id := r.word(key, "rule", r.rules)
		r.config.Severity[id] = finding.Severity(r.word(value, "severity", severities))
	})
}

// items returns the elements of a list, each of a form.
func (r *reader) items(n node, form, what string) []string {
	items := []string{}
	r.list(n, func(n node) { items = append(items, r.form(n, form, what)) })
	return items
}

// form returns a text of a form.
func (r *reader) form(n node, form, what string) string {
	s := r.text(n)
	if r.err == nil && !forms[form].MatchString(s) {
		r.fail(n, "want %s, have %s", what, describe(n))
	}
	return s
}

// ruleList returns the ids of rules, or special words.
func (r *reader) ruleList(n node, special ...string) []string {
	ids := []string{}
	r.list(n, func(n node) {
		if slices.Contains(special, n.Value) {
			ids = append(ids, r.text(n))
			return
		}
		ids = append(ids, r.word(n, "rule", r.rules))
	})
	return ids
}

// word returns one of the words that are known.
func (r *reader) word(n node, what string, known []string) string {
	s := r.text(n)
	if r.err != nil || slices.Contains(known, s) {
		return s
	}
	if near := suggest.Nearest(s, known); near != "" {
		r.fail(n, "unknown %s %q; did you mean %s?", what, clip(s), near)
	} else {
		r.fail(n, "unknown %s %q; there are %s", what, clip(s), strings.Join(known, ", "))
	}
	return s
}

func (r *reader) duration(n node) *time.Duration {
	var d time.Duration
	if !r.plain(n) {
		return &d
	}
	if n.Tag == "!!int" && n.Value == "0" {
		return &d
	}
	if n.Tag == "!!str" && forms[durationForm].MatchString(n.Value) {
		var err error
		if d, err = time.ParseDuration(n.Value); err == nil {
			return &d
		}
	}
	r.fail(n, "want a duration, such as 10ms, have %s", describe(n))
	return &d
}

// Names returns the keys of the file.
func Names() []string {
	var names []string
	for _, s := range topSettings {
		names = append(names, s.name)
	}
	return names
}
