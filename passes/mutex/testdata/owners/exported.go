package owners

import (
	"context"
	"os"
	"sync"

	"github.com/parvet/parvet/runtime/par"
)

// Exported methods are called by importers as well, but not on variables that those
// do not know.

type Journal struct {
	mu   sync.Mutex
	data []byte
}

func (j *Journal) Load() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.data, _ = os.ReadFile("x")
}

func (j *Journal) Len() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.data)
}

var (
	loaded, counted Journal
	pointed         = NewJournal()
	returned        Journal
	Open            Journal
)

func NewJournal() *Journal { return new(Journal) }

func Returned() *Journal { return &returned }

func journals(ctx context.Context, p *par.Pool, j *Journal) {
	go loaded.Load()
	p.Go(ctx, func(context.Context) {
		counted.Len()
		pointed.Len()
		loaded.Len()   // want `\(\*Journal\).Len → sync.\(\*Mutex\).Lock at exported.go:26, which is held across os.ReadFile`
		returned.Len() // want `\(\*Journal\).Len → sync.\(\*Mutex\).Lock at exported.go:26, which is held across os.ReadFile`
		Open.Len()     // want `\(\*Journal\).Len → sync.\(\*Mutex\).Lock at exported.go:26, which is held across os.ReadFile`
		j.Len()        // want `\(\*Journal\).Len → sync.\(\*Mutex\).Lock at exported.go:26, which is held across os.ReadFile`
	})
}
