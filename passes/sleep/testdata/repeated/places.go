package repeated

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

func second(ctx context.Context, p *par.Pool, xs []int) { p.Go(ctx, files) }
