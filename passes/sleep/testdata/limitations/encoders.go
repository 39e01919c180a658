package limitations

import (
	"context"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"io"

	"github.com/parvet/parvet/runtime/par"
)

// A costly value encodes itself, slowly.
type costly struct{}

func (costly) MarshalJSON() ([]byte, error) { nap(); return []byte("0"), nil }
func (costly) MarshalText() ([]byte, error) { nap(); return nil, nil }
func (costly) GobEncode() ([]byte, error)   { nap(); return nil, nil }

type reply struct{ Body costly }

// Encoders find the methods that they call by reflection, in what they are given
// and inside of it.
func encoding(ctx context.Context, p *par.Pool) {
	var r reply
	p.Go(ctx, func(context.Context) {
		json.Marshal(r) // not reported
	})
	p.Go(ctx, func(context.Context) {
		json.NewEncoder(io.Discard).Encode(r.Body) // not reported
	})
	p.Go(ctx, func(context.Context) {
		xml.Marshal(r) // not reported
	})
	p.Go(ctx, func(context.Context) {
		gob.NewEncoder(io.Discard).Encode(r) // not reported
	})
	p.Go(ctx, func(context.Context) {
		r.Body.MarshalJSON() // want `sleeps, so its worker idles: costly.MarshalJSON → nap → time.Sleep`
	})
}
