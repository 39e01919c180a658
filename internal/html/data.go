package html

import (
	"html/template"
	"strings"
	"unicode"

	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
	"github.com/parvet/parvet/internal/show"
)

// data is what the scripts of the page get. The names of its keys are theirs.
type data struct {
	Title    string     `json:"title"`
	Summary  string     `json:"summary"`
	Findings []item     `json:"findings"`
	Files    []file     `json:"files"`
	Rules    []ruleInfo `json:"rules"`
	Failures []failure  `json:"failures"`
	Warnings []string   `json:"warnings"`
	Notes    []string   `json:"notes"`
	Pages    []rendered `json:"-"`
}

type item struct {
	ID       string  `json:"id"` // its fingerprint, so that links outlive moved lines
	Rule     string  `json:"rule"`
	Severity string  `json:"severity"`
	Tier     string  `json:"tier"`
	Package  string  `json:"package"`
	Message  string  `json:"message"`
	At       place   `json:"at"`
	Steps    []step  `json:"steps"`
	Also     []step  `json:"also,omitempty"`
	More     int     `json:"more,omitempty"`
	Fixes    []fixed `json:"fixes,omitempty"`
}

// place is a position, and the part of its line that it is about, counted in
// the characters of JavaScript.
type place struct {
	File   int    `json:"file"` // index in data.Files
	Line   int    `json:"line"`
	Column int    `json:"column"`         // counted from 1, in bytes
	From   int    `json:"from"`           // counted from 0
	To     int    `json:"to"`             // exclusive; From if nothing is known of the place
	Func   string `json:"func,omitempty"` // that it is in
	Head   int    `json:"head,omitempty"` // line of the declaration of Func
}

// The kinds of steps.
const (
	taskStep  = "task"
	callStep  = "call"
	lastStep  = "operation"
	gapStep   = "gap"   // calls that are not named
	placeStep = "place" // all that is known of a finding without a path
)

type step struct {
	Kind    string `json:"kind"`
	Func    string `json:"func"` // what is called, or what the task is handed to
	Edge    string `json:"edge,omitempty"`
	Dynamic bool   `json:"dynamic,omitempty"`
	Way     string `json:"way,omitempty"`
	Pool    string `json:"pool,omitempty"`
	At      place  `json:"at"`
}

type fixed struct {
	Message string `json:"message"`
	Diff    string `json:"diff,omitempty"`
	Problem string `json:"problem,omitempty"` // why there is no diff
}

type ruleInfo struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
	CWE   []int  `json:"cwe,omitempty"`
	Page  bool   `json:"page"` // there is an element page-ID
}

type failure struct {
	Package   string `json:"package"`
	Message   string `json:"message"`
	TestsOnly bool   `json:"testsOnly,omitempty"`
}

type rendered struct {
	ID   string
	HTML template.HTML
}

func build(r *Report) (*data, error) {
	src := newSources(r.Dir)
	d := &data{
		Title:    src.names.title(),
		Summary:  show.Summary(r.Findings, len(r.Failures)),
		Findings: make([]item, len(r.Findings)),
		Rules:    []ruleInfo{},
		Failures: make([]failure, len(r.Failures)),
		Warnings: cleanAll(r.Warnings),
		Notes:    cleanAll(r.Notes),
	}
	ids := finding.Fingerprints(r.Findings, finding.NewSources(r.Dir))
	used := make(map[string]string) // URLs by rule
	for i := range r.Findings {
		f := &r.Findings[i]
		d.Findings[i] = makeItem(f, src)
		d.Findings[i].ID = ids[i]
		if used[f.Rule] == "" {
			used[f.Rule] = f.URL
		}
	}
	for i, f := range r.Failures {
		d.Failures[i] = failure{clean(f.Package), clean(f.Message), f.TestsOnly}
	}
	if err := addFixes(d.Findings, r, src); err != nil {
		return nil, err
	}
	for _, id := range sortedKeys(used) {
		info, _ := rule.Find(r.Rules, id)
		ri := ruleInfo{ID: clean(id), Title: clean(info.Title), URL: webAddress(used[id]), CWE: info.CWE}
		text, ok, err := renderPage(r.Pages, id, ri.URL)
		if err != nil {
			return nil, err
		}
		if ok {
			ri.Page = true
			d.Pages = append(d.Pages, rendered{ri.ID, text})
		}
		d.Rules = append(d.Rules, ri)
	}
	d.Files = src.files()
	return d, nil
}

func makeItem(f *finding.Finding, src *sources) item {
	it := item{
		Rule: clean(f.Rule), Severity: clean(string(f.Severity)), Tier: clean(string(f.Tier)),
		Package: clean(f.Package), Message: clean(f.Message), More: f.More,
		At: src.at(f.Position, extent{line: f.EndLine, column: f.EndColumn}),
	}
	task := func(t *finding.Task) step {
		return step{Kind: taskStep, Func: clean(t.Entry), Way: t.Way.String(), Pool: clean(t.Pool), At: src.at(t.Position, extent{callee: t.Entry})}
	}
	if f.Task.Entry != "" {
		it.Steps = append(it.Steps, task(&f.Task))
	}
	for i, h := range f.Trace {
		s := step{Kind: callStep, Func: clean(h.Func), Edge: clean(h.Edge), Dynamic: h.Edge == "field" || h.Edge == "interface"}
		switch {
		case strings.HasPrefix(h.Func, "…"):
			s.Kind = gapStep
		case i == len(f.Trace)-1:
			s.Kind = lastStep
		}
		s.At = src.at(h.Position, extent{callee: h.Func})
		it.Steps = append(it.Steps, s)
	}
	if len(it.Steps) == 0 {
		it.Steps = []step{{Kind: placeStep, At: it.At}}
	}
	for i := range f.Also {
		it.Also = append(it.Also, task(&f.Also[i]))
	}
	return it
}

// clean makes visible what would command the screen: control characters, and
// those that change the direction of text, which can make source look like what
// it is not. Each stands for one character of JavaScript, as does what replaces
// it.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

func cleanAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = clean(s)
	}
	return out
}
