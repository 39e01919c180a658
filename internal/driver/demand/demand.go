package demand

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

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
	graph, err := list(ctx, gocmd, req)
	wg.Wait()
	if err = errors.Join(err, envErr); err != nil {
		return nil, err
	}
	requested := graph.requested()
	if len(requested) == 0 {
		return nil, otherwise("no packages")
	}
	results, err := openResults(d.Cache)
	if err != nil {
		return nil, err
	}
	keys := newKeys(graph, env, d.Settings, req)

	// What is kept for each of the requested packages, in their order.
	reports := make([][]byte, len(requested))
	var missed []*request
	for i, r := range requested {
		key, err := keys.ofRequest(r)
		if err != nil {
			return nil, err
		}
		data, ok := results.get(key)
		if ok {
			reports[i] = data
			continue
		}
		r.key, r.report = key, &reports[i]
		missed = append(missed, r)
	}
	debug("%d packages listed, %d requested, %d of them to be analysed", len(graph.packages), len(requested), len(missed))
	if len(missed) > 0 {
		p := newProgram(graph, env, &req, d.Analyzers)
		if err := p.analyze(ctx, gocmd, results, missed); err != nil {
			return nil, err
		}
		for _, r := range missed {
			results.put(r.key, *r.report)
		}
	}
	results.trim()
	res := new(driver.Result)
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
