// Package outputs prints to what exported variables hold at first.
package outputs

import (
	"context"
	"fmt"

	"github.com/fatih/color"
	"github.com/parvet/parvet/runtime/par"

	"example.com/syncio/outputs/term"
)

func tasks(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		term.Plain("a")                // want `blocks on the terminal: term.Plain → fmt.Fprintln → os.Stdout.Write`
		term.Colored("a")              // want `blocks on the terminal: term.Colored → fmt.Fprintln → color.Output.Write`
		fmt.Fprintln(color.Error, "a") // want `blocks on the terminal: fmt.Fprintln → color.Error.Write`

		// In memory, and what nobody has set.
		term.Buffered("a")
		term.Elsewhere("a")
	})
}
