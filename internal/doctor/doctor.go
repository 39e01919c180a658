// Package doctor looks at what parvet needs: the go command, a cache, settings,
// gopls; and proves that it finds what it is to find.
package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Level says how a check ended.
type Level uint8

// The levels.
const (
	OK   Level = iota
	Note       // worth knowing, nothing is wrong
	Bad        // parvet does not work, or not as it should
)

// A Result is what came of a check.
type Result struct {
	Name  string
	Level Level
	Text  string // what is so
	Help  string // what to do about it, "" if nothing
}

// A Patient is what is looked at.
type Patient struct {
	Dir     string // the working directory, an absolute path
	Program string // parvet itself, an absolute path
	Cache   func() (dir string, err error)

	// Settings returns the file with the settings for Dir, "" if there is none,
	// and what is wrong with them or with what the environment sets.
	Settings func() (file string, err error)

	// Gopls says which gopls goes with a version of Go, and what the one in file
	// is, if there is one. It may be nil.
	Gopls func(goVersion, file string) (text string, err error)
}

// Examine makes all checks, in a fixed order. One that depends on another which
// went wrong is left out.
func (p *Patient) Examine(ctx context.Context) []Result {
	env, result := p.goCommand(ctx)
	results := []Result{result}
	add := func(r Result) { results = append(results, r) }
	if result.Level != Bad {
		add(p.built(env))
		add(p.module(ctx, env))
	}
	add(p.cache())
	add(p.settings())
	if result.Level == Bad {
		return results
	}
	if p.Gopls != nil {
		add(p.gopls(env))
	}
	add(p.onPath())
	add(p.selfTest(ctx, "self-test", p.check))
	add(p.selfTest(ctx, "self-test as a vet tool", p.vet))
	return results
}

// environment is what the go command says of itself.
type environment struct {
	GOVERSION, GOMOD, GOWORK, GOTOOLCHAIN string
}

// oldest is the first release of Go that parvet works with.
const oldest = "go1.26"

func (p *Patient) goCommand(ctx context.Context) (*environment, Result) {
	r := Result{Name: "go command"}
	path, err := exec.LookPath("go")
	if err != nil {
		r.Level, r.Text, r.Help = Bad, "it is not on PATH", "install Go, https://go.dev/doc/install"
		return nil, r
	}
	cmd := exec.CommandContext(ctx, path, "env", "-json", "GOVERSION", "GOMOD", "GOWORK", "GOTOOLCHAIN")
	cmd.Dir = p.Dir
	out, err := cmd.Output()
	var env environment
	if err == nil {
		err = json.Unmarshal(out, &env)
	}
	if err != nil {
		r.Level, r.Text, r.Help = Bad, fmt.Sprintf("%s env fails: %s", path, said(err)), "see that go version works here"
		return nil, r
	}
	r.Text = fmt.Sprintf("%s at %s", env.GOVERSION, path)
	if release := firstWord(env.GOVERSION); version.IsValid(release) && version.Compare(release, oldest) < 0 {
		r.Level, r.Help = Bad, "parvet needs "+oldest+" or newer"
	}
	return &env, r
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// said returns an error with what the command wrote.
func said(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return strings.TrimSpace(string(exit.Stderr))
	}
	return err.Error()
}

// built compares the release of Go that parvet was built by with that which
// compiles: export data of a newer one cannot be read.
func (p *Patient) built(env *environment) Result {
	own, theirs := firstWord(runtime.Version()), firstWord(env.GOVERSION)
	r := Result{Name: "parvet", Text: fmt.Sprintf("%s, built by %s", p.Program, runtime.Version())}
	if version.IsValid(own) && version.IsValid(theirs) && version.Compare(version.Lang(own), version.Lang(theirs)) < 0 {
		r.Level = Bad
		r.Text += ", which is older than the go command"
		r.Help = "build parvet again, by go install github.com/parvet/parvet/cmd/parvet@latest"
	}
	return r
}

// module says where the packages are that parvet would check here, and whether
// the go command can name them: what is wrong with GOFLAGS, go.work or a vendor
// directory shows then.
func (p *Patient) module(ctx context.Context, env *environment) Result {
	r := Result{Name: "module", Text: env.GOMOD}
	switch {
	case env.GOWORK != "" && env.GOWORK != "off":
		r.Text = "workspace " + env.GOWORK
	case env.GOMOD == "" || env.GOMOD == os.DevNull || env.GOMOD == "NUL":
		r.Level, r.Text, r.Help = Note, p.Dir+" is not in a module", "go to one, or name it by -C dir"
		return r
	}
	cmd := exec.CommandContext(ctx, "go", "list", "-e", "-f", "{{.ImportPath}}", "./...")
	cmd.Dir = p.Dir
	if _, err := cmd.Output(); err != nil {
		r.Level = Bad
		r.Text += ": go list ./... fails: " + said(err)
	}
	return r
}

func (p *Patient) cache() Result {
	r := Result{Name: "cache"}
	dir, err := p.Cache()
	switch {
	case err != nil:
		r.Level, r.Text = Bad, err.Error()
		return r
	case dir == "":
		r.Level, r.Text = Note, "nothing is kept: each run analyses all"
		r.Help = "set PARVET_CACHE to an absolute path"
		return r
	}
	r.Text = dir
	if err := writable(dir); err != nil {
		r.Level, r.Text, r.Help = Bad, fmt.Sprintf("%s cannot be written: %v", dir, err), "set PARVET_CACHE to another path, or to off"
	}
	return r
}

// writable tries to write in dir, or in the first directory above that there is.
func writable(dir string) error {
	for {
		info, err := os.Stat(dir)
		switch {
		case err == nil && !info.IsDir():
			return fmt.Errorf("%s is a file", dir)
		case err == nil:
			f, err := os.CreateTemp(dir, "parvet-doctor-")
			if err != nil {
				return err
			}
			f.Close()
			return os.Remove(f.Name())
		case !os.IsNotExist(err) || filepath.Dir(dir) == dir:
			return err
		}
		dir = filepath.Dir(dir)
	}
}

func (p *Patient) settings() Result {
	r := Result{Name: "settings"}
	file, err := p.Settings()
	switch {
	case err != nil:
		r.Level, r.Text = Bad, err.Error()
	case file == "":
		r.Text = "no .parvet.yaml: the defaults hold"
	default:
		r.Text = file
	}
	return r
}

func (p *Patient) gopls(env *environment) Result {
	r := Result{Name: "gopls"}
	file, err := exec.LookPath("gopls")
	if err != nil {
		file = ""
	}
	r.Text, err = p.Gopls(env.GOVERSION, file)
	if err != nil {
		r.Level, r.Help = Note, err.Error()
	}
	return r
}

// onPath says whether the shell and go vet -vettool=$(which parvet) run another
// parvet than this.
func (p *Patient) onPath() Result {
	r := Result{Name: "PATH"}
	name := "parvet"
	found, err := exec.LookPath(name)
	if err != nil {
		r.Level, r.Text, r.Help = Note, "there is no parvet on it", "add "+filepath.Dir(p.Program)+" if you want to call it by name"
		return r
	}
	r.Text = found
	a, errA := os.Stat(found)
	b, errB := os.Stat(p.Program)
	if errA == nil && errB == nil && !os.SameFile(a, b) {
		r.Level = Note
		r.Text = found + " is another parvet than " + p.Program
	}
	return r
}
