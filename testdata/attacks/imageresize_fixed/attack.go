package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

const (
	workers  = 2
	users    = 20 // each with an album
	pictures = 3  // in each album
)

// patience is for programs that stall; the others never use it up.
var patience = flag.Duration("patience", 2*time.Second, "how long the slow files wait at most for the other albums to be done")

// main attacks the service: when as many slow files are being read as there are
// workers, ordinary users come. The slow files end when all of these have their
// thumbnails, so that they must not depend on them.
func main() {
	flag.Parse()
	log.SetFlags(0)
	pool, err := par.New(par.Workers(workers))
	check(err)
	thumbnails, err := os.MkdirTemp("", "thumbnails")
	check(err)
	defer os.RemoveAll(thumbnails)
	s := &service{pool: pool, dir: thumbnails}
	picture := draw()
	large := pad(picture, 2<<20)

	var slow, beingRead, ordinary sync.WaitGroup
	release := make(chan struct{})
	beingRead.Add(workers)
	for i := range workers {
		r, w, err := os.Pipe()
		check(err)
		slow.Go(func() { check(s.album(context.Background(), []upload{{fmt.Sprintf("slow-%d.png", i), r}})) })
		slow.Go(func() {
			// This is more than a pipe holds: it returns when somebody reads.
			_, err := w.Write(large[:len(large)-1])
			check(err)
			beingRead.Done()
			<-release
			_, err = w.Write(large[len(large)-1:])
			check(err)
			check(w.Close())
		})
	}
	beingRead.Wait()
	for user := range users {
		ordinary.Go(func() { check(s.album(context.Background(), album(user, picture))) })
	}
	allDone := make(chan struct{})
	go func() {
		ordinary.Wait()
		close(allDone)
	}()

	select {
	case <-allDone:
	case <-time.After(*patience):
	}
	meanwhile := count(thumbnails, "user-*.png")
	close(release)
	slow.Wait()
	<-allDone

	fmt.Printf("thumbnails made while %d slow files were read: %d of %d\n", workers, meanwhile, users*pictures)
	fmt.Printf("thumbnails made in the end: %d of %d\n", count(thumbnails, "user-*.png"), users*pictures)
	fmt.Printf("thumbnails of slow files made in the end: %d of %d\n", count(thumbnails, "slow-*.png"), workers)
	check(pool.Close(context.Background()))
}

// album returns what a user sends.
func album(user int, picture []byte) []upload {
	uploads := make([]upload, pictures)
	for i := range uploads {
		f, err := os.CreateTemp("", "upload")
		check(err)
		check(os.Remove(f.Name()))
		_, err = f.Write(picture)
		check(err)
		_, err = f.Seek(0, 0)
		check(err)
		uploads[i] = upload{fmt.Sprintf("user-%d-%d.png", user, i), f}
	}
	return uploads
}

// draw returns a picture.
func draw() []byte {
	img := image.NewGray(image.Rect(0, 0, 128, 128))
	for i := range img.Pix {
		img.Pix[i] = byte(i)
	}
	var b bytes.Buffer
	check(png.Encode(&b, img))
	return b.Bytes()
}

// pad adds a chunk of n bytes to a picture, which those who decode it skip.
func pad(picture []byte, n int) []byte {
	const header = 8 + 4 + 4 + 13 + 4 // the signature and the chunk that must come first
	chunk := append([]byte("paDd"), make([]byte, n)...)
	padded := binary.BigEndian.AppendUint32(slices.Clone(picture[:header]), uint32(n))
	padded = append(padded, chunk...)
	padded = binary.BigEndian.AppendUint32(padded, crc32.ChecksumIEEE(chunk))
	return append(padded, picture[header:]...)
}

func count(dir, pattern string) int {
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	check(err)
	return len(names)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
