package govet

import (
	"context"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/driver"
)

// Packages returns the import paths of the packages that the patterns of a
// request name, sorted. A pattern that names nothing stands for itself, so that
// who is asked for it finds out. If ok is false, the go command has no answer.
func Packages(ctx context.Context, req driver.Request) (paths []string, ok bool, err error) {
	tmp, err := TempDir()
	if err != nil {
		return nil, false, err
	}
	defer Remove(tmp)
	cmd := GoCommand{Dir: req.Dir, Tmp: tmp, Tags: req.Tags}
	if err := cmd.PutDown(req.Overlay); err != nil {
		return nil, false, err
	}
	args := append([]string{"list", "-e", "-find"}, cmd.BuildFlags()...)
	args = append(args, "-f={{.ImportPath}}", "--")
	out, err := cmd.Run(ctx, append(args, req.Patterns...)...)
	if err != nil || out.Failed {
		return nil, false, err
	}
	paths = parseStderr(out.Stderr).unmatched
	for line := range strings.Lines(string(out.Stdout)) {
		if path := strings.TrimRight(line, "\r\n"); path != "" {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), true, nil
}
