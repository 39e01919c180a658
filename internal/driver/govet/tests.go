package govet

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/parvet/parvet/internal/driver"
)

var inTest = regexp.MustCompile(`^(.*_test\.go):\d+:\d+: `)

// takeTests takes out of lines, which belong to no package by what the go
// command says, those that tell of a test that cannot be loaded.
func (l *loaded) takeTests(lines []string) (rest []string, fs []driver.Failure) {
	for i := 0; i < len(lines); {
		n := i + 1
		for n < len(lines) && strings.HasPrefix(lines[n], "\t") {
			n++
		}
		if pkg := l.packageOfTest(lines[i]); pkg != "" {
			fs = append(fs, driver.Failure{Package: pkg, Message: strings.Join(lines[i:n], "\n"), TestsOnly: true})
		} else {
			rest = append(rest, lines[i:n]...)
		}
		i = n
	}
	return rest, fs
}

// packageOfTest returns the requested package to whose tests the position at
// the start of line points, if it does.
func (l *loaded) packageOfTest(line string) string {
	m := inTest.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	file := filepath.FromSlash(m[1])
	if !filepath.IsAbs(file) {
		file = filepath.Join(l.dir, file)
	}
	for _, pkg := range sortedKeys(l.dirs) {
		if l.dirs[pkg] == filepath.Dir(file) {
			return pkg
		}
	}
	return ""
}

// vetWithoutTests analyses once more the packages whose tests are broken,
// without them: go vet analyses a package and its tests as one, so that what
// is wrong with the tests hides the package itself. It returns what go vet
// printed on stdout. What fails again goes to res, where the failures of the
// tests are already.
func (r *run) vetWithoutTests(ctx context.Context, l *loaded, res *driver.Result) ([]byte, error) {
	var hidden []string
	var packages []string
	for _, f := range res.Failures {
		pkg := basePath(f.Package)
		if _, known := l.tests[pkg]; !f.TestsOnly || !known || slices.Contains(packages, pkg) {
			continue
		}
		packages = append(packages, pkg)
		for _, test := range l.tests[pkg] {
			hidden = append(hidden, filepath.Join(l.dirs[pkg], test))
		}
	}
	if len(packages) == 0 {
		return nil, nil
	}
	overlaid, err := r.overlaid(ctx)
	if err != nil {
		return nil, err
	}
	if overlaid {
		for i := range res.Failures {
			if f := &res.Failures[i]; f.TestsOnly {
				f.TestsOnly = false
				f.Message += "\nnot analysed without its tests either, because GOFLAGS sets -overlay"
			}
		}
		return nil, nil
	}
	file, err := r.Overlay.Write(r.cmd.Tmp, hidden)
	if err != nil {
		return nil, err
	}
	out, err := r.vet(ctx, packages, "-overlay="+file) // the last one counts
	if err != nil {
		return nil, err
	}
	if out.Failed {
		res.Failures = append(res.Failures, parseStderr(out.Stderr).failures(l, false)...)
	}
	return out.Stdout, nil
}

// overlaid reports whether the user has the go command replace files, which
// an overlay of ours would undo.
func (r *run) overlaid(ctx context.Context) (bool, error) { return r.goflag(ctx, "-overlay") }

// goflag reports whether the user has set a flag for all calls of the go command.
func (r *run) goflag(ctx context.Context, flag string) (bool, error) {
	out, err := r.cmd.Run(ctx, "env", "GOFLAGS")
	return strings.Contains(string(out.Stdout), flag), err
}

// compact drops what a failure before says too: a package that is analysed
// with and without its tests fails twice. What is in its tests only gives way
// to what is not.
func compact(fs []driver.Failure) []driver.Failure {
	return slices.CompactFunc(fs, func(a, b driver.Failure) bool { return a.Package == b.Package && a.Message == b.Message })
}
