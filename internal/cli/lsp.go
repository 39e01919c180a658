package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/lsp"
)

const lspText = `
The server speaks the Language Server Protocol on its standard input and output
and runs beside gopls. Flags of parvet after -- hold for all that it analyses;
the editor's settings, and .parvet.yaml, have the same names. See
docs/editors.md for how editors start it.

It exits with 0 if the client asked it to, else with 1; with 2 if it cannot
start or understand the client.
`

// answering is the argument with which the server starts this program for each
// analysis.
const answering = "answer"

// pause is how long nothing must be typed before packages are analysed.
const pause = 300 * time.Millisecond

func (c *command) lspCommand() ([]flagGroup, func(context.Context, []string) int) {
	var stdio bool
	flags := []flagGroup{{"Flags", []option{
		{name: "stdio", text: "speak on standard input and output, as the server does anyway: some editors say so", bind: boolVar(&stdio, false)},
	}}}
	return flags, func(ctx context.Context, args []string) int {
		if slices.Equal(args, []string{answering}) {
			if err := lsp.Answer(ctx, os.Stdin, c.stdout, c.answer); err != nil && ctx.Err() == nil && !errors.Is(err, context.Canceled) {
				return c.fail(err)
			}
			return exitClean
		}
		return c.serve(ctx, args)
	}
}

// serve runs the server. The flags are for each analysis.
func (c *command) serve(ctx context.Context, flags []string) int {
	opts, err := c.parse(flags)
	switch {
	case err != nil:
		return c.usageError(err)
	case opts.help || opts.version || opts.fix || opts.diff || !slices.Equal(opts.request.Patterns, []string{"./..."}):
		return c.usageError(errors.New("parvet lsp takes flags that choose what is reported, after --"))
	}
	exe, err := os.Executable()
	if err != nil {
		return c.fail(err)
	}
	asked, err := lsp.Serve(ctx, os.Stdin, os.Stdout, lsp.Options{
		Version: strings.TrimPrefix(version(), "parvet "),
		Rules:   c.Rules,
		Page:    func(id string) (string, error) { return readPage(c.Pages, id) },
		Analyse: lsp.Process(exe, "lsp", answering),
		Pause:   pause,
		Flags:   flags,
	})
	switch {
	case err != nil:
		return c.fail(err)
	case ctx.Err() != nil:
		return exitInterrupted
	case !asked:
		return exitFindings
	}
	return exitClean
}

// answer analyses what the server asks for.
func (c *command) answer(ctx context.Context, r lsp.Request, progress func(done, total int)) (*lsp.Result, error) {
	opts, err := c.parse(slices.Concat([]string{"-C=" + r.Dir}, r.Flags, []string{"--"}, r.Patterns))
	if err != nil {
		return nil, err
	}
	opts.request.Overlay = r.Overlay
	opts.request.Progress = func(p driver.Progress) {
		if p.Phase == driver.Analysing && p.Total > 0 {
			progress(p.Done, p.Total)
		}
	}
	var d driver.Driver
	if r.Quick {
		d, err = c.driverOr(refusing{})
	} else {
		d, err = c.driver()
	}
	if err != nil {
		return nil, err
	}
	var said bytes.Buffer
	quiet := *c
	quiet.stderr = stream{&said, false}
	res, _ := quiet.analyse(ctx, d, opts)
	if res == nil {
		return nil, errors.New(strings.TrimPrefix(strings.TrimSpace(said.String()), "parvet: "))
	}
	return &lsp.Result{Findings: res.Findings, Failures: res.Failures}, nil
}

// refusing is in the place of go vet where that would take too long.
type refusing struct{}

func (refusing) Run(_ context.Context, r driver.Request) (*driver.Result, error) {
	return &driver.Result{Failures: []driver.Failure{{Message: r.Why}}}, nil
}
