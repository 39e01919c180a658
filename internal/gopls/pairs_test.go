package gopls

import (
	"errors"
	"go/version"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/semver"
)

func TestPairFor(t *testing.T) {
	newest := Pairs[0]
	for goVersion, ok := range map[string]bool{
		newest.Patch:                true,
		newest.Go:                   true, // its first release had no patch number in earlier years
		newest.Go + ".0":            true,
		newest.Go + "rc1":           true,
		newest.Go + ".2 X:nodwarf5": true,
		newest.Go + ".2-corp":       true,
		newest.Go + "0.1":           false, // go1.260
		"go1.25.4":                  false,
		"go1.999":                   false,
		"devel go1.999-0123456 Mon": false,
		"":                          false,
	} {
		p, err := PairFor(goVersion)
		if (err == nil) != ok {
			t.Errorf("%q: %v, %v", goVersion, p, err)
		}
		if unknown, is := errors.AsType[*UnknownPair](err); !ok && (!is || unknown.Go != goVersion) {
			t.Errorf("%q: the error is %#v", goVersion, err)
		}
	}
}

// TestUnknownPair holds that the error says what there is and what to do.
func TestUnknownPair(t *testing.T) {
	_, err := PairFor("go1.999.1")
	for _, part := range []string{"go1.999.1", Pairs[0].Gopls, Pairs[0].Go, "GOTOOLCHAIN=" + Pairs[0].Patch + " parvet gopls install", "parvet lsp"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

func TestPairs(t *testing.T) {
	if !slices.IsSortedFunc(Pairs, func(a, b Pair) int { return version.Compare(b.Go, a.Go) }) {
		t.Error("the pairs are not sorted: those for newer releases of Go come first")
	}
	for _, p := range Pairs {
		if !version.IsValid(p.Go) || version.Lang(p.Patch) != p.Go || !semver.IsValid(p.Gopls) || !semver.IsValid(p.Module) {
			t.Errorf("a pair is %+v", p)
		}
		if !strings.Contains(Table(), p.Gopls) {
			t.Errorf("%s is not in\n%s", p.Gopls, Table())
		}
	}
}
