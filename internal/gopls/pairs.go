package gopls

import (
	"fmt"
	"go/version"
	"strings"
)

// A Pair is a gopls and a release of Go of which it is known that the former,
// built by the latter with parvet inside, works.
type Pair struct {
	Go     string // the release, such as go1.26: any patch of it
	Patch  string // the patch of that release which it is tested with
	Gopls  string
	Module string // version of golang.org/x/tools in it
}

// Pairs are all that are tested, those for newer releases of Go first.
var Pairs = []Pair{
	{Go: "go1.26", Patch: "go1.26.8", Gopls: "v0.23.0", Module: "v0.47.1-0.20260707181000-a299dadba899"},
}

// PairFor returns the pair for a version of Go, as go env GOVERSION prints it.
func PairFor(goVersion string) (Pair, error) {
	name, _, _ := strings.Cut(goVersion, " ") // what follows are experiments
	for _, p := range Pairs {
		if version.Lang(name) == p.Go {
			return p, nil
		}
	}
	return Pair{}, &UnknownPair{goVersion}
}

// UnknownPair is the error about a release of Go that is not in the table.
type UnknownPair struct {
	Go string
}

func (e *UnknownPair) Error() string {
	newest := Pairs[0]
	return fmt.Sprintf("there is no gopls that is tested with parvet and %s: there is %s. "+
		"Build with that release, by GOTOOLCHAIN=%s parvet gopls install, if your modules need no newer one; "+
		"or keep the gopls that you have, and let your editor run parvet lsp beside it",
		e.Go, list(), newest.Patch)
}

// list returns the pairs as a part of a sentence.
func list() string {
	var names []string
	for _, p := range Pairs {
		names = append(names, fmt.Sprintf("gopls %s with %s", p.Gopls, p.Go))
	}
	return strings.Join(names, ", ")
}

// Table returns the pairs in columns, for people.
func Table() string {
	var b strings.Builder
	row := func(cells ...any) { fmt.Fprintf(&b, "%-10s  %-10s  %-11s  %s\n", cells...) }
	row("gopls", "Go", "tested with", "golang.org/x/tools")
	for _, p := range Pairs {
		row(p.Gopls, strings.TrimPrefix(p.Go, "go")+".x", p.Patch, p.Module)
	}
	return b.String()
}
