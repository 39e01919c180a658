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
