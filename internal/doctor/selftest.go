package doctor

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"
)

// patient is a module with a task that sleeps, through a function of another
// package, and its twin, which does not.
//
//go:embed selftest.txtar
var patient []byte

// What is to be found in it.
const (
	wantRule  = "sleep"
	wantPlace = "sick/sick.go:14"
	wantHop   = "nap.Take"
)

// selfTest has the module looked at, and says whether that was found which is
// there, and nothing else.
func (p *Patient) selfTest(ctx context.Context, name string, look func(ctx context.Context, dir string) ([]report, error)) Result {
	r := Result{Name: name, Level: Bad, Help: "please report it, with what parvet doctor prints"}
	dir, err := unpack()
	if err != nil {
		r.Text, r.Help = err.Error(), ""
		return r
	}
	defer os.RemoveAll(dir)
	found, err := look(ctx, dir)
	switch {
	case ctx.Err() != nil:
		r.Text, r.Help = "interrupted", ""
	case err != nil:
		r.Text = err.Error()
	case len(found) == 0:
		r.Text = "a task that sleeps was not found"
	case len(found) > 1 || found[0].rule != wantRule || found[0].place != wantPlace || !strings.Contains(found[0].message, wantHop):
		r.Text = fmt.Sprintf("found %v, want %s at %s by way of %s", found, wantRule, wantPlace, wantHop)
	default:
		r.Level, r.Help = OK, ""
		r.Text = "the task that sleeps was found, and nothing in its twin that does not"
	}
	return r
}

// A report is what the self-test looks at in a finding.
type report struct {
	rule, place, message string
}

func unpack() (string, error) {
	dir, err := os.MkdirTemp("", "parvet-doctor-")
	if err != nil {
		return "", err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", err
	}
	for _, f := range txtar.Parse(patient).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err = os.MkdirAll(filepath.Dir(name), 0o777); err == nil {
			err = os.WriteFile(name, f.Data, 0o666)
		}
		if err != nil {
			os.RemoveAll(dir)
			return "", err
		}
	}
	return dir, nil
}

// environ is that of the self-test: what the user sets for modules of his own
// does not belong to it.
func environ(dir string) []string {
	return append(os.Environ(), "PWD="+dir, "GOWORK=off", "GOFLAGS=", "GOPROXY=off", "PARVET_CACHE=off", "PARVET_MODELS=")
}

// check runs parvet itself.
func (p *Patient) check(ctx context.Context, dir string) ([]report, error) {
	cmd := exec.CommandContext(ctx, p.Program, "-config", "off", "-format", "json", "./...")
	cmd.Dir, cmd.Env = dir, environ(dir)
	out, err := cmd.Output()
	if err = unlessStatus1(err); err != nil {
		return nil, err
	}
	var all []report
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var f struct {
			Rule, File, Message string
			Line                int
		}
		switch err := dec.Decode(&f); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("cannot read what parvet prints: %w", err)
		}
		all = append(all, report{f.Rule, fmt.Sprintf("%s:%d", filepath.ToSlash(f.File), f.Line), f.Message})
	}
}

// vet runs go vet with parvet as its tool.
func (p *Patient) vet(ctx context.Context, dir string) ([]report, error) {
	cmd := exec.CommandContext(ctx, "go", "vet", "-vettool="+p.Program, "-json", "./...")
	cmd.Dir, cmd.Env = dir, environ(dir)
	out, err := cmd.Output()
	if err != nil {
		return nil, errors.New(said(err))
	}
	var all []report
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var packages map[string]map[string][]diagnostic
		switch err := dec.Decode(&packages); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("cannot read what go vet prints: %w", err)
		}
		for _, rules := range packages {
			for rule, diags := range rules {
				for _, d := range diags {
					all = append(all, report{rule, d.place(dir), d.Message})
				}
			}
		}
	}
}

// A diagnostic is what go vet tells of a finding.
type diagnostic struct{ Posn, Message string }

// place returns the file, relative to dir, and the line.
func (d diagnostic) place(dir string) string {
	place := d.Posn
	if column := strings.LastIndex(place, ":"); column >= 0 {
		place = place[:column]
	}
	return strings.TrimPrefix(filepath.ToSlash(strings.TrimPrefix(place, dir)), "/")
}

// unlessStatus1 returns err, but nil if all that it says is that something was
// found.
func unlessStatus1(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return nil
	}
	if err != nil {
		return errors.New(said(err))
	}
	return nil
}
