package doctor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// healthy returns a patient of whom only the self-tests are not to be trusted:
// this program finds nothing.
func healthy(t *testing.T) *Patient {
	return &Patient{
		Dir: t.TempDir(), Program: os.Args[0],
		Cache:    func() (string, error) { return t.TempDir(), nil },
		Settings: func() (string, error) { return "", nil },
		Gopls:    func(goVersion, file string) (string, error) { return "gopls for " + goVersion, nil },
	}
}

// TestMain makes the test binary a program that finds nothing, and as a vet tool
// one that is none.
func TestMain(m *testing.M) {
	switch os.Getenv("PARVET_TEST_PROGRAM") {
	case "":
		os.Exit(m.Run())
	case "broken":
		os.Stderr.WriteString("it broke\n")
		os.Exit(2)
	case "wrong":
		os.Stdout.WriteString(`{"rule":"mutex","file":"well/well.go","line":14,"message":"nap.Plan"}` + "\n")
		os.Exit(1)
	}
	os.Exit(0)
}

func examine(t *testing.T, p *Patient) map[string]Result {
	t.Helper()
	byName := make(map[string]Result)
	for _, r := range p.Examine(t.Context()) {
		if _, twice := byName[r.Name]; twice {
			t.Errorf("%s is checked twice", r.Name)
		}
		byName[r.Name] = r
	}
	return byName
}

func TestExamine(t *testing.T) {
	t.Setenv("PARVET_TEST_PROGRAM", "silent")
	t.Setenv("GOWORK", "")
	got := examine(t, healthy(t))
	for name, level := range map[string]Level{
		"go command": OK, "parvet": OK, "module": Note, "cache": OK, "settings": OK, "gopls": OK,
		"self-test": Bad, "self-test as a vet tool": Bad,
	} {
		if r, ok := got[name]; !ok || r.Level != level {
			t.Errorf("%s is %+v, want level %d", name, r, level)
		}
	}
	if text := got["self-test"].Text; text != "a task that sleeps was not found" {
		t.Errorf("a program that finds nothing fails the self-test: %s", text)
	}
}

// TestSelfTestFails: what breaks, and what finds something else, fails.
func TestSelfTestFails(t *testing.T) {
	for mode, want := range map[string]string{"broken": "it broke", "wrong": "want sleep at sick/sick.go:14"} {
		t.Setenv("PARVET_TEST_PROGRAM", mode)
		p := healthy(t)
		r := p.selfTest(t.Context(), "self-test", p.check)
		if r.Level != Bad || !strings.Contains(r.Text, want) {
			t.Errorf("%s: %+v, want %q", mode, r, want)
		}
	}
}

func TestNoGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	got := examine(t, healthy(t))
	if r := got["go command"]; r.Level != Bad || r.Text != "it is not on PATH" || r.Help == "" {
		t.Errorf("%+v", r)
	}
	if _, ok := got["self-test"]; ok {
		t.Error("there is a self-test without a go command")
	}
	if _, ok := got["cache"]; !ok {
		t.Error("the cache is not looked at")
	}
}

func TestCacheAndSettings(t *testing.T) {
	p := healthy(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		dir   string
		err   error
		level Level
	}{
		{"", nil, Note},
		{"", errors.New("PARVET_CACHE is odd"), Bad},
		{file, nil, Bad},
		{filepath.Join(file, "below"), nil, Bad},
		{filepath.Join(dir, "not", "yet", "there"), nil, OK},
	} {
		p.Cache = func() (string, error) { return test.dir, test.err }
		if r := p.cache(); r.Level != test.level {
			t.Errorf("a cache at %q, %v is %+v, want level %d", test.dir, test.err, r, test.level)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the look left %v, %v", entries, err)
	}
	p.Settings = func() (string, error) { return "x.yaml", errors.New("x.yaml:1: no") }
	if r := p.settings(); r.Level != Bad || r.Text != "x.yaml:1: no" {
		t.Errorf("%+v", r)
	}
}

// TestVersions compares releases of Go.
func TestVersions(t *testing.T) {
	p := healthy(t)
	if r := p.built(&environment{GOVERSION: "go1.99.1"}); r.Level != Bad {
		t.Errorf("a newer go command is %+v", r)
	}
	if r := p.built(&environment{GOVERSION: "go1.21.1"}); r.Level != OK {
		t.Errorf("an older go command is %+v", r)
	}
	if r := p.built(&environment{GOVERSION: "devel go1.99-abcdef"}); r.Level != OK {
		t.Errorf("one of no release is %+v", r)
	}
}

// TestModule: what keeps the go command from listing packages is told.
func TestModule(t *testing.T) {
	t.Setenv("GOWORK", "off")
	p := healthy(t)
	mod := filepath.Join(p.Dir, "go.mod")
	if err := os.WriteFile(mod, []byte("module m\n\ngo 1.26\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	env := &environment{GOMOD: mod}
	if r := p.module(t.Context(), env); r.Level != OK || r.Text != mod {
		t.Errorf("a module without packages is %+v", r)
	}
	t.Setenv("GOFLAGS", "-bogus")
	if r := p.module(t.Context(), env); r.Level != Bad || !strings.Contains(r.Text, "-bogus") {
		t.Errorf("with wrong GOFLAGS, it is %+v", r)
	}
}

// TestInterrupted: who interrupts is not told that parvet is broken.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := healthy(t)
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	if r := p.selfTest(ctx, "self-test", p.check); r.Text != "interrupted" || r.Help != "" {
		t.Errorf("%+v", r)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
