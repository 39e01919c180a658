package gopls

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/parvet/parvet/internal/driver/govet"
)

// Name is what the program is called, unless one says otherwise: not gopls, for
// which editors look by themselves and which other tools update.
const Name = "parvet-gopls"

// toolModule is the module, and the package, of gopls.
const toolModule = "golang.org/x/tools/gopls"

// overlay is the file that is added to the package settings of gopls.
//
//go:embed overlay.go.txt
var overlay []byte

// An Install is what to build, and where to.
type Install struct {
	Source Source
	Output string       // a file or a directory; "" for Name beside other programs
	Dir    string       // the working directory
	Say    func(string) // called with each step
}

// Run builds the program and puts it in its place, at once or not at all. It
// returns the path.
func (in Install) Run(ctx context.Context) (string, error) {
	tmp, err := govet.TempDir()
	if err != nil {
		return "", err
	}
	defer govet.Remove(tmp)
	b := &build{Install: in, dir: filepath.Join(tmp, "gopls"), tmp: tmp}
	if err := b.find(ctx); err != nil {
		return "", err
	}
	target, old, err := b.target()
	if err != nil {
		return "", err
	}
	in.Say(fmt.Sprintf("building gopls %s with %s, by %s", b.pair.Gopls, in.Source, b.env.GOVERSION))
	if err := b.resolve(ctx); err != nil {
		return "", err
	}
	in.Say("compiling; the first time this takes minutes")
	program, err := b.compile(ctx)
	if err != nil {
		return "", err
	}
	if err := place(ctx, program, target); err != nil {
		return "", fmt.Errorf("cannot write %s: %w", target, err)
	}
	if old != "" {
		in.Say(fmt.Sprintf("replaced %s, which was %s", target, old))
	}
	return target, nil
}

// build is one run.
type build struct {
	Install
	tmp string // for the files of the go command
	dir string // of the module that is made
	env struct{ GOVERSION, GOBIN, GOPATH, GOEXE, GOOS, GOARCH, GOHOSTOS, GOHOSTARCH string }

	pair Pair
}

// command runs the go command in the module that is made. What users set for
// their own modules does not hold for it; what they set about downloads does.
func (b *build) command(ctx context.Context, mod string, args ...string) (govet.Output, error) {
	return govet.GoCommand{
		Dir: b.dir,
		Tmp: b.tmp,
		Env: []string{"GO111MODULE=on", "GOWORK=off", "GOFLAGS=-mod=" + mod},
	}.Run(ctx, args...)
}

// find makes the module and finds the pair for the go command, which may be
// another one than that in PATH: that is up to GOTOOLCHAIN and the file go.mod.
func (b *build) find(ctx context.Context) error {
	b.pair = Pairs[len(Pairs)-1] // which needs the oldest
	if err := os.Mkdir(b.dir, 0o777); err != nil {
		return err
	}
	if err := b.write(); err != nil {
		return err
	}
	out, err := b.command(ctx, "mod", "env", "-json")
	if err != nil {
		return err
	}
	if out.Failed {
		return fmt.Errorf("go env fails: %s", last(out.Stderr))
	}
	if err := json.Unmarshal(out.Stdout, &b.env); err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	if b.pair, err = PairFor(b.env.GOVERSION); err != nil {
		return err
	}
	return b.write()
}

// write writes the files of the module.
func (b *build) write() error {
	file := new(modfile.File)
	version := b.Source.Version
	if b.Source.Dir != "" || b.Source.Path != modulePath {
		version = "v0.0.0" // it is replaced
	}
	for _, err := range []error{
		file.AddModuleStmt("parvet.invalid/gopls"),
		file.AddGoStmt(strings.TrimPrefix(b.pair.Go, "go") + ".0"),
		file.AddTool(toolModule),
		file.AddRequire(toolModule, b.pair.Gopls),
		file.AddRequire(modulePath, version),
	} {
		if err != nil {
			return err
		}
	}
	switch {
	case b.Source.Dir != "":
		if err := file.AddReplace(modulePath, "", b.Source.Dir, ""); err != nil {
			return err
		}
	case b.Source.Path != modulePath:
		if err := file.AddReplace(modulePath, "", b.Source.Path, b.Source.Version); err != nil {
			return err
		}
	}
	data, err := file.Format()
	if err != nil {
		return err
	}
	// Nothing but the overlay imports parvet, which go mod vendor does not read.
	link := "package link\n\nimport _ \"" + modulePath + "/analyzer/gopls\"\n"
	for name, data := range map[string][]byte{"go.mod": data, "link.go": []byte(link), "overlay.go": overlay} {
		if name == "overlay.go" {
			name = filepath.Join("..", name) // it is no file of this package
		}
		if err := os.WriteFile(filepath.Join(b.dir, name), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// resolve downloads what is needed and vendors it.
func (b *build) resolve(ctx context.Context) error {
	for _, args := range [][]string{
		{"list", "-deps", ".", toolModule}, // adds what go.mod and go.sum lack
		{"mod", "vendor"},
	} {
		out, err := b.command(ctx, "mod", args...)
		if err != nil {
			return err
		}
		if out.Failed {
			return fmt.Errorf("cannot get the modules: go %s: %s\n(they come from where go env GOPROXY says)", strings.Join(args, " "), last(out.Stderr))
		}
	}
	out, err := b.command(ctx, "vendor", "list", "-f", "{{.Module.Version}}", "golang.org/x/tools/go/analysis")
	if err != nil {
		return err
	}
	if have := strings.TrimSpace(string(out.Stdout)); have != b.pair.Module {
		return fmt.Errorf("gopls %s is tested with golang.org/x/tools %s, but %s needs %s: use a release of parvet", b.pair.Gopls, b.pair.Module, b.Source, have)
	}
	return nil
}

// compile compiles the program, and returns its path.
func (b *build) compile(ctx context.Context) (string, error) {
	vendored := filepath.Join(b.dir, "vendor", filepath.FromSlash(toolModule), "internal", "settings", "parvet.go")
	replace := map[string]map[string]string{"Replace": {vendored: filepath.Join(b.tmp, "overlay.go")}}
	data, err := json.Marshal(replace)
	if err != nil {
		return "", err
	}
	list := filepath.Join(b.tmp, "overlay.json")
	if err := os.WriteFile(list, data, 0o666); err != nil {
		return "", err
	}
	program := filepath.Join(b.tmp, Name+b.env.GOEXE)
	// Without paths of the temporary directory in it, what was compiled once is
	// found again in the build cache.
	out, err := b.command(ctx, "vendor", "build", "-trimpath", "-buildvcs=false", "-overlay", list,
		"-ldflags=-X=main.version="+b.pair.Gopls+"+parvet."+b.Source.label(), "-o", program, toolModule)
	if err != nil {
		return "", err
	}
	if out.Failed {
		return "", fmt.Errorf("gopls %s does not compile with %s: %s", b.pair.Gopls, b.Source, last(out.Stderr))
	}
	return program, nil
}

// last returns the end of what a command printed, without the progress of
// downloads.
func last(stderr []byte) string {
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(string(stderr))) {
		if !strings.HasPrefix(line, "go: downloading ") {
			lines = append(lines, strings.TrimRight(line, "\r\n"))
		}
	}
	const most = 12
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most], fmt.Sprintf("and %d lines more", more))
	}
	return strings.Join(lines, "\n")
}
