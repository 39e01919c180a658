// Imageresize makes thumbnails of uploaded albums, and two slow files stop it.
//
// Each request is a task of a pool of two workers, and fans out to a task for
// each picture, which reads the file, shrinks the picture and writes the
// thumbnail. Only the second of these is work for a CPU. A file on a disk that
// is slow, or one that an attacker still uploads byte by byte, holds a worker
// for as long as it likes to; with two of them nobody gets a thumbnail. Besides,
// the attacker chooses how many pictures there are and how large they are.
package main

import (
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"github.com/parvet/parvet/runtime/par"
)

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
	task, err := par.Submit(ctx, s.pool, func(ctx context.Context) (int, error) {
		return len(uploads), par.ForEach(ctx, uploads, func(ctx context.Context, i int, u *upload) error {
			src, err := png.Decode(u.file) // want syncio
			if err != nil {
				return err
			}
			return s.store(u.name, shrink(src, 8)) // want syncio
		})
	})
	if err != nil {
		return err
	}
	_, err = task.Wait(ctx)
	return err
}

// store writes a thumbnail.
func (s *service) store(name string, thumbnail image.Image) error {
	f, err := os.Create(filepath.Join(s.dir, name))
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, thumbnail), f.Close())
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
