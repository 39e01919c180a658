package repeated

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

func first(ctx context.Context, p *par.Pool) {
	submit(ctx, p, files)
	p.Go(ctx, files)
}
