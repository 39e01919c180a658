package limitations

import (
	"archive/zip"
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// A slowFile sleeps before it reads.
type slowFile struct{}

func (slowFile) ReadAt([]byte, int64) (int, error) { nap(); return 0, nil }

// The members of an archive are in a field of its reader. What that reads from is
// known of the reader only.
func archives(ctx context.Context, p *par.Pool) {
	p.Go(ctx, func(context.Context) {
		z, _ := zip.NewReader(slowFile{}, 1000) // want `sleeps, so its worker idles: archive/zip.NewReader → slowFile.ReadAt`
		for _, member := range z.File {
			member.Open() // not reported
		}
		z.Open("nap") // want `sleeps, so its worker idles: archive/zip.\(\*Reader\).Open → slowFile.ReadAt`
	})
}
