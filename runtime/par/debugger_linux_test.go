package par

import "testing"

func TestTracerInStatus(t *testing.T) {
	for status, want := range map[string]bool{
		"Name:\tx\nTracerPid:\t0\nUid:\t0\n":  false,
		"Name:\tx\nTracerPid:\t71\nUid:\t0\n": true,
		"Name:\tTracerPid:\t71\n":             false,
		"":                                    false,
	} {
		if got := tracer([]byte(status)); got != want {
			t.Errorf("%q: %v", status, got)
		}
	}
}
