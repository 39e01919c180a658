package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSettings: what the file says is what the flags would say, and models are
// found where the file is.
func TestSettings(t *testing.T) {
	s := newSandbox(t)
	first, second, _ := strings.Cut(example(t), "\n\n")
	s.write("etc/a.models", strings.Replace(first, "pool cpu", "pool any", 1))
	s.write("b.models", second)
	s.write(".parvet.yaml", "models: [etc/a.models]\ncpupools: [example.org/m/workers]\n")
	s.want("no findings", 0, "parvet")
	// Lists of models add up, and a line of the flag's goes before one of the file's.
	s.want(finding, 1, "parvet", "-models", "b.models")
	s.write("b.models", "package example.org/m/store\nStore.Get ok\n")
	s.write(".parvet.yaml", "models: [etc/a.models, etc/b.models]\ncpupools: [example.org/m/workers]\n")
	s.write("etc/b.models", second)
	s.want(finding, 1, "parvet", "-C", "workers", "example.org/m/...")
	s.want("no findings", 0, "parvet", "-models", "b.models")
	s.want("no findings", 0, "parvet", "-cpupools=")
	s.want("no findings", 0, "parvet", "-config", "off")
	s.want("no findings", 0, "parvet", "-disable", "syncio")
	// The contents of the files count, not their names.
	s.write("etc/b.models", strings.Replace(second, "net ctx=0", "ok", 1))
	s.want("no findings", 0, "parvet")
	s.write("etc/b.models", "package example.org/m/store\nStore.Get sleeps\n")
	s.want("parvet: .parvet.yaml:1:1: models: "+filepath.Join(s.dir, "etc", "b.models")+`:2: Store.Get: want a clause, have "sleeps"`+"\n", 2, "parvet")
	s.write(".parvet.yaml", "tests: true\ncpupools: [example.org/x]\n")
	s.want("parvet: .parvet.yaml:2:1: cpupools: no model of a pool library \"example.org/x\"; there are ", 2, "parvet")
}

// TestSettingsOfVet: go vet knows nothing of the file, since its cache does not
// either; parvet config says which flags stand for it.
func TestSettingsOfVet(t *testing.T) {
	s := newSandbox(t)
	s.write("my.models", example(t))
	s.write(".parvet.yaml", "models: [my.models]\ndisable: [mutex]\ntier: possible\nmax-wait: 1s\nmutex: {short: true}\ntags: [x]\n")
	s.want(finding, 1, "parvet")
	if out, status := s.run("go", "vet", "-vettool=PARVET", "./..."); status != 0 {
		t.Errorf("go vet exits with %d and says\n%s", status, out)
	}
	out, status := s.run("parvet", "config", "-vet")
	flags := strings.Fields(out)
	if status != 0 || len(flags) != 6 || flags[0] != "-tags=x" || flags[1] != "-tier=possible" || flags[5] != "-mutex=false" {
		t.Fatalf("parvet config -vet exits with %d and says\n%s", status, out)
	}
	vet := append(append([]string{"go", "vet", "-vettool=PARVET"}, flags...), "./...")
	if out, status := s.run(vet...); status != 1 || !strings.Contains(out, finding) {
		t.Errorf("go vet %v exits with %d and says\n%s", flags, status, out)
	}
	s.write(".parvet.yaml", "tiers: possible\n")
	if out, status := s.run("go", "vet", "-vettool=PARVET", "./..."); status != 0 {
		t.Errorf("with a bad file, go vet exits with %d and says\n%s", status, out)
	}
	s.want(`.parvet.yaml:1:1: unknown setting "tiers"`, 2, "parvet", "config", "-vet")
}

// task is a program with a task that does what it is asked to do.
func task(body, after string) string {
	return "package m\n\nimport (\n\t\"context\"\n\n\t\"example.org/m/store\"\n\t\"example.org/m/workers\"\n)\n\n" +
		"func f(ctx context.Context, s *store.Store) {\n\tworkers.Run(func() {\n" + body + "\t})\n}\n\n" +
		"func get(ctx context.Context, s *store.Store) {\n" + after + "}\n"
}

// TestNewFrom: findings count as new if anything on their path has changed.
func TestNewFrom(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("git is not installed")
		}
		t.Skip("git is not installed")
	}
	s := newSandbox(t)
	s.env = []string{"GIT_CONFIG_NOSYSTEM=1", "HOME=" + t.TempDir(), "GOCACHE=" + cacheOfGo(t), "GIT_AUTHOR_NAME=x", "GIT_AUTHOR_EMAIL=x",
		"GIT_COMMITTER_NAME=x", "GIT_COMMITTER_EMAIL=x", "GOPATH=" + t.TempDir()}
	git := func(args ...string) {
		t.Helper()
		if out, status := s.run(append([]string{"git"}, args...)...); status != 0 {
			t.Fatalf("git %v: %s", args, out)
		}
	}
	const get, cached = "\t\ts.Get(ctx)\n", "\t\ts.Cached()\n"
	s.write("my.models", example(t))
	s.write(".parvet.yaml", "models: [my.models]\n")
	s.write("m.go", task(get, "\ts.Cached()\n"))
	s.want("-new-from: "+s.dir+" is in no git repository\n", 2, "parvet", "-new-from", "HEAD")
	git("init", "-q", "-b", "main")
	git("add", "-A")
	git("commit", "-qm", "x")
	s.want("1 finding left out, with no line that has changed since HEAD\nno findings\n", 0, "parvet", "-new-from", "HEAD")
	s.want(finding, 1, "parvet")
	// Two of a kind, of which one is new: also if a baseline knows that there is one.
	s.want("wrote 1 finding", 0, "parvet", "baseline")
	s.write("m.go", task(get+get, "\ts.Cached()\n"))
	for _, flags := range [][]string{{"-new-from=main"}, {"-new-from=main", "-baseline=.parvet-baseline.json"}} {
		out, status := s.run(append([]string{"parvet"}, flags...)...)
		if status != 1 || strings.Count(out, finding) != 1 || !strings.Contains(out, "1 finding in 1 package") {
			t.Errorf("parvet %v exits with %d and says\n%s", flags, status, out)
		}
	}
	// The call is an old one, and what it does is new.
	s.write("m.go", task("\t\tget(ctx, s)\n", "\ts.Cached()\n"))
	git("commit", "-qam", "x")
	s.write("m.go", task("\t\tget(ctx, s)\n", "\ts.Get(ctx)\n"))
	s.want("get → store.(*Store).Get", 1, "parvet", "-new-from", "HEAD")
	s.write("m.go", task(cached, "\ts.Cached()\n"))
	s.write("new/new.go", strings.Replace(task(get, ""), "package m", "package new", 1))
	s.want("1 finding in 1 package", 1, "parvet", "-new-from", "HEAD", "-C", "store", "../...")
	for rev, want := range map[string]string{
		"none": `parvet: -new-from: no revision "none" in `,
		"-x":   `parvet: -new-from: "-x" is no revision: it begins with -`,
		"":     "parvet: flag -new-from: want a revision, such as main or HEAD~3",
	} {
		s.want(want, 2, "parvet", "-new-from", rev)
	}
}

// cacheOfGo returns the go command's cache, which it would look for at home.
func cacheOfGo(t *testing.T) string {
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
