package values

import (
	"context"

	"github.com/parvet/parvet/runtime/par"
)

// Decoders that are made of decoders: there are more ways through them than
// anybody can follow.

type decoder interface{ Decode(depth int) }

type decoder0 struct{ Key, Elem decoder }

func (d *decoder0) Decode(depth int) { d.Key.Decode(depth - 0); d.Elem.Decode(depth - 1) }

type decoder1 struct{ Key, Elem decoder }

func (d *decoder1) Decode(depth int) { d.Key.Decode(depth - 1); d.Elem.Decode(depth - 1) }

type decoder2 struct{ Key, Elem decoder }

func (d *decoder2) Decode(depth int) { d.Key.Decode(depth - 2); d.Elem.Decode(depth - 1) }

type decoder3 struct{ Key, Elem decoder }

func (d *decoder3) Decode(depth int) { d.Key.Decode(depth - 3); d.Elem.Decode(depth - 1) }

type decoder4 struct{ Key, Elem decoder }

func (d *decoder4) Decode(depth int) { d.Key.Decode(depth - 4); d.Elem.Decode(depth - 1) }

type decoder5 struct{ Key, Elem decoder }

func (d *decoder5) Decode(depth int) { d.Key.Decode(depth - 5); d.Elem.Decode(depth - 1) }

type decoder6 struct{ Key, Elem decoder }

func (d *decoder6) Decode(depth int) { d.Key.Decode(depth - 6); d.Elem.Decode(depth - 1) }

type decoder7 struct{ Key, Elem decoder }

func (d *decoder7) Decode(depth int) { d.Key.Decode(depth - 7); d.Elem.Decode(depth - 1) }

type decoder8 struct{ Key, Elem decoder }

func (d *decoder8) Decode(depth int) { d.Key.Decode(depth - 8); d.Elem.Decode(depth - 1) }

type decoder9 struct{ Key, Elem decoder }

func (d *decoder9) Decode(depth int) { d.Key.Decode(depth - 9); d.Elem.Decode(depth - 1) }

type decoder10 struct{ Key, Elem decoder }

func (d *decoder10) Decode(depth int) { d.Key.Decode(depth - 10); d.Elem.Decode(depth - 1) }

type decoder11 struct{ Key, Elem decoder }

func (d *decoder11) Decode(depth int) { d.Key.Decode(depth - 11); d.Elem.Decode(depth - 1) }

type napDecoder struct{}

func (napDecoder) Decode(int) { nap() }

func decoderFor(kind int) decoder {
	switch kind {
	case 0:
		return &decoder0{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 1:
		return &decoder1{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 2:
		return &decoder2{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 3:
		return &decoder3{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 4:
		return &decoder4{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 5:
		return &decoder5{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 6:
		return &decoder6{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 7:
		return &decoder7{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 8:
		return &decoder8{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 9:
		return &decoder9{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 10:
		return &decoder10{decoderFor(kind - 1), decoderFor(kind - 2)}
	case 11:
		return &decoder11{decoderFor(kind - 1), decoderFor(kind - 2)}
	}
	return napDecoder{}
}

var decoders = []decoder{decoderFor(3), decoderFor(5)}

func decode(ctx context.Context, p *par.Pool, i int) {
	p.Go(ctx, func(context.Context) {
		decoders[i].Decode(3) // want `napDecoder.Decode → nap → time.Sleep \[probable\]$`
	})
}
