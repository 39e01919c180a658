package limitations

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"

	"github.com/parvet/parvet/runtime/par"
)

// A lazy decodes itself, slowly.
type lazy struct{}

func (*lazy) UnmarshalJSON([]byte) error { nap(); return nil }
func (*lazy) GobDecode([]byte) error     { nap(); return nil }

type message struct{ Body lazy }

// Decoders find the methods that they call by reflection, inside of what they
// are given.
func decoding(ctx context.Context, p *par.Pool, data []byte) {
	var m message
	p.Go(ctx, func(context.Context) {
		json.Unmarshal(data, &m) // not reported
	})
	p.Go(ctx, func(context.Context) {
		gob.NewDecoder(bytes.NewReader(data)).Decode(&m) // not reported
	})
	p.Go(ctx, func(context.Context) {
		m.Body.UnmarshalJSON(data) // want `sleeps, so its worker idles: \(\*lazy\).UnmarshalJSON → nap → time.Sleep`
	})
}
