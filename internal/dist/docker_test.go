package dist

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDockerfile runs the steps of the Dockerfile that do not need Alpine, in
// their order, with the directories of the image below a temporary one: there is
// no container engine where the tests run. What the image is like is looked at in
// the module lint.
func TestDockerfile(t *testing.T) {
	if testing.Short() {
		t.Skip("compiling parvet takes a minute")
	}
	needs(t, "git", "rev-parse", "HEAD")
	data, err := os.ReadFile(root + "/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	u := newUser(t, publish(t))
	image := t.TempDir()
	if err := os.MkdirAll(filepath.Join(image, "usr", "local", "bin"), 0o777); err != nil {
		t.Fatal(err)
	}
	var ran []string
	user := ""
	paths := regexp.MustCompile(`(^|[ =])/(out|cache|usr/local/bin|tmp)\b`)
	for _, line := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		name, args, _ := strings.Cut(paths.ReplaceAllString(line, "$1"+image+"/$2"), " ")
		switch name {
		case "RUN":
			if strings.HasPrefix(args, "apk ") {
				continue
			}
			u.must("sh", "-euc", args)
		case "ENV":
			u.env = append(u.env, strings.Fields(args)...)
		case "ARG":
			u.env = append(u.env, "VERSION="+version) // --build-arg
		case "COPY":
			args = strings.TrimPrefix(args, "--from=build ")
			u.must("sh", "-euc", "cp "+args)
		case "USER":
			user = args
			continue
		case "FROM", "WORKDIR", "ENTRYPOINT", "CMD":
			continue
		default:
			t.Errorf("the test does not know %s", name)
		}
		ran = append(ran, name)
	}
	if got := strings.Join(ran, " "); got != "ARG ENV RUN RUN COPY ENV" || user == "" {
		t.Errorf("the steps are %s, for user %q", got, user)
	}
	u.must("go", "mod", "init", "example.org/m")
	u.write("main.go", program)
	u.must("go", "get", suite+"/runtime@"+version)
	stdout, stderr, status := u.run(filepath.Join(image, "usr", "local", "bin", "parvet"), "./...")
	if status != 1 || !strings.Contains(stdout, "sleeps") {
		t.Errorf("parvet ./...: exit status %d\n%s%s", status, stdout, stderr)
	}
	if said := u.must(filepath.Join(image, "usr", "local", "bin", "parvet"), "version"); !strings.HasPrefix(said, "parvet "+version+" ") {
		t.Errorf("parvet version says %q", said)
	}
	for _, dir := range []string{"go-build", "mod", "parvet"} {
		if _, err := os.Stat(filepath.Join(image, "cache", dir)); err != nil {
			t.Errorf("a cache is elsewhere: %v", err)
		}
	}
}
