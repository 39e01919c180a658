package demand

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/govet"
	"github.com/parvet/parvet/passes/effects"
)

// Driver runs the analyzers in this process.
type Driver struct {
	Analyzers []*analysis.Analyzer

	// Settings is what the results depend on besides the packages and the
	// flags of a request: files that the environment names, say.
	Settings string

	// Cache is the directory in which results are kept, "" for none.
	Cache string

	// Otherwise runs requests that this driver cannot serve.
	Otherwise driver.Driver
}

var _ driver.Driver = (*Driver)(nil)

// An otherwiseError says that the request is one for another driver. It wraps the
// reason.
type otherwiseError struct{ reason string }

func (e *otherwiseError) Error() string { return e.reason }

func otherwise(format string, args ...any) error {
	return &otherwiseError{fmt.Sprintf(format, args...)}
}

// Run implements driver.Driver. The flags of the analyzers must have been set
// already: req.ToolFlags are part of the keys only.
func (d *Driver) Run(ctx context.Context, req driver.Request) (*driver.Result, error) {
	tmp, err := govet.TempDir()
	if err != nil {
		return nil, err
	}
	defer govet.Remove(tmp)
	gocmd := &goCommand{govet.GoCommand{Dir: req.Dir, Tmp: tmp, Tags: req.Tags}, new(sync.RWMutex)}
	if err := gocmd.PutDown(req.Overlay); err != nil {
		return nil, err
	}
	var res *driver.Result
	done := make(chan struct{})
	go func() {
		defer close(done)
		res, err = d.run(ctx, gocmd, req)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		// Who interrupts does not want to wait for the analysis of a package,
		// but must not leave processes behind.
		gocmd.running.Lock()
		return nil, context.Cause(ctx)
	}
	var other *otherwiseError
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.As(err, &other):
		debug("go vet is asked instead: %s", other.reason)
		req.Why = other.reason
		return d.Otherwise.Run(ctx, req)
	}
	return res, err
}

// goCommand is the go command. Whoever locks running waits until none runs.
type goCommand struct {
	govet.GoCommand
	running *sync.RWMutex
}

func (g *goCommand) Run(ctx context.Context, args ...string) (govet.Output, error) {
	g.running.RLock()
	defer g.running.RUnlock()
	return g.GoCommand.Run(ctx, args...)
}

// debug tells whoever sets PARVET_DEBUG=driver what the driver does.
func debug(format string, args ...any) {
	if os.Getenv("PARVET_DEBUG") == "driver" {
		fmt.Fprintf(os.Stderr, "parvet: "+format+"\n", args...)
	}
}

func (d *Driver) run(ctx context.Context, gocmd *goCommand, req driver.Request) (*driver.Result, error) {
	if slices.ContainsFunc(req.Patterns, func(p string) bool { return strings.HasSuffix(p, ".go") }) {
		return nil, otherwise("packages are named by files")
	}
	req.Report(driver.Listing, 0, 0)
	// Both are asked at once, since each takes the go command some time.
	var env *environment
	var envErr error
	var wg sync.WaitGroup
	wg.Go(func() { env, envErr = environmentOf(ctx, gocmd) })
	out, err := list(ctx, gocmd, req)
	wg.Wait()
	if err = errors.Join(err, envErr); err != nil {
		return nil, err
	}
	if said := env.complaints(out.Stderr); out.Failed || len(said) > 0 {
		return nil, otherwise("go list: %s", said)
	}
	graph, err := read(out.Stdout, req.Overlay)
	if err != nil {
		return nil, err
	}
	requested := graph.requested()
	if len(requested) == 0 {
		return nil, otherwise("no packages")
	}
	results := openResults(ctx, d.Cache, env.GOCACHEPROG)
	reports, err := d.reports(ctx, gocmd, &req, newKeys(graph, env, d.Settings, req), results, requested)
	warnings := results.close()
	if err != nil {
		return nil, err
	}
	res := &driver.Result{Warnings: warnings}
	if err := govet.Read(slices.Concat(reports...), graph.dirs(), res); err != nil {
		return nil, err
	}
	if err := graph.checkModels(ctx, gocmd, env, effects.UserModels(), res); err != nil {
		return nil, err
	}
	if req.List {
		for _, r := range requested {
			res.Packages = append(res.Packages, r.path)
		}
		slices.Sort(res.Packages)
	}
	govet.Tidy(res)
	return res, nil
}

// reports returns the reports about the requested packages, in their order: what
// is kept, and for the others what is found now.
func (d *Driver) reports(ctx context.Context, gocmd *goCommand, req *driver.Request, keys *keys, kept *results, requested []*request) ([][]byte, error) {
	g, places := keys.g, keys.g.places()
	reports := make([][]byte, len(requested))
	for _, r := range requested {
		var err error
		if r.key, err = keys.ofRequest(r); err != nil {
			return nil, err
		}
	}
	var asking errgroup.Group
	asking.SetLimit(maxAsked)
	for i, r := range requested {
		asking.Go(func() error {
			if data, ok := kept.get(r.key); ok {
				report, err := govet.Rename(data, places.find)
				if err == nil {
					reports[i] = report
					return nil
				}
				debug("what is kept of %s is of no use: %v", r.path, err)
			}
			r.report = &reports[i]
			return nil
		})
	}
	asking.Wait()
	missed := slices.DeleteFunc(slices.Clone(requested), func(r *request) bool { return r.report == nil })
	debug("%d packages listed, %d requested, %d of them to be analysed", len(g.packages), len(requested), len(missed))
	if len(missed) == 0 {
		return reports, nil
	}
	if err := newProgram(g, keys.env, req, d.Analyzers).analyze(ctx, gocmd, kept, missed); err != nil {
		return nil, err
	}
	var putting errgroup.Group
	putting.SetLimit(maxAsked)
	for _, r := range missed {
		putting.Go(func() error {
			if govet.Troubled(*r.report) {
				return nil // it is to be mended, and may name files of this machine
			}
			data, err := govet.Rename(*r.report, places.keep)
			if err != nil {
				debug("the result for %s is not kept: %v", r.path, err)
				return nil
			}
			kept.put(r.key, data)
			return nil
		})
	}
	putting.Wait()
	return reports, nil
}

// maxAsked is how many results are asked for at once: they may come over a network.
const maxAsked = 16
