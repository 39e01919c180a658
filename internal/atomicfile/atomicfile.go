// Package atomicfile writes files such that, whatever happens, each is as it was
// before or as it is to be.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Replace writes a file that may exist. It keeps the permissions, and symbolic
// links that lead to it. Errors do not name the file.
func Replace(file string, data []byte) error {
	f, err := Create(file)
	if err != nil {
		return err
	}
	return f.finish(data)
}

// Write writes a file with these permissions. Errors do not name the file.
func Write(file string, data []byte, perm fs.FileMode) error {
	f, err := pending(file)
	if err != nil {
		return err
	}
	f.perm, f.existed = perm, true
	return f.finish(data)
}

// A File is to take the place of another one, or to be a new one.
type File struct {
	*os.File
	target  string
	perm    fs.FileMode // of the other one
	existed bool
}

// Create returns a file that takes the place of the named one when it is
// committed, and only then. It keeps the permissions, and symbolic links that
// lead to it; those of a new file are the usual ones. It is an error if the name
// is not one of a file that can be written. Errors do not name the file.
func Create(file string) (*File, error) {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	} else if _, err := os.Lstat(file); err == nil {
		return nil, errors.New("it is a symbolic link that leads nowhere")
	}
	info, err := os.Stat(file)
	if err != nil {
		return pending(file)
	}
	switch {
	case info.IsDir():
		return nil, errors.New("it is a directory")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	case info.Mode().Perm()&0o222 == 0:
		return nil, errors.New("it is read-only")
	}
	f, err := pending(file)
	if err == nil {
		f.perm, f.existed = info.Mode().Perm(), true
	}
	return f, err
}

// pending returns a new file beside the one whose place it is to take. Its
// permissions are the usual ones, which os.CreateTemp would not give it.
func pending(file string) (*File, error) {
	dir, base := filepath.Split(file)
	for range 100 {
		// The name must not be one that the go command takes for a source file,
		// nor longer than names may be.
		name := filepath.Join(dir, fmt.Sprintf(".%.50s.parvet-%08x", base, rand.Uint32()))
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, reason(err)
		}
		return &File{File: f, target: file}, nil
	}
	return nil, errors.New("no name is left for a temporary file")
}

func (f *File) finish(data []byte) error {
	defer f.Discard()
	if _, err := f.Write(data); err != nil {
		return reason(err)
	}
	return f.Commit()
}

// Commit lets the file take its place.
func (f *File) Commit() error {
	var err error
	if f.existed {
		err = f.Chmod(f.perm)
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), f.target)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return reason(err)
}

// Discard removes the file, unless it has taken its place.
func (f *File) Discard() {
	if f.Close() == nil { // else it was committed
		os.Remove(f.Name())
	}
}

// reason returns err without the names of files.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
