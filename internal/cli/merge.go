package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/parvet/parvet/internal/merge"
	"github.com/parvet/parvet/internal/show"
)

const mergeText = `The files are what parvet -format json, or parvet -format sarif, has written,
most often with -shard. What is in several of them counts once, and the result
is what one run would have written. From JSON all formats can be made: run it
where the shards ran, or where the same files are.

Exit status: 0 if there are no findings, 1 if there are, 2 if a file cannot be
read, or a log of SARIF says that something could not be analysed. JSON does not
tell that: let the job of a shard fail that exits with 2.
`

func (c *command) mergeCommand() ([]flagGroup, func(context.Context, []string) int) {
	var format, output string
	flags := []flagGroup{{"Flags", []option{
		{name: "format", arg: "F", values: formatNames(), bind: stringVar(&format, ""),
			text: "what to write: that of the files (the default), or of JSON files any of " + strings.Join(formatNames(), ", ")},
		{name: "o", arg: "file", kind: aFile, bind: stringVar(&output, ""),
			text: "write it to file, at once, instead of to stdout"},
	}}}
	return flags, func(ctx context.Context, files []string) int { return c.merge(ctx, files, format, output) }
}

// merge joins reports.
func (c *command) merge(ctx context.Context, files []string, format, output string) int {
	if len(files) == 0 {
		return c.usageError(errors.New("parvet merge takes files that parvet -format json or -format sarif has written"))
	}
	dir, err := directory("")
	if err != nil {
		return c.fail(err)
	}
	if format != "" {
		if _, err := findFormat(format); err != nil {
			return c.usageError(err)
		}
	}
	merged, err := merge.Files(files)
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			c.complain(strings.TrimSuffix(line, "\n"))
		}
		return exitFailure
	}
	out, err := c.openOutput(dir, output)
	if err != nil {
		return c.fail(err)
	}
	defer out.discard()
	if merged.Log != nil {
		return c.writeLog(ctx, merged, format, out)
	}
	if format == "" {
		format = "json"
	}
	f, err := findFormat(format)
	if err != nil {
		return c.usageError(err)
	}
	r := &report{dir: dir, findings: merged.Findings}
	if err := out.write(ctx, func(w stream) error { return f.write(c, w, r) }); err != nil {
		return c.fail(err)
	}
	fmt.Fprintln(c.stderr, show.Summary(r.findings, 0))
	return r.status()
}

// writeLog writes a log of SARIF, which holds no more than it shows: other
// formats cannot be made of it.
func (c *command) writeLog(ctx context.Context, merged *merge.Report, format string, out *output) int {
	if format != "" && format != "sarif" {
		return c.usageError(fmt.Errorf("SARIF logs can be merged into SARIF only; for -format %s let the shards write -format json", format))
	}
	if err := out.write(ctx, func(w stream) error { return merged.Log.Write(w) }); err != nil {
		return c.fail(err)
	}
	n, failed := merged.Log.Findings()
	summary := "no findings"
	if n > 0 {
		summary = show.Count(n, "finding")
	}
	if failed {
		summary += "; something could not be analysed, see the notifications of the log"
	}
	fmt.Fprintln(c.stderr, summary)
	switch {
	case failed:
		return exitFailure
	case n > 0:
		return exitFindings
	}
	return exitClean
}
