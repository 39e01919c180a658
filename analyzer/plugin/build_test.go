package parvet

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

const (
	root = "../.." // of the repository
	page = root + "/docs/golangci-lint.md"

	suite  = "github.com/parvet/parvet"
	plug   = suite + "/analyzer/plugin"
	linter = "github.com/golangci/golangci-lint/v2"
)

var scratch string // removed in the end

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "parvet-golangci-")
	if err != nil {
		panic(err)
	}
	scratch = dir
	code := m.Run()
	withdraw()
	os.RemoveAll(dir)
	os.Exit(code)
}

// block returns the first piece of code of the page in a language that contains
// some text.
func block(t *testing.T, lang, contains string) string {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```"+lang+"\n(.*?)^```$").FindAllStringSubmatch(string(data), -1) {
		if strings.Contains(m[1], contains) {
			return m[1]
		}
	}
	t.Fatalf("%s has no piece of %s with %q", page, lang, contains)
	return ""
}

// write writes a file, and the directory that it is in.
func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// run runs a command in dir and returns what it prints.
func run(dir string, env []string, name string, args ...string) (stdout, stderr string, err error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Run()
	return o.String(), e.String(), err
}

// must is run for what has to work.
func must(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	stdout, stderr, err := run(dir, env, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, stdout, stderr)
	}
	return stdout
}

// binary is a golangci-lint with the plugin, built as the page says, and parvet.
var binary struct {
	sync.Once
	gcl, parvet string
	skip        string // why there is none
}

// programs returns golangci-lint with the plugin, and parvet. It takes minutes the
// first time that it is called on a machine. Without what golangci-lint is made of
// it skips the test, or in CI fails.
func programs(t *testing.T) (gcl, parvet string) {
	t.Helper()
	if testing.Short() {
		t.Skip("building golangci-lint takes minutes")
	}
	binary.Do(func() { buildPrograms(t) })
	switch {
	case binary.skip != "" && os.Getenv("CI") == "true":
		t.Fatal(binary.skip)
	case binary.skip != "":
		t.Skip(binary.skip)
	case binary.gcl == "":
		t.Fatal("golangci-lint could not be built, see above")
	}
	return binary.gcl, binary.parvet
}

func buildPrograms(t *testing.T) {
	custom := block(t, "yaml", "module: "+plug)
	version := regexp.MustCompile(`(?m)^version: (.*)$`).FindStringSubmatch(custom)[1]
	listed := must(t, ".", []string{"GOWORK=off"}, "go", "env", "GOPROXY", "GOMODCACHE")
	proxy, modcache, _ := strings.Cut(strings.TrimSpace(listed), "\n")

	if _, stderr, err := run(scratch, []string{"GOWORK=off"}, "go", "mod", "download", linter+"@"+version); err != nil {
		binary.skip = "golangci-lint cannot be downloaded: " + stderr
		return
	}
	clone := cloned(t, modcache, version)
	bin := filepath.Join(scratch, "bin")
	// Without the paths of temporary directories in it, what has been compiled serves
	// the next time too, and the second of the two builds here.
	const trim = "GOFLAGS=-trimpath"
	if _, stderr, err := run(filepath.Join(scratch, "golangci-lint.git"), []string{"GOWORK=off", trim}, "go", "build", "-o", bin+"/", "./cmd/golangci-lint"); err != nil {
		binary.skip = "golangci-lint, as released, cannot be built: " + stderr
		return
	}
	parvet := filepath.Join(bin, "parvet")
	must(t, root, []string{"GOWORK=off"}, "go", "build", "-o", parvet, "./cmd/parvet")

	local, release := publish(t, modcache)
	ofPlugin := regexp.MustCompile(`(?m)^    version: .*$`)
	if n := len(ofPlugin.FindAllString(custom, -1)); n != 1 {
		t.Fatalf("the page names %d versions of the plugin", n)
	}
	custom = ofPlugin.ReplaceAllString(custom, "    version: "+release)
	work := filepath.Join(scratch, "custom")
	write(t, filepath.Join(work, ".custom-gcl.yml"), custom)
	must(t, work, append(clone, "GOWORK=off", "GOPROXY=file://"+filepath.ToSlash(local)+","+proxy, "GONOSUMDB="+suite+",*/parvet/parvet/*", trim+" -mod=mod"),
		filepath.Join(bin, "golangci-lint"), "custom", "-v")
	binary.gcl, binary.parvet = filepath.Join(work, "custom-gcl"), parvet
}

// cloned lets git clone golangci-lint without its server: from what the module
// proxy has of it. It returns the environment that does so.
func cloned(t *testing.T, modcache, version string) []string {
	dir := filepath.Join(scratch, "golangci-lint.git")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(modcache, linter+"@"+version))); err != nil {
		t.Fatal(err)
	}
	who := []string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"}
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A", "-f"}, {"commit", "-q", "-m", version}, {"tag", version}} {
		must(t, dir, nil, "git", append(who, args...)...)
	}
	return []string{
		"GIT_CONFIG_COUNT=1",
		"GIT_CONFIG_KEY_0=url.file://" + filepath.ToSlash(dir) + ".insteadOf",
		"GIT_CONFIG_VALUE_0=https://github.com/golangci/golangci-lint.git",
	}
}
