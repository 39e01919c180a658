package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/baseline"
	"github.com/parvet/parvet/internal/changed"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/govet"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/show"
)

const baselineText = `
The file is that of -baseline, else that of the settings of the project, else
.parvet-baseline.json beside the settings, or in the directory if there are
none. Findings that it has already remain in it, unless their package was
analysed and they are fixed. With it, parvet reports what is new:

	parvet baseline
	parvet -baseline .parvet-baseline.json

Nothing is written if something could not be analysed. See docs/baseline.md.
`

// prepare reads the baseline, and looks whether git knows the revision, before
// the analysis begins.
func (o *options) prepare(ctx context.Context) error {
	if o.newFrom != "" {
		if _, err := changed.Since(ctx, o.request.Dir, o.newFrom); err != nil {
			return fmt.Errorf("-new-from: %w", err)
		}
	}
	if o.baseline == "" {
		return nil
	}
	known, err := baseline.Read(o.baseline)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no baseline %s: parvet baseline writes it", show.RelativeName(o.request.Dir, o.baseline))
	}
	if err != nil {
		return fmt.Errorf("cannot read the baseline %s: %w", show.RelativeName(o.request.Dir, o.baseline), err)
	}
	o.accepted = known
	return nil
}

// baselineCommand writes the file of known findings.
func (c *command) baselineCommand() ([]flagGroup, func(context.Context, []string) int) {
	p := &parser{c: c}
	var chosen []flagGroup
	for i, group := range checkFlags(&p.o, &p.in) {
		group.options = slices.DeleteFunc(group.options, func(o option) bool {
			return o.name == "shard" || i > 0 && o.name != Tier && o.name != "baseline"
		})
		if len(group.options) > 0 {
			chosen = append(chosen, group)
		}
	}
	first := &chosen[0].options[0]
	bind := first.bind
	first.bind = func(set *flag.FlagSet, name string) {
		bind(set, name)
		p.bind(set)
	}
	return chosen, func(ctx context.Context, patterns []string) int {
		p.in.format = "text"
		opts, err := p.options(patterns)
		if err == nil && p.in.baseline == off {
			err = fmt.Errorf("flag -baseline: want the file to write")
		}
		switch {
		case isConfigError(err):
			return c.fail(err)
		case err != nil:
			return c.fail(fmt.Errorf("%w (parvet baseline -h)", err))
		}
		return c.writeBaseline(ctx, opts)
	}
}

func (c *command) writeBaseline(ctx context.Context, opts *options) int {
	named := opts.baseline != ""
	if !named {
		dir := opts.request.Dir
		if opts.settings.Dir != "" {
			dir = opts.settings.Dir
		}
		opts.baseline = filepath.Join(dir, baseline.Name)
	}
	name := show.RelativeName(opts.request.Dir, opts.baseline)
	old, err := baseline.Read(opts.baseline)
	exists := !errors.Is(err, fs.ErrNotExist)
	switch {
	case !exists:
		old = baseline.New()
	case err != nil:
		return c.fail(fmt.Errorf("cannot update the baseline %s: %w", name, err))
	}
	d, err := c.driver()
	if err != nil {
		return c.fail(err)
	}
	opts.request.List = true
	res, status := c.analyse(ctx, d, opts)
	if res == nil {
		return status
	}
	c.notes(opts, res)
	if len(res.Failures) > 0 {
		return c.fail(fmt.Errorf("%s is not written, since something could not be analysed", name))
	}
	scope, err := c.scope(ctx, opts, res, old)
	if err != nil {
		return c.fail(err)
	}
	shown := slices.DeleteFunc(res.Findings, func(f finding.Finding) bool { return !opts.known[f.Rule] })
	next := old.Update(shown, opts.all, finding.NewSources(opts.request.Dir), scope)
	added, removed := next.Changes(old)
	if exists && added+removed == 0 {
		return c.write(fmt.Sprintf("%s is up to date, with %s\n", name, show.Count(next.Len(), "finding")))
	}
	if err := next.Write(opts.baseline); err != nil {
		return c.fail(fmt.Errorf("cannot write the baseline %s: %w", name, err))
	}
	text := fmt.Sprintf("wrote %s to %s: %d new, %d fixed\n", show.Count(next.Len(), "finding"), name, added, removed)
	if !named {
		text += fmt.Sprintf("they are left out by parvet -baseline %s, or with baseline: %s in .parvet.yaml\n", name, filepath.Base(name))
	}
	return c.write(text)
}

// scope returns what an analysis tells of the entries of a baseline.
func (c *command) scope(ctx context.Context, opts *options, res *driver.Result, known *baseline.Baseline) (*baseline.Scope, error) {
	analysed, tests := make(map[string]bool), make(map[string]bool)
	for _, pkg := range res.Packages {
		analysed[pkg], tests[pkg] = true, !opts.request.NoTests
	}
	for _, f := range res.Failures {
		pkg := strings.TrimSuffix(f.Package, "_test")
		switch {
		case f.Package == "":
			clear(analysed) // it may be of any
		case f.TestsOnly:
			tests[f.Package], tests[pkg] = false, false
		default:
			analysed[f.Package], analysed[pkg] = false, false
		}
	}
	s := &baseline.Scope{
		Gone:     func(string) bool { return false },
		Analysed: func(pkg string) bool { return analysed[pkg] },
		Tests:    func(pkg string) bool { return tests[pkg] },
	}
	// A package that does not exist any more cannot be named, so its findings
	// would be known for ever.
	if slices.ContainsFunc(known.Packages(), func(pkg string) bool { return !analysed[pkg] && !analysed[strings.TrimSuffix(pkg, "_test")] }) {
		modules, err := mainModules(ctx, opts.request.Dir)
		if err != nil {
			return nil, err
		}
		s.Gone = modules.gone
	}
	return s, nil
}

// modules are the directories of modules by their paths.
type modules map[string]string

// mainModules returns those that are worked on: several in a workspace, none
// where there are no modules.
func mainModules(ctx context.Context, dir string) (modules, error) {
	tmp, err := govet.TempDir()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	out, err := govet.GoCommand{Dir: dir, Tmp: tmp}.Run(ctx, "list", "-m", "-f={{.Path}}\t{{.Dir}}")
	if err != nil || out.Failed {
		return nil, err
	}
	all := make(modules)
	for line := range bytes.Lines(out.Stdout) {
		path, dir, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), "\t")
		if dir != "" {
			all[path] = dir
		}
	}
	return all, nil
}

// gone reports whether a package is one of a module and has no source any more.
// That of external tests is without the last part of its path.
func (m modules) gone(pkg string) bool {
	module := ""
	for path := range m {
		if (pkg == path || strings.HasPrefix(pkg, path+"/")) && len(path) > len(module) {
			module = path
		}
	}
	if module == "" {
		return false
	}
	dir := filepath.Join(m[module], filepath.FromSlash(strings.TrimPrefix(pkg, module)))
	return !hasSource(dir) && (!strings.HasSuffix(pkg, "_test") || !hasSource(strings.TrimSuffix(dir, "_test")))
}

func hasSource(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return strings.HasSuffix(e.Name(), ".go") })
}
