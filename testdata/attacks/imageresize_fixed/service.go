// Imageresize_fixed is imageresize with tasks that do nothing but compute: the
// goroutine of the request reads the files before and writes the thumbnails
// after, so a slow file holds up its own request and nobody else. What a client
// may send is bounded, and so is the part of the pool that one request can use.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"github.com/parvet/parvet/runtime/par"
)

// The bounds of a request.
const (
	maxPictures = 16
	maxBytes    = 8 << 20  // of a file
	maxPixels   = 16 << 20 // of a picture
)

var errTooLarge = errors.New("too large")

// upload is a picture that a client has sent.
type upload struct {
	name string
	file *os.File
}

type service struct {
	pool *par.Pool
	dir  string // for thumbnails
}

// album serves one request.
func (s *service) album(ctx context.Context, uploads []upload) error {
	if len(uploads) > maxPictures {
		return fmt.Errorf("album of %d pictures: %w", len(uploads), errTooLarge)
	}
	files := make([][]byte, len(uploads))
	for i, u := range uploads {
		var err error
		if files[i], err = io.ReadAll(io.LimitReader(u.file, maxBytes)); err != nil {
			return err
		}
	}
	thumbnails, err := par.Map(ctx, files, thumbnail, par.On(s.pool), par.Limit(2))
	if err != nil {
		return err
	}
	for i, u := range uploads {
		if err := os.WriteFile(filepath.Join(s.dir, u.name), thumbnails[i], 0o600); err != nil {
			return err
		}
	}
	return nil
}

// thumbnail works in memory, and looks at the size before it makes room for the
// pixels.
func thumbnail(ctx context.Context, file []byte) ([]byte, error) {
	config, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	if config.Width > maxPixels/max(1, config.Height) {
		return nil, fmt.Errorf("picture of %d×%d: %w", config.Width, config.Height, errTooLarge)
	}
	src, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, shrink(src, 8))
	return out.Bytes(), err
}

// shrink takes every nth pixel of every nth line.
func shrink(src image.Image, n int) image.Image {
	b := src.Bounds()
	dst := image.NewRGBA(image.Rect(0, 0, max(1, b.Dx()/n), max(1, b.Dy()/n)))
	for y := range dst.Rect.Dy() {
		for x := range dst.Rect.Dx() {
			dst.Set(x, y, src.At(b.Min.X+x*n, b.Min.Y+y*n))
		}
	}
	return dst
}
