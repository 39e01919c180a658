package effects

import (
	"fmt"

	"github.com/parvet/parvet/internal/finding"
)

// leastSure is the least sure tier of which rules report findings.
var leastSure = tier(finding.Probable)

func init() {
	Analyzer.Flags.Var(&leastSure, "tier",
		"report findings that are at least this sure: definite, probable or possible")
}

// tier is a flag.
type tier finding.Tier

func (t *tier) String() string { return string(*t) }

func (t *tier) Set(s string) error {
	if finding.Tier(s).Rank() < 0 {
		return fmt.Errorf("want definite, probable or possible, have %q", s)
	}
	*t = tier(s)
	return nil
}

// Shown reports whether findings of a tier are to be reported.
func Shown(t finding.Tier) bool { return t.Rank() <= finding.Tier(leastSure).Rank() }
