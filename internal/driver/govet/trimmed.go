package govet

import (
	"context"
	"path/filepath"
)

// ofTrimmed does what keepRequested does if the go command removes directories from
// what it builds (-trimpath). Then packages of different checkouts are one to its
// cache, and what the tool has said of one is shown for the other. So the tool
// names the files of a package without their directory, see vettool.RelativeEnv,
// and here they get that of this checkout.
func (r *run) ofTrimmed(ctx context.Context, diags []diagnostic, patterns []string) ([]diagnostic, error) {
	if len(diags) == 0 {
		return nil, nil
	}
	dirs, err := r.list(ctx, patterns)
	if err != nil {
		return nil, err
	}
	var kept []diagnostic
	for _, d := range diags {
		dir, ok := dirs[basePath(d.pkg)]
		if !ok {
			continue
		}
		own := parsePosn(d.Posn).File
		err := d.rename(func(file string) (string, error) {
			if file == own && !filepath.IsAbs(own) || ofPackage(dir, file) {
				file = filepath.Join(dir, file)
			}
			return file, nil
		})
		if err != nil {
			return nil, err
		}
		kept = append(kept, d)
	}
	return kept, nil
}

// ofPackage reports whether a name is one of a file of the package in dir, without
// that. It may also be of an imported package, as in example.com/m/p/x.go, or, if
// a line directive says so, of a file that is below dir or does not exist.
func ofPackage(dir, file string) bool {
	return !filepath.IsAbs(file) && (filepath.Base(file) == file || !filepath.IsLocal(file) || isRegular(filepath.Join(dir, file)))
}
