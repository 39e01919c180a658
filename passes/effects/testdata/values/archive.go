package values

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"os"

	"github.com/parvet/parvet/runtime/par"
)

// What reads an archive is passed down by several functions, some of which keep it.

type tableReader interface {
	readAt(ctx context.Context, p []byte, off int64) (int, error)
	clone() (tableReader, error)
}

type readerAt interface {
	readAt(ctx context.Context, p []byte, off int64) (int, error)
}

type fileTable struct{ f *os.File }

func (t *fileTable) readAt(_ context.Context, p []byte, off int64) (int, error) {
	return t.f.ReadAt(p, off)
}
func (t *fileTable) clone() (tableReader, error) { return &fileTable{t.f}, nil }

func openTable(name string) (*fileTable, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &fileTable{f}, nil
}

type netTable struct{ c net.Conn }

func (t *netTable) readAt(_ context.Context, p []byte, off int64) (int, error) { return t.c.Read(p) }
func (t *netTable) clone() (tableReader, error)                                { return t, nil }

type memTable struct{ b []byte }

func (t *memTable) readAt(_ context.Context, p []byte, off int64) (int, error) {
	return bytes.NewReader(t.b).ReadAt(p, off)
}
func (t *memTable) clone() (tableReader, error) { return t, nil }

// A store of blobs may be one of several, each of which is slow in its own way.

type blobs interface{ get(name string) error }

type diskBlobs struct{ dir string }

func (d diskBlobs) get(name string) error {
	_, err := os.ReadFile(d.dir + name)
	return err
}

type netBlobs struct{}

func (netBlobs) get(name string) error {
	_, err := net.LookupHost(name)
	return err
}

type blobTable struct {
	bs   blobs
	name string
}

func (t *blobTable) readAt(_ context.Context, p []byte, off int64) (int, error) {
	return 0, t.bs.get(t.name)
}
func (t *blobTable) clone() (tableReader, error) { return &blobTable{t.bs, t.name}, nil }

type blobStore struct{ bs blobs }

func onDisk() *blobStore { return &blobStore{diskBlobs{"x"}} }

func onNet() *blobStore { return &blobStore{netBlobs{}} }

func (s *blobStore) open(ctx context.Context) (archive, error) { return blobArchive(ctx, s.bs) }

func blobArchive(ctx context.Context, bs blobs) (archive, error) {
	return newArchive(ctx, &blobTable{bs, "x"})
}

type statBridge struct {
	r   readerAt
	ctx context.Context
}

func (b statBridge) ReadAt(p []byte, off int64) (int, error) { return b.r.readAt(b.ctx, p, off) }

func sectionOf(ctx context.Context, r readerAt, off, n int64) *io.SectionReader {
	return io.NewSectionReader(statBridge{r, ctx}, off, n)
}

type archive struct {
	r    tableReader
	size uint64
}

func footer(ctx context.Context, r readerAt) error {
	_, err := io.ReadFull(sectionOf(ctx, r, 0, 10), make([]byte, 10))
	return err
}

func newArchive(ctx context.Context, r tableReader) (archive, error) {
	if err := footer(ctx, r); err != nil {
		return archive{}, err
	}
	return buildArchive(ctx, r)
}

func buildArchive(ctx context.Context, r tableReader) (archive, error) {
	if f, ok := r.(*fileTable); ok && f.f == nil {
		return archive{}, nil
	}
	var size uint64
	rd := sectionOf(ctx, r, 0, 8)
	if err := binary.Read(rd, binary.BigEndian, &size); err != nil {
		return archive{}, err
	}
	return archive{r, size}, nil
}

func (a archive) clone() (archive, error) {
	r, err := a.r.clone()
	if err != nil {
		return archive{}, err
	}
	return archive{r, a.size}, nil
}

func (a archive) get(ctx context.Context) error {
	_, err := a.r.readAt(ctx, nil, 0)
	return err
}

func fileArchive(ctx context.Context, f *fileTable) (archive, error) {
	return newArchive(ctx, f)
}

func netArchive(ctx context.Context, c net.Conn) (archive, error) {
	return buildArchive(ctx, &netTable{c})
}

func memArchive(ctx context.Context, b []byte) (archive, error) {
	return newArchive(ctx, &memTable{b})
}

func again(ctx context.Context, r tableReader) (archive, error) { return newArchive(ctx, r) }

func archives(ctx context.Context, p *par.Pool, c net.Conn, f *fileTable, s *blobStore) {
	p.Go(ctx, func(ctx context.Context) {
		memArchive(ctx, nil)
	})
	p.Go(ctx, func(ctx context.Context) {
		fileArchive(ctx, f) // want `os.\(\*File\).ReadAt`
	})
	p.Go(ctx, func(ctx context.Context) {
		netArchive(ctx, c) // want `net.Conn.Read`
	})
	p.Go(ctx, func(ctx context.Context) {
		t, _ := openTable("x") // want `os.Open`
		a, _ := again(ctx, t)  // want `os.\(\*File\).ReadAt`
		a.clone()
	})
	p.Go(ctx, func(ctx context.Context) {
		onDisk().open(ctx) // want `os.ReadFile`
		onNet().open(ctx)  // want `net.LookupHost`
		s.open(ctx)        // want `os.ReadFile` `net.LookupHost`
	})
	p.Go(ctx, func(ctx context.Context) {
		a, _ := memArchive(ctx, nil)
		a.get(ctx)
	})
	p.Go(ctx, func(ctx context.Context) {
		a, _ := netArchive(ctx, c) // want `net.Conn.Read`
		a.get(ctx)                 // want `net.Conn.Read`
	})
}
