package nogo_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rulesGo is the release of Bazel's Go rules whose nogo is built.
const rulesGo = "github.com/bazelbuild/rules_go@v0.65.0"

const xtools = "golang.org/x/tools"

// A nogo is the program that Bazel makes of a nogo target.
type nogo string

// buildNogo builds nogo with the named rules, as the Go rules do: their generator
// writes the list of analyzers and the settings, and nogo's own source is compiled
// with that in a package of x/tools, whose facts nobody else may import.
func buildNogo(t *testing.T, rules []string, config []byte) nogo {
	t.Helper()
	builders := filepath.Join(download(t, rulesGo), "go", "tools", "builders")
	build, err := os.ReadFile(filepath.Join(builders, "BUILD.bazel"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	generator, tools := filepath.Join(dir, "generator"), filepath.Join(dir, "tools")

	copyFiles(t, generator, builders, "generate_nogo_main.go", "flags.go")
	write(t, filepath.Join(generator, "go.mod"), "module generator\n")
	write(t, filepath.Join(generator, "main.go"), `package main

import "os"

func main() {
	if err := genNogoMain(os.Args[1:]); err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
}
`)
	copyTree(t, tools, moduleDir(t, xtools))
	nogoSources := regexp.MustCompile(`(?s)name = "nogo_srcs",\s*srcs = \[(.*?)\]`).FindSubmatch(build)
	if nogoSources == nil {
		t.Fatalf("no nogo_srcs in %s", builders)
	}
	var sources []string
	for _, m := range regexp.MustCompile(`"(\w+\.go)"`).FindAllSubmatch(nogoSources[1], -1) {
		sources = append(sources, string(m[1]))
	}
	copyFiles(t, filepath.Join(tools, "nogo"), builders, sources...)
	write(t, filepath.Join(dir, "nogo.json"), string(config))
	args := []string{"run", ".", "-output", filepath.Join(tools, "nogo", "generated.go"), "-config", filepath.Join(dir, "nogo.json")}
	for _, rule := range rules {
		args = append(args, "-analyzer_importpath", "github.com/parvet/parvet/passes/"+rule)
	}
	command(t, generator, "GOWORK=off", args...)

	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.work"), fmt.Sprintf("go 1.26.0\nuse %q\nuse %q\n", tools, root))
	exe := filepath.Join(dir, "nogo.exe") // -trimpath: the build cache knows x/tools in whatever directory
	command(t, dir, "GOWORK="+filepath.Join(dir, "go.work"), "build", "-trimpath", "-o", exe, xtools+"/nogo")
	return nogo(exe)
}

// violation is nogo's exit status if it has found something.
const violation = 3

// analyze is a runner: it runs nogo on a package, in a directory where there is
// nothing else, and returns what it has found.
func (n nogo) analyze(u *unit, file string) ([]string, error) {
	var importcfg strings.Builder
	for path, name := range u.PackageFile {
		fmt.Fprintf(&importcfg, "packagefile %s=%s\n", path, name)
	}
	for from, to := range u.ImportMap {
		if from != to {
			fmt.Fprintf(&importcfg, "importmap %s=%s\n", from, to)
		}
	}
	if err := os.WriteFile(file, []byte(importcfg.String()), 0o666); err != nil {
		return nil, err
	}
	if err := os.Mkdir(u.Gone, 0o777); err != nil {
		return nil, err
	}
	args := []string{"-p", u.ImportPath, "-importcfg", file, "-x", u.VetxOutput, "-fix_dir", u.Gone, "-go_version", strings.TrimPrefix(u.GoVersion, "go")}
	if u.VetxOnly {
		args = append(args, "-facts_only")
	}
	for path, name := range u.PackageVetx {
		args = append(args, "-fact", path+"="+name)
	}
	cmd := exec.Command(string(n), append(args, u.GoFiles...)...)
	cmd.Dir, cmd.Env = u.Gone, []string{"GOARCH=" + runtime.GOARCH}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.Success() && len(out) == 0 {
		return nil, nil
	}
	_, list, ok := bytes.Cut(out, []byte("errors found by nogo during build-time code analysis:\n"))
	if !ok || cmd.ProcessState.ExitCode() != violation {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	var found []string
	for line := range strings.Lines(string(list)) {
		m := nogoLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			return nil, fmt.Errorf("cannot read what nogo says: %s", line)
		}
		found = append(found, place(m[1])+": "+m[3]+": "+m[2])
	}
	return found, nil
}

var nogoLine = regexp.MustCompile(`^(.+?\.go:\d+:\d+|.+?\.go:\d+): (.*) \((\w+)\)$`)

// TestBazel: nogo itself finds what the rules find under its terms, and writes
// the same facts.
func TestBazel(t *testing.T) {
	config, err := json.Marshal(map[string]any{"effects": map[string]any{"analyzer_flags": flags}})
	if err != nil {
		t.Fatal(err)
	}
	bazel := buildNogo(t, rules(), config)
	found := 0
	for name, dir := range modules(t) {
		t.Run(name, func(t *testing.T) {
			tr := load(t, dir)
			ours := tr.analyzeTree(t, (*unit).analyze, rules(), map[string]map[string]string{"effects": flags})
			theirs := tr.analyzeTree(t, bazel.analyze, nil, nil)
			compare(t, "our driver", slices.DeleteFunc(ours.findings, silenced), "nogo", theirs.findings)
			for id, data := range ours.facts {
				if !bytes.Equal(data, theirs.facts[id]) {
					t.Errorf("nogo has other facts about %s", id)
				}
			}
			found += len(theirs.findings)
		})
	}
	if found == 0 {
		t.Error("nothing was found anywhere")
	}
}

// silenced reports whether nogo leaves out a finding because of a comment on its
// line that begins with nolint and names nobody. The rules need the word alone.
func silenced(finding string) bool {
	m := regexp.MustCompile(`^(.*?):(\d+):`).FindStringSubmatch(finding)
	src, err := os.ReadFile(m[1])
	if err != nil {
		return false
	}
	n, err := strconv.Atoi(m[2])
	lines := strings.Split(string(src), "\n")
	if err != nil || n > len(lines) {
		return false
	}
	_, comment, _ := strings.Cut(lines[n-1], "//")
	comment, _, _ = strings.Cut(comment, "//")
	return strings.HasPrefix(strings.TrimLeft(comment, "/ "), "nolint") && !strings.Contains(comment, ":")
}

// TestDocumented: nogo takes the settings that docs/bazel.md shows, and they do
// what it says.
func TestDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "bazel.md"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(page)
	if m == nil {
		t.Fatal("docs/bazel.md shows no settings")
	}
	for _, rule := range rules() {
		if !bytes.Contains(page, []byte(`"@com_github_parvet_parvet//passes/`+rule+`"`)) {
			t.Errorf("the nogo target in docs/bazel.md lacks the rule %s", rule)
		}
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26.0\n")
	write(t, filepath.Join(dir, "a.go"), pooled("a"))
	write(t, filepath.Join(dir, "third_party", "b", "b.go"), pooled("b"))
	write(t, filepath.Join(dir, "a_gen.go"), pooled("gen"))
	write(t, filepath.Join(dir, "stub", "go.mod"), "module github.com/panjf2000/ants/v2\n\ngo 1.26.0\n")
	write(t, filepath.Join(dir, "stub", "ants.go"), "package ants\n\nfunc Submit(task func()) error { return nil }\n")
	write(t, filepath.Join(dir, "go.work"), "go 1.26.0\nuse .\nuse ./stub\n")
	got := load(t, dir).analyzeTree(t, buildNogo(t, rules(), m[1]).analyze, nil, nil).findings
	var files []string
	for _, line := range got {
		name, _, _ := strings.Cut(line, ":")
		files = append(files, filepath.Base(name))
	}
	if want := []string{"a.go"}; !slices.Equal(files, want) {
		t.Errorf("nogo reports on %q, want %q:\n%s", files, want, strings.Join(got, "\n"))
	}
}

// pooled is a file with a task that sleeps, of a pool that is for CPU work if
// settings say so.
func pooled(name string) string {
	pkg := "m"
	if name == "b" {
		pkg = "b"
	}
	return fmt.Sprintf(`package %s

import (
	"time"

	"github.com/panjf2000/ants/v2"
)

func %s() { ants.Submit(func() { time.Sleep(time.Minute) }) }
`, pkg, name)
}

func download(t *testing.T, module string) string {
	t.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", module)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("cannot download %s: %v\n%s", module, err, out)
		}
		t.Skipf("cannot download %s: %v\n%s", module, err, out)
	}
	var mod struct{ Dir string }
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	return mod.Dir
}

func moduleDir(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func command(t *testing.T, dir, env string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", args[0], err, out)
	}
}

func copyFiles(t *testing.T, to, from string, names ...string) {
	t.Helper()
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(to, name), string(data))
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}
