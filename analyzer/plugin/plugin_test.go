package parvet

import (
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"

	"github.com/parvet/parvet/internal/config"
)

// settings are those of a configuration, as golangci-lint hands them on.
type settings = map[string]any

func TestRegistered(t *testing.T) {
	if _, err := register.GetPlugin("parvet"); err != nil {
		t.Error(err)
	}
}

// TestSettings: what is wrong is said with the name of the setting and what to do,
// and nothing is wrong with what the page shows.
func TestSettings(t *testing.T) {
	for name, test := range map[string]struct {
		settings any
		err      string // a part of it; "" if there is none
	}{
		"none":            {nil, ""},
		"empty":           {settings{}, ""},
		"all":             {settings{"enable": []any{"default", "mutex"}, "disable": []any{"longloop"}, "tier": "possible", "cpupools": []any{"all"}, "max-wait": "5ms", "mutex": settings{"short": true}}, ""},
		"no wait":         {settings{"max-wait": 0}, ""},
		"unknown":         {settings{"cpupool": []any{"all"}}, `unknown setting "cpupool"; did you mean cpupools?`},
		"unknown, unlike": {settings{"x": 1}, `unknown setting "x"; there are enable, `},
		"unknown inside":  {settings{"mutex": settings{"shrt": true}}, `unknown setting "mutex.shrt"; did you mean short?`},
		"dotted":          {settings{"mutex.short": true}, "did you mean mutex: {short: …}?"},
		"unknown rule":    {settings{"disable": []any{"longlop"}}, `disable: unknown rule "longlop"; did you mean longloop?`},
		"wrong type":      {settings{"enable": "sleep"}, `enable: want a list, as in [a, b], have "sleep"`},
		"wrong value":     {settings{"tier": "sure"}, `tier: unknown tier "sure"`},
		"not a mapping":   {[]any{"sleep"}, "want a mapping"},
		"tests":           {settings{"tests": false}, "tests: golangci-lint decides this: set run.tests instead"},
		"tags":            {settings{"tags": []any{"x"}}, "set run.build-tags instead"},
		"exclude":         {settings{"exclude": []any{settings{"path": "gen/**"}}}, "write linters.exclusions.rules"},
		"no exclude":      {settings{"exclude": []any{}}, "write linters.exclusions.rules"},
		"severity":        {settings{"severity": settings{"mutex": "info"}}, "write severity.rules"},
		"baseline":        {settings{"baseline": "known.json"}, "set issues.new-from-rev"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(test.settings)
			switch {
			case err == nil && test.err != "":
				t.Errorf("no error, want %q", test.err)
			case err != nil && (test.err == "" || !strings.Contains(err.Error(), test.err)):
				t.Errorf("error %q, want %q", err, test.err)
			case err != nil && !strings.HasPrefix(err.Error(), where+": "):
				t.Errorf("error %q does not say where", err)
			}
		})
	}
}

// TestEverySetting: no setting of .parvet.yaml is taken and then forgotten.
func TestEverySetting(t *testing.T) {
	values := settings{
		"enable": []any{"sleep"}, "disable": []any{"mutex"}, "tier": "possible", "tests": true, "tags": []any{"a"}, "cpupools": []any{"all"},
		"max-wait": "1s", "models": []any{"m.txt"}, "mutex": settings{"short": true}, "exclude": []any{}, "severity": settings{}, "baseline": "b.json",
	}
	served := map[string]bool{"enable": true, "disable": true, "tier": true} // see BuildAnalyzers and set
	for _, name := range config.Names() {
		value, ok := values[name]
		if !ok {
			t.Errorf("no value to test the setting %s with", name)
			continue
		}
		c, err := config.Decode(where, t.TempDir(), settings{name: value}, []string{"sleep", "mutex"})
		if err != nil {
			t.Fatal(err)
		}
		if refuse(c) == nil && !served[name] && len(c.Flags()) == 0 {
			t.Errorf("the setting %s has no effect and is not refused", name)
		}
	}
}

// TestTwice: a process has one configuration, however often it is asked for.
func TestTwice(t *testing.T) {
	build := func(s settings) error {
		p, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.BuildAnalyzers()
		return err
	}
	if err := build(settings{"max-wait": "0", "disable": []any{"sleep"}}); err != nil {
		t.Fatal(err)
	}
	if err := build(settings{"max-wait": 0, "disable": []any{"mutex"}}); err != nil {
		t.Errorf("the same analysis again: %v", err)
	}
	if err := build(settings{"max-wait": "5ms"}); err == nil || !strings.Contains(err.Error(), "parvet has other settings in this process already") {
		t.Errorf("another configuration: %v", err)
	}
}
