package gopls

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/parvet/parvet/internal/atomicfile"
)

// Describe says what program the file is: which gopls, and with which parvet
// inside, if any.
func Describe(file string) (Program, error) {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return Program{}, err
	}
	if info.Path != toolModule {
		return Program{}, fmt.Errorf("%s is no gopls", file)
	}
	p := Program{Gopls: info.Main.Version, Go: info.GoVersion}
	for _, dep := range info.Deps {
		if dep.Path == modulePath {
			p.Parvet = dep.Version
			if dep.Replace != nil {
				p.Parvet = dep.Replace.Path
			}
		}
	}
	return p, nil
}

// A Program is a gopls.
type Program struct {
	Gopls  string // the version
	Go     string // the release that it was built by
	Parvet string // the version or the directory of parvet inside, or ""
}

func (p Program) String() string {
	s := "gopls " + p.Gopls
	if p.Parvet != "" {
		s += " with parvet " + p.Parvet
	}
	return s
}

// target returns the path that the program is to have, and what is there now.
func (b *build) target() (path, old string, err error) {
	path = b.Output
	if path == "" {
		if b.env.GOOS != b.env.GOHOSTOS || b.env.GOARCH != b.env.GOHOSTARCH {
			return "", "", fmt.Errorf("GOOS and GOARCH ask for a program for %s/%s: say by -o where it is to be", b.env.GOOS, b.env.GOARCH)
		}
		if path, err = b.bin(); err != nil {
			return "", "", err
		}
		if err := os.MkdirAll(path, 0o777); err != nil {
			return "", "", err
		}
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(b.Dir, path)
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		path = filepath.Join(path, Name+b.env.GOEXE)
		info, err = os.Stat(path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
			return "", "", fmt.Errorf("there is no directory %s: make it, or choose another -o", filepath.Dir(path))
		}
		return path, "", nil
	case err != nil:
		return "", "", err
	case info.IsDir():
		return "", "", fmt.Errorf("%s is a directory: choose another -o", path)
	}
	// What a link leads to is replaced, as it would be written.
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", "", err
	}
	program, err := Describe(path)
	if err != nil {
		return "", "", fmt.Errorf("%s is there and is no gopls: remove it, or choose another -o", path)
	}
	return path, program.String(), nil
}

// bin returns the directory into which go install puts programs.
func (b *build) bin() (string, error) {
	if b.env.GOBIN != "" {
		return b.env.GOBIN, nil
	}
	list := filepath.SplitList(b.env.GOPATH)
	if len(list) == 0 || list[0] == "" {
		return "", errors.New("go env says neither GOBIN nor GOPATH: say by -o where the program is to be")
	}
	return filepath.Join(list[0], "bin"), nil
}

// place copies the program to its path: whoever looks sees the old one or the
// whole new one.
func place(ctx context.Context, program, path string) error {
	info, err := os.Stat(program)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	// As the go command made it: the mask of the user has been applied.
	return atomicfile.Write(path, data, info.Mode().Perm())
}
