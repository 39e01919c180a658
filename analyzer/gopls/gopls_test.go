package gopls

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/passes/effects"
)

func TestAnalyzers(t *testing.T) {
	t.Setenv(ConfigVar, "off")
	t.Setenv(ModelsVar, "")
	var all []*analysis.Analyzer
	var names []string
	for _, a := range Analyzers() {
		if a.Off || a.Severity < 1 || a.Severity > 4 {
			t.Errorf("%s: off %v, severity %d", a.Name, a.Off, a.Severity)
		}
		all = append(all, a.Analyzer)
		names = append(names, a.Name)
	}
	if err := analysis.Validate(all); err != nil {
		t.Fatal(err)
	}
	want := []string{"parvet_settings"}
	for _, r := range analyzer.Rules() {
		want = append(want, "parvet_"+r.ID)
	}
	if !slices.Equal(names, want) {
		t.Errorf("the analyzers are %v, want %v", names, want)
	}
	// Those of the suite keep their names, by which ignore directives name them.
	for _, a := range analyzer.All() {
		if strings.HasPrefix(a.Name, Prefix) != (a == effects.Analyzer) {
			t.Errorf("an analyzer is called %s", a.Name)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("go.mod", "module m\n")
	write(".parvet.yaml", "disable: [sleep]\ntests: false\nexclude: [{path: gen, rules: [mutex]}]\nseverity: {mutex: error, channel: info}\n")
	inner := filepath.Dir(write("sub/x.go", ""))
	models := write("m.txt", "package p\n")
	t.Chdir(inner)
	t.Setenv(ConfigVar, "")
	t.Setenv(ModelsVar, " "+models+",")

	s, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if s.on["sleep"] || !s.on["mutex"] {
		t.Errorf("on are %v", s.on)
	}
	for file, rules := range map[string]map[string]bool{
		"x.go":            {"mutex": true, "channel": true},
		"x_test.go":       {"mutex": false, "channel": false},
		"gen/x.go":        {"mutex": false, "channel": true},
		"gen/x_test.go":   {"channel": false},
		"general/x.go":    {"mutex": true},
		"../other/gen.go": {"mutex": true},
	} {
		for id, want := range rules {
			if got := s.shows(filepath.Join(dir, filepath.FromSlash(file)), id); got != want {
				t.Errorf("a finding of %s in %s is shown: %v, want %v", id, file, got, want)
			}
		}
	}
	for id, want := range map[string]int{"mutex": 1, "channel": 3, "sleep": 2} {
		if got := s.severity(id); got != want {
			t.Errorf("the severity of %s is %d, want %d", id, got, want)
		}
	}
	if !slices.Equal(s.Models, []string{models}) {
		t.Errorf("the models are %q", s.Models)
	}

	// Whatever changes, the hash does.
	seen := map[string]string{}
	differs := func(what string) {
		t.Helper()
		s, err := load()
		h := s.hash(err)
		if old := seen[h]; old != "" {
			t.Errorf("after %s the hash is that after %s", what, old)
		}
		seen[h] = what
		if again, err := load(); again.hash(err) != h {
			t.Errorf("after %s there are two hashes", what)
		}
	}
	differs("nothing")
	write("m.txt", "package q\n")
	differs("other models")
	write(".parvet.yaml", "disable: [mutex]\n")
	differs("another rule")
	write(".parvet.yaml", "disable: [mutexes]\n")
	differs("a mistake")
	write(".parvet.yaml", "disable: [sleeps]\n")
	differs("another mistake")
	t.Setenv(ConfigVar, "off")
	differs("leaving it out")
	t.Setenv(ModelsVar, "")
	differs("leaving out the models")
	t.Setenv(ConfigVar, write("sub/settings.yaml", "tests: false\n"))
	differs("another file")
	os.Remove(filepath.Join(inner, "settings.yaml"))
	if _, err := load(); err == nil || !strings.Contains(err.Error(), "settings.yaml") {
		t.Errorf("without the file the error is %v", err)
	}
	t.Setenv(ConfigVar, "settings.yaml")
	if _, err := load(); err == nil || !strings.Contains(err.Error(), "want an absolute path or off") {
		t.Errorf("for a relative path the error is %v", err)
	}
}

func TestApply(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "s.yaml")
	t.Setenv(ConfigVar, file)
	t.Setenv(ModelsVar, "")
	for text, want := range map[string]string{
		"max-wait: 20ms\ntier: possible\nmutex: {short: true}\n": "",
		"cpupools: [example.org/none]\n":                         `cpupools: no model of a pool library "example.org/none"`,
		"models: [none.txt]\n":                                   "none.txt",
	} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		s, err := load()
		if err == nil {
			err = s.apply()
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %q", text, err, want)
		}
		for _, f := range [][2]string{{"max-wait", "10ms"}, {"tier", "probable"}, {"cpupools", ""}} {
			if want == "" && f[0] != "cpupools" && effects.Analyzer.Flags.Lookup(f[0]).Value.String() == f[1] {
				t.Errorf("%q does not set %s", text, f[0])
			}
			if err := effects.Analyzer.Flags.Set(f[0], f[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
}
