package parvet

import (
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// exit returns the exit status that an error of run tells of.
func exit(err error) int {
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return e.ExitCode()
	}
	return 0
}

// TestNolint: golangci-lint's directive silences a line, and it knows that the
// directive is of use.
func TestNolint(t *testing.T) {
	gcl, _ := programs(t)
	s := newSample(t, gcl)
	s.change(t, ".golangci.yml", "enable: [parvet]", "enable: [parvet, nolintlint]")
	s.change(t, ".golangci.yml", "    custom:", "    nolintlint: {allow-unused: false}\n    custom:")
	wantFindings(t, "with //nolint", s.findings(t), sleepsFar, sleepsHere)

	s.change(t, "a/a.go", "time.Sleep(time.Minute) //nolint", "ctx.Err() //nolint")
	const unused = "a/a.go:15:13: directive `//nolint:parvet // the nightly run may take long` is unused for linter \"parvet\" (nolintlint)"
	wantFindings(t, "with a useless //nolint", s.findings(t), unused, sleepsFar, sleepsHere)
}

// TestMessage: one line has all, and golangci-lint adds no more of its own.
func TestMessage(t *testing.T) {
	gcl, _ := programs(t)
	s := newSample(t, gcl)
	stdout, stderr, err := s.run("")
	if exit(err) != 1 {
		t.Errorf("findings: %v, want exit status 1", err)
	}
	if strings.Contains(stderr, "error") {
		t.Errorf("standard error: %s", stderr)
	}
	want := sleepsFar + " (path: par.ForEach at a.go:12:9 → b.Wait at a.go:13:3 → time.Sleep at example.com/sample/b/b.go:5:15; https://github.com/parvet/parvet/blob/main/docs/rules/sleep.md) (parvet)\n" +
		sleepsHere + " (path: par.ForEach at a.go:12:9 → time.Sleep at a.go:14:3; https://github.com/parvet/parvet/blob/main/docs/rules/sleep.md) (parvet)\n"
	if stdout != want {
		t.Errorf("printed\n%swant\n%s", stdout, want)
	}
}

// TestSilence: the ways that the page names to switch one rule off.
func TestSilence(t *testing.T) {
	gcl, _ := programs(t)
	s := newSample(t, gcl)
	s.configure(t, "{disable: [sleep]}")
	wantFindings(t, "disabled", s.findings(t))
	s.configure(t, "{disable: [mutex]}")
	wantFindings(t, "another disabled", s.findings(t), sleepsFar, sleepsHere)

	write(t, filepath.Join(s.dir, ".golangci.yml"), sampleConfig)
	s.change(t, ".golangci.yml", "  settings:", "  exclusions: {rules: [{linters: [parvet], text: \"^sleep: \"}]}\n  settings:")
	wantFindings(t, "excluded by text", s.findings(t))

	write(t, filepath.Join(s.dir, ".golangci.yml"), sampleConfig)
	s.change(t, "a/a.go", "b.Wait()", "b.Wait() //parvet:ignore sleep the other side is quick")
	wantFindings(t, "ignored", s.findings(t), sleepsHere)
}

// TestWrongSettings: golangci-lint says what is wrong and does not lint.
func TestWrongSettings(t *testing.T) {
	gcl, _ := programs(t)
	s := newSample(t, gcl)
	write(t, filepath.Join(s.dir, "bad.txt"), "nonsense\n")
	for settings, want := range map[string]string{
		"{cpupool: [all]}":     `unknown setting "cpupool"; did you mean cpupools?`,
		"{mutex: {shorts: 1}}": `unknown setting "mutex.shorts"; did you mean short?`,
		"{tier: sure}":         `tier: unknown tier "sure"; there are definite, probable, possible`,
		"{max-wait: 10}":       "max-wait: want a duration, such as 10ms, have the number 10",
		"{cpupools: [a/b]}":    `cpupools: no model of a pool library "a/b"`,
		"{models: [none.txt]}": "models: cannot read the models in " + filepath.Join(s.dir, "none.txt"),
		"{models: [bad.txt]}":  "models: " + filepath.Join(s.dir, "bad.txt"),
		"{tests: false}":       "tests: golangci-lint decides this: set run.tests instead",
	} {
		s.configure(t, settings)
		stdout, stderr, err := s.run("")
		if exit(err) != 3 || stdout != "" || !strings.Contains(stderr, where+": "+want) {
			t.Errorf("%s: exit status %d\n%s%s\nwant status 3 and %q", settings, exit(err), stdout, stderr, want)
		}
	}
}

// TestCache: what is kept of a run gives the same, is used, and is not used when
// what it depends on is another.
func TestCache(t *testing.T) {
	gcl, _ := programs(t)
	s := newSample(t, gcl)
	models := filepath.Join(s.dir, "models.txt")
	write(t, models, "package example.com/other\nF ok\n")
	s.configure(t, "{models: [models.txt]}")
	const issues, facts = "goanalysis/issues/cache", "goanalysis/facts/cache"
	analysed := regexp.MustCompile(`analyzing (\d+)/2 packages`)
	check := func(what, packages string, want ...string) (debug string) {
		t.Helper()
		stdout, stderr, _ := s.run(issues + "," + facts)
		if m := analysed.FindStringSubmatch(stderr); m == nil || m[1] != packages {
			t.Errorf("%s: analysed %q packages, want %s", what, m, packages)
		}
		for _, w := range want {
			if !strings.Contains(stdout, w) {
				t.Errorf("%s: not found: %s\nbut\n%s", what, w, stdout)
			}
		}
		if n := strings.Count(stdout, ": sleep: "); n != len(want) {
			t.Errorf("%s: %d findings, want %d", what, n, len(want))
		}
		return stderr
	}
	check("first run", "2", sleepsFar, sleepsHere)
	check("second run", "0", sleepsFar, sleepsHere)

	s.change(t, "a/a.go", "return nil", "return ctx.Err()")
	debug := check("importer changed", "1", sleepsFar, sleepsHere)
	if !regexp.MustCompile(`Loaded [1-9]\d* cached facts for package \\?"b\\?" and analyzer parvet_effects_`).MatchString(debug) {
		t.Errorf("the facts of the other package did not come from the cache:\n%s", debug)
	}

	s.change(t, "b/b.go", "time.Hour", "time.Minute")
	check("imported package changed", "2", strings.Replace(sleepsFar, "1h0m0s", "1m0s", 1), sleepsHere)

	write(t, models, "package example.com/sample/b\nWait ok\n")
	check("models changed", "2", sleepsHere)
	check("models as before", "0", sleepsHere)

	s.configure(t, "{models: [models.txt], disable: [sleep]}")
	check("settings changed", "2")
}

// TestFixSample: the changes compile, with the imports that they need and no others,
// whatever is silenced; those of silenced findings are not made. The configuration is
// that of the page.
func TestFixSample(t *testing.T) {
	gcl, _ := programs(t)
	s := newSample(t, gcl)
	write(t, filepath.Join(s.dir, ".golangci.yml"), block(t, "yaml", "formatters:"))
	const before, silenced = "\t\ttime.Sleep(time.Second)\n", "\t\ttime.Sleep(time.Minute) //nolint:parvet // the nightly run may take long\n"
	wantFindings(t, "fixed", s.findings(t, "--fix"), sleepsFar)
	text := s.read(t, "a/a.go")
	if strings.Contains(text, before) || !strings.Contains(text, "par.Sleep(context.WithoutCancel(ctx), time.Second)") || !strings.Contains(text, silenced) {
		t.Errorf("fixed to\n%s", text)
	}
	must(t, s.dir, []string{"GOWORK="}, "go", "vet", "./...")

	// Two fixes take the last uses of an import.
	s.change(t, "a/a.go", silenced, "\t\ttime.Sleep(1e9)\n\t\ttime.Sleep(2e9)\n")
	text = strings.ReplaceAll(s.read(t, "a/a.go"), "time.Second", "1e9")
	write(t, filepath.Join(s.dir, "a", "a.go"), text)
	write(t, filepath.Join(s.dir, ".golangci.yml"), sampleConfig)
	wantFindings(t, "fixed without goimports", s.findings(t, "--fix"), sleepsFar) // where it was
	if text := s.read(t, "a/a.go"); strings.Contains(text, `"time"`) {
		t.Errorf("fixed without goimports to\n%s", text)
	}
	must(t, s.dir, []string{"GOWORK="}, "go", "vet", "./...")
}
