package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/finding"
	"github.com/parvet/parvet/internal/rule"
)

var ruleIDs = rule.IDs(analyzer.Rules())

// full has every setting. TestFull holds that.
const full = `# yaml-language-server: $schema=x
enable: [default, sleep]
disable:
  - longloop
tier: possible
tests: false
tags: [integration, linux]
cpupools: [github.com/panjf2000/ants/v2, all]
max-wait: 1m2.5s
models: [my models.txt, ../shared/pools.txt]
mutex:
  short: true
exclude:
  - path: gen/**
  - {path: "**/*_gen.go", rules: [sleep, mutex], reason: generated}
severity: {sleep: warning, mutex: info}
baseline: .parvet-baseline.json
`

func TestFull(t *testing.T) {
	c, err := parse("f", filepath.FromSlash("/p/q"), []byte(full), ruleIDs)
	if err != nil {
		t.Fatal(err)
	}
	no, yes, wait := false, true, time.Minute+2500*time.Millisecond
	want := &Config{
		Dir: filepath.FromSlash("/p/q"), file: "f", given: c.given,
		Enable: []string{"default", "sleep"}, Disable: []string{"longloop"}, Tier: finding.Possible, Tests: &no,
		Tags: []string{"integration", "linux"}, CPUPools: []string{"github.com/panjf2000/ants/v2", "all"}, MaxWait: &wait,
		Models:     []string{filepath.FromSlash("/p/q/my models.txt"), filepath.FromSlash("/p/shared/pools.txt")},
		MutexShort: &yes,
		Exclude:    []Exclude{{Path: "gen/**"}, {"**/*_gen.go", []string{"sleep", "mutex"}, "generated"}},
		Severity:   map[string]finding.Severity{"sleep": "warning", "mutex": "info"},
		Baseline:   filepath.FromSlash("/p/q/.parvet-baseline.json"),
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("parsed\n%+v\nwant\n%+v", c, want)
	}
	for v, i := reflect.ValueOf(*c), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("the sample does not set %s", v.Type().Field(i).Name)
		}
	}
	const given = "enable disable tier tests tags cpupools max-wait models mutex.short exclude severity baseline"
	if got := strings.Join(c.Given(), " "); got != given {
		t.Errorf("given are %s, want %s", got, given)
	}
	wantFlags := []Flag{
		{"effects", "models", "models", filepath.FromSlash("/p/q/my models.txt,/p/shared/pools.txt")},
		{"effects", "cpupools", "cpupools", "github.com/panjf2000/ants/v2,all"},
		{"effects", "max-wait", "max-wait", "1m2.5s"},
		{"mutex", "short", "mutex.short", "true"},
	}
	if got := c.Flags(); !reflect.DeepEqual(got, wantFlags) {
		t.Errorf("the flags are %v, want %v", got, wantFlags)
	}
	const where = "f:9:1: max-wait: no, 1"
	if got := c.Errorf("max-wait", "no, %d", 1).Error(); got != where {
		t.Errorf("an error about a setting is %q, want %q", got, where)
	}
}

// good are files without errors, bad those with one each. A bad one that begins
// with "~" is one whose error the schema cannot see.
var good = []string{
	full, "{}", "enable: []", "\ufeffenable: [sleep]\r\ndisable: [mutex]\r\n", "---\ntier: definite\n...\n",
	"max-wait: 0", "max-wait: 0s", "max-wait: .5ms", "max-wait: '0'", `{"tier": "possible", "mutex": {}}`, "tests: !!bool true",
	"exclude: []", "severity: {}", "exclude: [{path: a, reason: ''}]", "baseline: \"*x\"",
}

var bad = []struct{ src, want string }{
	{"", "f: no settings in the file: add some, or remove it"},
	{"# tier: possible\n", "f: no settings in the file: add some, or remove it"},
	{"---\n...\n", "f: no settings in the file: add some, or remove it"},
	{"null", "f: no settings in the file: add some, or remove it"},
	{"- sleep", "f:1:1: want a mapping, as in key: value, have a list"},
	{"sleep", `f:1:1: want a mapping, as in key: value, have "sleep"`},
	{"tests: true\ntiers: definite", `f:2:1: unknown setting "tiers"; did you mean tier?`},
	{"xyz: 1", `f:1:1: unknown setting "xyz"; there are enable, disable, tier, tests, tags, cpupools, max-wait, models, mutex, exclude, severity, baseline`},
	{"Tier: definite", `f:1:1: unknown setting "Tier"; did you mean tier?`},
	{"~tier: definite\ntests: true\ntier: possible", `f:3:1: "tier" is set twice: it is in line 1 already`},
	{"~mutex: {short: true, short: true}", `f:1:22: mutex: "short" is set twice: it is in line 1 already`},
	{"mutex: {long: true}", `f:1:9: unknown setting "mutex.long"; there are short`},
	{"mutex: true", "f:1:8: mutex: want a mapping, as in key: value, have true"},
	{"mutex:", "f:1:7: mutex: want a mapping, as in key: value, have nothing"},
	{"mutex.short: true", `f:1:1: unknown setting "mutex.short"; did you mean mutex: {short: …}?`},
	{"tests: yes", `f:1:8: tests: want true or false, have "yes"`},
	{"tests: 1", "f:1:8: tests: want true or false, have the number 1"},
	{"tests: \"true\"", `f:1:8: tests: want true or false, have "true"`},
	{"enable: sleep", `f:1:9: enable: want a list, as in [a, b], have "sleep"`},
	{"enable: [slep]", `f:1:10: enable: unknown rule "slep"; did you mean sleep?`},
	{"enable: [[sleep]]", "f:1:10: enable: want a text, have a list"},
	{"enable: {default: 1}", "f:1:9: enable: want a list, as in [a, b], have a mapping"},
	{"disable: [default]", `f:1:11: disable: unknown rule "default"; there are ` + strings.Join(ruleIDs, ", ")},
	{"disable:\n- sleep\n- 7\n", "f:3:3: disable: want a text, have the number 7"},
	{"tier: sure", `f:1:7: tier: unknown tier "sure"; there are definite, probable, possible`},
	{"tier: [definite]", "f:1:7: tier: want a text, have a list"},
	{"tier: ~", "f:1:7: tier: want a text, have nothing"},
	{"~tier: !x definite", "f:1:7: tier: want a text, have definite"},
	{"max-wait: 10", "f:1:11: max-wait: want a duration, such as 10ms, have the number 10"},
	{"max-wait: -10ms", `f:1:11: max-wait: want a duration, such as 10ms, have "-10ms"`},
	{"max-wait: 10 ms", `f:1:11: max-wait: want a duration, such as 10ms, have "10 ms"`},
	{"~max-wait: 999999999999h", `f:1:11: max-wait: want a duration, such as 10ms, have "999999999999h"`},
	{"tags: [a b]", `f:1:8: tags: want a build tag, have "a b"`},
	{"tags: a", `f:1:7: tags: want a list, as in [a, b], have "a"`},
	{"cpupools: [\"\"]", `f:1:12: cpupools: want an import path, or all, have ""`},
	{"models: [' ']", `f:1:10: models: want the name of a file, have " "`},
	{"baseline: ''", `f:1:11: baseline: want the name of a file, have ""`},
	{"baseline: true", "f:1:11: baseline: want a text, have true"},
	{"exclude: gen/**", `f:1:10: exclude: want a list, as in [a, b], have "gen/**"`},
	{"exclude: [gen]", `f:1:11: exclude: want a mapping, as in key: value, have "gen"`},
	{"exclude: [{}]", "f:1:11: exclude: want a path, as in {path: gen/**}"},
	{"exclude: [{rules: [sleep]}]", "f:1:11: exclude: want a path, as in {path: gen/**}"},
	{"exclude: [{path: gen, paths: x}]", `f:1:23: unknown setting "exclude.paths"; did you mean path?`},
	{"exclude: [{path: gen, rules: []}]", "f:1:30: exclude.rules: the list is empty: name rules, or remove it to leave out all"},
	{"exclude: [{path: gen, rules: sleep}]", `f:1:30: exclude.rules: want a list, as in [a, b], have "sleep"`},
	{"exclude: [{path: gen, reason: 1}]", "f:1:31: exclude.reason: want a text, have the number 1"},
	{"exclude: [{path: ''}]", `f:1:18: exclude.path: "": want a path or a pattern, such as gen/**`},
	{"~exclude: [{path: 'gen\\a'}]", `f:1:18: exclude.path: "gen\\a": write / between the parts of a path`},
	{"~exclude: [{path: /gen}]", `f:1:18: exclude.path: "/gen": want a path that is relative to the directory of the settings`},
	{"~exclude: [{path: ../gen}]", `f:1:18: exclude.path: "../gen": cannot match outside of the directory of the settings`},
	{"~exclude: [{path: '[a'}]", `f:1:18: exclude.path: "[a": not a pattern: there are *, **, ?, [a-z] and {a,b}`},
	{"severity: {slep: info}", `f:1:12: severity: unknown rule "slep"; did you mean sleep?`},
	{"severity: {sleep: warn}", `f:1:19: severity.sleep: unknown severity "warn"; did you mean warning?`},
	{"severity: info", `f:1:11: severity: want a mapping, as in key: value, have "info"`},
	{"1: 2", "f:1:1: want a name as the key, have the number 1"},
	{"? [a]\n: b", "f:1:3: want a name as the key, have a list"},
	{"~enable: &a [sleep]\ndisable: *a", "f:1:9: enable: anchors (&) and aliases (*) are not supported: write the value out, or put it in quotes"},
	{"baseline: *x", "f:1:11: not YAML: unknown anchor 'x' referenced"},
	{"~<<: {tier: definite}", "f:1:1: merge keys (<<) are not supported: write the settings out"},
	{"~tier: definite\n---\ntier: possible\n", "f:3:1: a second document begins here: one file holds one set of settings"},
	{"~tier: definite\n---\n", "f:3:1: a second document begins here: one file holds one set of settings"},
	{"tier: 'definite", "f:1:16: not YAML: found unexpected end of stream while scanning a quoted scalar"},
	{"tier: definite\n tests: true", "f:2:7: not YAML: mapping values are not allowed in this context"},
	{"\ttier: definite", "f:1:1: not YAML: found character that cannot start any token while scanning for the next token"},
	{"tier: a\xff", "f: not a text in UTF-8"},
	{"t\x00i\x00e\x00r\x00:\x00", "f: not a text in UTF-8"},
}

func TestBad(t *testing.T) {
	for _, tt := range bad {
		src := strings.TrimPrefix(tt.src, "~")
		c, err := parse("f", "/p", []byte(src), ruleIDs)
		if err == nil || err.Error() != tt.want || c != nil {
			t.Errorf("%q gives %v, want %s", src, err, tt.want)
		}
	}
}

// TestSchema holds that editors accept the files that parvet accepts.
func TestSchema(t *testing.T) {
	schema := compile(t, Schema(ruleIDs))
	for _, src := range good {
		if _, err := parse("f", "/p", []byte(src), ruleIDs); err != nil {
			t.Errorf("%q is refused: %v", src, err)
		}
		if err := schema.Validate(value(t, src)); err != nil {
			t.Errorf("the schema refuses %q: %v", src, err)
		}
	}
	for _, tt := range bad {
		src, unseen := strings.CutPrefix(tt.src, "~")
		var v any
		if yaml.Load([]byte(src), &v) != nil {
			continue // editors see that, or it has two documents
		}
		if err := schema.Validate(v); (err == nil) != unseen {
			t.Errorf("the schema says of %q: %v", src, err)
		}
	}
}

func compile(t testing.TB, schema []byte) *jsonschema.Schema {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(SchemaURL, doc); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile(SchemaURL)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func value(t testing.TB, src string) any {
	var v any
	if err := yaml.Load([]byte(src), &v); err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return v
}

func TestBombs(t *testing.T) {
	var aliases strings.Builder
	aliases.WriteString("a0: &a0 [x, x]\n")
	for i := range 60 {
		n := string(rune('A' + i))
		aliases.WriteString(n + ": &" + n + " [*a0, *a0]\n")
	}
	for name, src := range map[string]string{
		"aliases": aliases.String(),
		"lists":   "enable: " + strings.Repeat("[", 100_000),
		"nested":  "enable: " + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000),
		"maps":    strings.Repeat("{mutex: ", 100_000),
		"long":    "tier: " + strings.Repeat("x", 100_000) + "\n",
		"lines":   "tier: |\n" + strings.Repeat("  x\n", 1_000),
	} {
		_, err := parse("f", "/p", []byte(src), ruleIDs)
		if err == nil || len(err.Error()) > 200 || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %.300v", name, err)
		}
	}
}

func TestDecode(t *testing.T) {
	c, err := Decode(".golangci.yml", filepath.FromSlash("/p"), map[string]any{"enable": []any{"sleep"}, "models": []string{"m"}}, ruleIDs)
	if err != nil || len(c.Enable) != 1 || c.Models[0] != filepath.FromSlash("/p/m") {
		t.Errorf("decoded %+v, %v", c, err)
	}
	if got, want := c.Errorf("models", "no").Error(), ".golangci.yml: models: no"; got != want {
		t.Errorf("an error about a setting is %q, want %q", got, want)
	}
	const want = `.golangci.yml: unknown setting "tiers"; did you mean tier?`
	if _, err := Decode(".golangci.yml", "/p", map[string]any{"tiers": "x"}, ruleIDs); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	for _, v := range []any{nil, map[string]any{}} {
		if c, err := Decode("f", "/p", v, ruleIDs); err != nil || len(c.Given()) != 0 {
			t.Errorf("%v gives %+v, %v", v, c, err)
		}
	}
	if _, err := Decode("f", "/p", func() {}, ruleIDs); err == nil {
		t.Error("no error for a function")
	}
}

// FuzzParse: no input panics, an error is one line with the name of the file, and
// the schema accepts what parvet accepts.
func FuzzParse(f *testing.F) {
	for _, src := range good {
		f.Add([]byte(src))
	}
	for _, tt := range bad {
		f.Add([]byte(strings.TrimPrefix(tt.src, "~")))
	}
	schema := compile(f, Schema(ruleIDs))
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := parse("f", "/p", src, ruleIDs)
		if err != nil {
			if e, ok := errors.AsType[*Error](err); !ok || c != nil || !strings.HasPrefix(e.Error(), "f:") || strings.ContainsAny(e.Error(), "\n\r") {
				t.Errorf("error %q", err)
			}
			return
		}
		var v any
		if err := yaml.Load(src, &v); err != nil {
			t.Fatalf("accepted, but %v", err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("the schema refuses it: %v", err)
		}
		if v == nil {
			t.Fatal("accepted, though there is nothing")
		}
		if again, err := Decode("f", "/p", v, ruleIDs); err != nil {
			if data, _ := json.Marshal(v); json.Valid(data) {
				t.Errorf("decoded from %s: %v", data, err)
			}
		} else if again.given, c.given = nil, nil; !reflect.DeepEqual(again, c) {
			t.Errorf("decoded\n%+v\nparsed\n%+v", again, c)
		}
	})
}

// TestPage holds that the example in the documentation is right, and has all
// settings.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```yaml\n")
	example, _, ok := strings.Cut(example, "```\n")
	c, err := parse("f", "/p", []byte(example), ruleIDs)
	if !ok || err != nil {
		t.Fatalf("the example is wrong: %v", err)
	}
	for v, i := reflect.ValueOf(*c), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("the example does not set %s", v.Type().Field(i).Name)
		}
	}
	if err := compile(t, Schema(ruleIDs)).Validate(value(t, example)); err != nil {
		t.Errorf("the schema refuses the example: %v", err)
	}
}
