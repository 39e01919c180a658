package demand

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// environment is how the go command is set, by the environment and by go env -w.
type environment struct {
	GOVERSION, GOOS, GOARCH, GOROOT, GOFLAGS, GOMODCACHE, GOEXPERIMENT, CGO_ENABLED string

	GOCACHEPROG string

	text string // all that decides which files are built and how, but for directories
}

func environmentOf(ctx context.Context, gocmd *goCommand) (*environment, error) {
	out, err := gocmd.Run(ctx, "env", "-json", "GOVERSION", "GOOS", "GOARCH", "GOROOT", "GOFLAGS", "GOMODCACHE", "GOEXPERIMENT", "CGO_ENABLED", "GOCACHEPROG",
		"GOAMD64", "GOARM", "GOARM64", "GO386", "GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM", "CC", "CXX", "CGO_CFLAGS", "CGO_CPPFLAGS")
	if err != nil {
		return nil, err
	}
	if out.Failed {
		return nil, fmt.Errorf("go env fails: %s", strings.TrimPrefix(strings.TrimSpace(string(out.Stderr)), "go: "))
	}
	env, all := new(environment), make(map[string]string)
	if err := errors.Join(json.Unmarshal(out.Stdout, env), json.Unmarshal(out.Stdout, &all)); err != nil {
		return nil, fmt.Errorf("cannot read the output of go env: %w", err)
	}
	for _, place := range []string{"GOROOT", "GOMODCACHE", "GOCACHEPROG"} {
		delete(all, place)
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	env.text = string(text)
	if strings.Contains(env.GOFLAGS, "-overlay") {
		return nil, otherwise("GOFLAGS sets -overlay")
	}
	return env, nil
}

// modcache returns what the names of directories in the module cache begin with.
func (env *environment) modcache() string { return env.GOMODCACHE + string(filepath.Separator) }
