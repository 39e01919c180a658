package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/parvet/parvet/internal/gopls"
	"github.com/parvet/parvet/internal/suggest"
)

const goplsText = `parvet gopls install compiles a gopls with the rules of parvet inside, and needs
the go command, and a module proxy or a filled module cache, to do so. Let your
editor start it in the place of gopls (docs/gopls.md). parvet gopls versions
lists the versions of gopls and of Go that this is tested with.`

var goplsActions = []string{"install", "versions"}

func (c *command) goplsCommand() ([]flagGroup, func(context.Context, []string) int) {
	var in gopls.Install
	var source string
	flags := []flagGroup{{"Flags of install", []option{
		{name: "o", arg: "path", kind: aFile, text: "the program to write, or a directory for it (default " + gopls.Name +
			" in the directory into which go install puts programs)", bind: stringVar(&in.Output, "")},
		{name: "source", arg: "dir", kind: aDir, text: "take parvet from this checkout (default the version of this program; " +
			"if it has none, the checkout that it was built from)", bind: stringVar(&source, "")},
	}}}
	return flags, func(ctx context.Context, args []string) int {
		if len(args) != 1 {
			return c.usageError(errors.New("parvet gopls takes one word: " + strings.Join(goplsActions, " or ")))
		}
		switch args[0] {
		case "install":
			return c.goplsInstall(ctx, in, source)
		case "versions":
			return c.write(gopls.Table())
		}
		if near := suggest.Nearest(args[0], goplsActions); near != "" {
			return c.usageError(fmt.Errorf("unknown command gopls %s; did you mean parvet gopls %s?", args[0], near))
		}
		return c.usageError(fmt.Errorf("unknown command gopls %s; there are %s", args[0], strings.Join(goplsActions, " and ")))
	}
}

func (c *command) goplsInstall(ctx context.Context, in gopls.Install, source string) int {
	var err error
	if in.Dir, err = os.Getwd(); err != nil {
		return c.fail(err)
	}
	if in.Source, err = gopls.FindSource(source, in.Dir); err != nil {
		return c.fail(err)
	}
	in.Say = func(step string) { fmt.Fprintf(c.stderr, "parvet: %s\n", step) }
	path, err := in.Run(ctx)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(c.stderr, "parvet: interrupted")
		return exitInterrupted
	case err != nil:
		return c.fail(err)
	}
	return c.write(path + "\n")
}
