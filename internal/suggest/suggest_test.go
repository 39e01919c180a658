package suggest_test

import (
	"testing"

	"github.com/parvet/parvet/internal/suggest"
)

func TestNearest(t *testing.T) {
	known := []string{"channel", "mutex", "sleep", "syncio", "format", "C"}
	for name, want := range map[string]string{
		"fromat":  "format", // swapped neighbours count once
		"sleeep":  "sleep",
		"mutxe":   "mutex",
		"chanel":  "channel",
		"sync":    "syncio", // cut short
		"c":       "",
		"nothing": "",
		"":        "",
		"sleep":   "sleep",
	} {
		if got := suggest.Nearest(name, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
}
