package sarif

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
)

// An Input is what a log tells.
type Input struct {
	Version string // of parvet
	Rules   []rule.Rule
	Pages   fs.FS // RULE.md for each rule

	Dir                 string // names of files are relative to it
	Root                string // of the repository
	ModuleCache, GoRoot string // empty if they are not known

	Findings []finding.Finding
	Failures []driver.Failure
	Warnings []string
	ExitCode int
}

// fingerprint is the name of our fingerprints. Who changes what they are made of
// changes the number.
const fingerprint = "parvet/v1"

// Write writes the log of one run.
func Write(w io.Writer, in Input) error {
	run, err := in.run()
	if err != nil {
		return err
	}
	return encode(w, Log{Schema: schema, Version: version, Runs: []Run{run}})
}

func encode(w io.Writer, log Log) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(log)
}

func (in *Input) run() (Run, error) {
	w := in.writer()
	tool, taxonomies, err := in.tool()
	if err != nil {
		return Run{}, err
	}
	run := Run{
		Tool:        tool,
		Taxonomies:  taxonomies,
		Invocations: []Invocation{in.invocation()},
		Bases:       bases(w.all),
		Language:    "go",
		Encoding:    "utf-8",
		ColumnKind:  "utf16CodeUnits",
		Results:     make([]Result, 0, len(in.Findings)),
	}
	prints := finding.Fingerprints(in.Findings, finding.NewSources(in.Dir))
	for i := range in.Findings {
		r := w.result(&in.Findings[i])
		r.Fingerprints = map[string]string{fingerprint: prints[i]}
		run.Results = append(run.Results, r)
	}
	run.tidy()
	return run, nil
}

// tool returns what made the log.
func (in *Input) tool() (Tool, []Component, error) {
	driver := Component{
		Name:           "parvet",
		Version:        in.Version,
		InformationURI: "https://github.com/parvet/parvet",
	}
	if semver.IsValid(in.Version) {
		driver.SemanticVersion = strings.TrimPrefix(semver.Canonical(in.Version)+semver.Build(in.Version), "v")
	}
	cwe, numbers := taxonomy(in.Rules)
	for _, r := range in.Rules {
		d, err := descriptor(r, in.Pages, numbers)
		if err != nil {
			return Tool{}, nil, err
		}
		driver.Rules = append(driver.Rules, d)
	}
	if len(numbers) == 0 {
		return Tool{driver}, nil, nil
	}
	driver.Taxonomies = []ComponentRef{{Name: cwe.Name}}
	return Tool{driver}, []Component{cwe}, nil
}

func (in *Input) invocation() Invocation {
	inv := Invocation{Successful: len(in.Failures) == 0, ExitCode: in.ExitCode}
	for _, f := range in.Failures {
		n := Notification{Level: "error", Message: Message{Text: f.Message}}
		if f.Package != "" {
			n.Locations = []Location{{Logical: []LogicalLocation{{Name: f.Package, Kind: "package"}}}}
		}
		inv.Notifications = append(inv.Notifications, n)
	}
	for _, text := range in.Warnings {
		inv.Warnings = append(inv.Warnings, Notification{Level: "warning", Message: Message{Text: text}})
	}
	return inv
}

// maxRelated is how many related locations a result has at most: GitHub shows
// one hundred places, and takes no log in which a result has more than a
// thousand.
const maxRelated = 100

func (w *writer) result(f *finding.Finding) Result {
	r := Result{
		RuleID:     f.Rule,
		Level:      level(f.Severity),
		Message:    Message{Text: f.Message},
		Locations:  []Location{},
		Properties: ResultBag{Package: f.Package, Pool: f.Task.Pool, Tier: string(f.Tier), More: f.More},
	}
	if loc := w.span(f); loc != nil {
		r.Locations = append(r.Locations, Location{Physical: loc})
	}
	for i := range w.Rules {
		if w.Rules[i].ID == f.Rule {
			r.RuleIndex = &i
		}
	}
	if f.Task.Entry != "" {
		r.CodeFlows = []CodeFlow{{Threads: []ThreadFlow{{Locations: w.steps(f)}}}}
	}
	for _, t := range f.Also {
		if len(r.Related) == maxRelated {
			break
		}
		text := fmt.Sprintf("also %s %s", t.Way, t.Entry)
		r.Related = append(r.Related, Location{Physical: w.place(t.Position), Message: &Message{Text: text}})
	}
	for _, fix := range f.Fixes {
		if fix, ok := w.fix(fix); ok {
			r.Fixes = append(r.Fixes, fix)
		}
	}
	return r
}

// steps returns the way from the task to the operation, one step a hop.
func (w *writer) steps(f *finding.Finding) []Step {
	step := func(p finding.Position, nesting int, text string) Step {
		return Step{Location: Location{Physical: w.place(p), Message: &Message{Text: text}}, Nesting: nesting, Importance: "important"}
	}
	steps := []Step{step(f.Task.Position, 0, fmt.Sprintf("task %s %s", f.Task.Way, f.Task.Entry))}
	for i, h := range f.Trace {
		text := h.Func
		if h.Edge != "" {
			text += " (" + h.Edge + ")"
		}
		steps = append(steps, step(h.Position, i+1, text))
	}
	steps[0].Importance, steps[len(steps)-1].Importance = "essential", "essential"
	return steps
}
