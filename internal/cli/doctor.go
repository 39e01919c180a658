package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/parvet/parvet/internal/config"
	"github.com/parvet/parvet/internal/doctor"
	"github.com/parvet/parvet/internal/driver/demand"
	"github.com/parvet/parvet/internal/gopls"
	"github.com/parvet/parvet/internal/show"
)

const doctorText = `It looks at the go command, the cache, the settings of the working directory and
gopls, and runs parvet on a task that sleeps and on its twin that does not, by
itself and as a vet tool. The exit status is 2 if something is wrong.`

func (c *command) doctorCommand() ([]flagGroup, func(context.Context, []string) int) {
	var dir string
	flags := []flagGroup{{"Flags", []option{
		{name: "C", arg: "dir", kind: aDir, text: "look at dir instead of the working directory", bind: stringVar(&dir, "")},
	}}}
	return flags, func(ctx context.Context, args []string) int {
		if len(args) > 0 {
			return c.usageError(errors.New("parvet doctor takes no arguments"))
		}
		dir, err := directory(dir)
		if err != nil {
			return c.usageError(err)
		}
		program, err := os.Executable()
		if err != nil {
			return c.fail(err)
		}
		p := &doctor.Patient{
			Dir: dir, Program: program, Cache: demand.CacheDir,
			Settings: func() (string, error) { return c.settingsOf(ctx, dir) },
			Gopls:    goplsOf,
		}
		return c.writeDiagnosis(ctx, p.Examine(ctx))
	}
}

// settingsOf returns the file with the settings for dir, or "", and what is wrong
// with them, with the flags and models that they name, and with the environment.
func (c *command) settingsOf(ctx context.Context, dir string) (string, error) {
	opts, err := c.parse([]string{"-C", dir})
	if err == nil {
		err = opts.prepare(ctx)
	}
	if err != nil {
		return "", err
	}
	return config.Find(dir)
}

// goplsOf says what the gopls in a file is, if there is one, and how to get one
// with parvet inside. It is an error if there is none that goes with the release
// of Go.
func goplsOf(goVersion, file string) (string, error) {
	text := "none on PATH"
	if file != "" {
		program, err := gopls.Describe(file)
		if err != nil {
			return file + " cannot be understood", err
		} else {
			text = fmt.Sprintf("%s is %s", file, program)
			if program.Parvet != "" {
				return text, nil
			}
		}
	}
	pair, err := gopls.PairFor(goVersion)
	if err != nil {
		return text, err
	}
	return fmt.Sprintf("%s; parvet gopls install builds %s with parvet inside", text, pair.Gopls), nil
}

func (c *command) writeDiagnosis(ctx context.Context, results []doctor.Result) int {
	palette := show.NewPalette(c.stdout.colours)
	var b strings.Builder
	bad := 0
	for _, r := range results {
		word := "ok  "
		switch r.Level {
		case doctor.Note:
			word = palette.Bold.Sprint("note")
		case doctor.Bad:
			bad++
			word = palette.Failure.Sprint("bad ")
		}
		fmt.Fprintf(&b, "%s  %s: %s\n", word, r.Name, strings.ReplaceAll(r.Text, "\n", "\n      "))
		if r.Help != "" {
			fmt.Fprintf(&b, "      %s\n", r.Help)
		}
	}
	if status := c.write(b.String()); status != exitClean {
		return status
	}
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(c.stderr, "parvet: interrupted")
		return exitInterrupted
	case bad > 0:
		return c.fail(fmt.Errorf("%s of %d went wrong", show.Count(bad, "check"), len(results)))
	}
	return exitClean
}
