package nogo_test

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/gob"
	"fmt"
	"go/version"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/parvet/parvet/analyzer"
	"github.com/parvet/parvet/internal/driver"
	"github.com/parvet/parvet/internal/driver/demand"
	"github.com/parvet/parvet/internal/vettool"
	"github.com/parvet/parvet/passes/effects"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == asUnit {
		analyse(os.Args[2])
	}
	os.Exit(m.Run())
}

// flags are those under which the most is reported.
var flags = map[string]string{"cpupools": "all", "max-wait": "0s", "tier": "possible"}

// rules returns the names of the analyzers that are given to nogo.
func rules() []string {
	var names []string
	for _, a := range analyzer.All() {
		if a != effects.Analyzer {
			names = append(names, a.Name)
		}
	}
	return names
}

// TestAgree: under the terms of nogo the rules find on the whole corpus what the
// command finds: at the same places, in the same words. And what they write for
// importers is the same in another checkout, and names no directory.
func TestAgree(t *testing.T) {
	if !version.IsValid(goVersion()) {
		t.Skipf("the toolchain is %s, which package types does not take for a version of Go", goVersion())
	}
	vettool.Guard(analyzer.All())
	for name, value := range flags {
		f := effects.Analyzer.Flags.Lookup(name)
		t.Cleanup(func() { f.Value.Set(f.DefValue) })
		if err := f.Value.Set(value); err != nil {
			t.Fatal(err)
		}
	}
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir()
	copyTree(t, copied, root)
	found, ran := make(map[string]int), 0
	for name, dir := range modules(t) {
		t.Run(name, func(t *testing.T) {
			ran++
			want := ofCommand(t, dir)
			tr := load(t, dir)
			got := tr.analyzeTree(t, (*unit).analyze, rules(), map[string]map[string]string{"effects": flags})
			compare(t, "the command", want, "our driver", got.findings)
			for _, line := range got.findings {
				for _, rule := range rules() {
					if strings.Contains(line, ": "+rule+": ") {
						found[rule]++
					}
				}
			}
			rel, err := filepath.Rel(root, dir)
			if err != nil {
				t.Fatal(err)
			}
			again := load(t, filepath.Join(copied, rel)).analyzeTree(t, (*unit).analyze, []string{"effects"}, map[string]map[string]string{"effects": flags})
			checkFacts(t, got.facts, again.facts, root, copied)
		})
	}
	for _, rule := range rules() {
		if found[rule] == 0 && ran == len(modules(t)) { // and not only those that -run names
			t.Errorf("the rule %s has found nothing anywhere", rule)
		}
	}
}

// TestOneRule: a rule needs no other one beside it.
func TestOneRule(t *testing.T) {
	dir := modules(t)["sleep_testdata"]
	tr := load(t, dir)
	set := map[string]map[string]string{"effects": flags}
	all := tr.analyzeTree(t, (*unit).analyze, rules(), set).findings
	for _, rule := range rules() {
		alone := tr.analyzeTree(t, (*unit).analyze, []string{rule}, set).findings
		of := slices.DeleteFunc(slices.Clone(all), func(line string) bool { return !strings.Contains(line, ": "+rule+": ") })
		compare(t, "all rules", of, "one rule", alone)
		if rule == "sleep" && len(alone) == 0 {
			t.Error("the rule sleep finds nothing in its own test data")
		}
	}
}

// none is a driver for requests that must not be left to another one.
type none struct{ t *testing.T }

func (n none) Run(context.Context, driver.Request) (*driver.Result, error) {
	n.t.Error("the request was left to another driver")
	return new(driver.Result), nil
}

// ofCommand returns what the command finds in a module, but for packages with cgo.
func ofCommand(t *testing.T, dir string) []string {
	t.Helper()
	d := &demand.Driver{Analyzers: analyzer.All(), Otherwise: none{t}}
	res, err := d.Run(t.Context(), driver.Request{Dir: dir, Patterns: []string{"./..."}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Failures {
		t.Errorf("%s: %s", f.Package, f.Message)
	}
	var lines []string
	for _, f := range res.Findings {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s: %s", f.File, f.Line, f.Column, f.Rule, f.Message))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

func compare(t *testing.T, oneName string, one []string, otherName string, other []string) {
	t.Helper()
	for _, line := range one {
		if !slices.Contains(other, line) {
			t.Errorf("only %s has\n%s", oneName, line)
		}
	}
	for _, line := range other {
		if !slices.Contains(one, line) {
			t.Errorf("only %s has\n%s", otherName, line)
		}
	}
}

// checkFacts: both have the same facts, and these have no name of a directory of
// this machine in them.
func checkFacts(t *testing.T, facts, again map[string][]byte, roots ...string) {
	t.Helper()
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	any := false
	for id, data := range facts {
		if !bytes.Equal(data, again[id]) {
			t.Errorf("the facts about %s are others in another checkout", id)
		}
		for _, text := range append(inflated(t, data), data) {
			any = any || len(text) > 0
			for _, dir := range append(roots, home+"/", os.TempDir()) {
				if bytes.Contains(text, []byte(filepath.ToSlash(dir))) || bytes.Contains(text, []byte(dir)) {
					t.Errorf("the facts about %s name the directory %s", id, dir)
				}
			}
		}
	}
	if len(again) != len(facts) {
		t.Errorf("there are facts about %d packages, in the other checkout about %d", len(facts), len(again))
	}
	if !any {
		t.Error("there are no facts")
	}
}

// inflated returns what the engine has deflated in a file with facts.
func inflated(t *testing.T, data []byte) [][]byte {
	t.Helper()
	if len(data) == 0 {
		return nil
	}
	gob.Register(new(effects.Facts))
	var facts []struct {
		PkgPath, Object string
		Fact            analysis.Fact
	}
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&facts); err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, f := range facts {
		text, err := io.ReadAll(flate.NewReader(bytes.NewReader(f.Fact.(*effects.Facts).Data)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	return all
}
