// Package lint reads the files of which releases and containers are made, as the
// programs do that they are for. It is a module of its own because these have
// hundreds of dependencies.
package lint

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goreleaser/goreleaser/v2/pkg/config"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

const root = "../../.."

// TestGoreleaser reads the configuration as goreleaser does: a key that it does
// not know is an error.
func TestGoreleaser(t *testing.T) {
	p, err := config.Load(root + "/.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Builds) != 1 || len(p.Builds[0].Goos)*len(p.Builds[0].Goarch) != 6 || len(p.Archives) != 1 {
		t.Errorf("the builds are %+v, the archives %+v", p.Builds, p.Archives)
	}
	for _, b := range p.Builds {
		if _, err := os.Stat(root + "/" + b.Main); err != nil {
			t.Errorf("build %s: %v", b.ID, err)
		}
		if !slices.Contains(b.Flags, "-buildvcs=true") {
			t.Errorf("build %s: the version is not stamped by %q", b.ID, b.Flags)
		}
	}
	for _, hook := range p.Before.Hooks {
		file := strings.Fields(hook)[1]
		if _, err := os.Stat(root + "/" + file); err != nil {
			t.Errorf("hook %q: %v", hook, err)
		}
	}
}

func TestGoreleaserStrict(t *testing.T) {
	if p, err := config.LoadReader(strings.NewReader("version: 2\nbuild: []\n")); err == nil {
		t.Errorf("a wrong key is read as %+v", p)
	}
}

// warnings returns what docker build --check says of a Dockerfile without looking
// at the images that it names.
func warnings(t *testing.T, text string) (stages []instructions.Stage, said []string) {
	t.Helper()
	parsed, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range parsed.Warnings {
		said = append(said, w.Short)
	}
	lint := linter.New(&linter.Config{Warn: func(rule, _, _, message string, _ []parser.Range) {
		said = append(said, rule+": "+message)
	}})
	stages, _, err = instructions.Parse(parsed.AST, lint)
	if err != nil {
		t.Fatal(err)
	}
	return stages, said
}

func TestDockerfile(t *testing.T) {
	data, err := os.ReadFile(root + "/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	stages, said := warnings(t, string(data))
	if len(said) > 0 {
		t.Errorf("warnings: %q", said)
	}
	if len(stages) != 2 {
		t.Fatalf("there are %d stages", len(stages))
	}
	for _, s := range stages {
		if _, tag, ok := strings.Cut(s.BaseName, ":"); !ok || !strings.Contains(tag, ".") || strings.Contains(tag, "latest") {
			t.Errorf("image %s has no version", s.BaseName)
		}
	}
	user := ""
	for _, c := range stages[1].Commands {
		switch c := c.(type) {
		case *instructions.UserCommand:
			user = c.User
		case *instructions.AddCommand:
			t.Errorf("%s: use COPY", c)
		case *instructions.RunCommand:
			if user != "" {
				t.Errorf("%s is run by %s", c, user)
			}
		}
	}
	if user == "" || strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
		t.Errorf("the container is run by %q", user)
	}
}

func TestDockerfileWarnings(t *testing.T) {
	if _, said := warnings(t, "from golang:1 AS Build\nMAINTAINER me\nRUN true\n"); len(said) == 0 {
		t.Error("no warnings of a Dockerfile with mistakes")
	}
}
