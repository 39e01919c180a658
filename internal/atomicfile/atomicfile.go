// Package atomicfile writes files such that, whatever happens, each is as it was
// before or as it is to be.
package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace writes a file that may exist. It keeps the permissions, and symbolic
// links that lead to it. Errors do not name the file.
func Replace(file string, data []byte) error {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	} else if _, err := os.Lstat(file); err == nil {
		return errors.New("it is a symbolic link that leads nowhere")
	}
	perm := fs.FileMode(0o644)
	if info, err := os.Stat(file); err == nil {
		switch {
		case info.IsDir():
			return errors.New("it is a directory")
		case !info.Mode().IsRegular():
			return errors.New("it is not a regular file")
		case info.Mode().Perm()&0o222 == 0:
			return errors.New("it is read-only")
		}
		perm = info.Mode().Perm()
	}
	return Write(file, data, perm)
}

// Write writes a file with these permissions. Errors do not name the file.
func Write(file string, data []byte, perm fs.FileMode) error {
	// The name must not be one that the go command takes for a source file.
	tmp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".parvet-*")
	if err != nil {
		return reason(err)
	}
	defer os.Remove(tmp.Name()) // fails after the renaming
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Chmod(perm)
	}
	if err == nil {
		err = tmp.Sync()
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	return reason(err)
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
