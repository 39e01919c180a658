package short

import (
	"context"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

var mu sync.Mutex

func coarse(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(ctx context.Context) {
		mu.Lock() // want `^task passed to par.\(\*Pool\).Go takes a lock: sync.\(\*Mutex\).Lock; keep the critical section short$`
		mu.Unlock()
	})
}
