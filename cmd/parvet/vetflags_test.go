package main

import (
	"strings"
	"testing"
)

// TestVetFlags: go vet says what is wrong with a flag in one line a package.
func TestVetFlags(t *testing.T) {
	s := newSandbox(t)
	for flag, want := range map[string]string{
		"-tier=sure":            `flag -tier: want definite, probable or possible, have "sure"`,
		"-tier sure":            `flag -tier: want definite, probable or possible, have "sure"`,
		"-effects.tier=sure":    `flag -effects.tier: want definite, probable or possible, have "sure"`,
		"-max-wait=long":        `flag -max-wait: want a duration of 0 or more, such as 10ms, have "long"`,
		"-cpupools=example.org": `flag -cpupools: no model of a pool library "example.org"; there are `,
		"-models /m":            "flag -models: go vet would not notice that /m changes: run parvet itself, or name the file in the variable PARVET_MODELS",
		"-models=/m@sha256:0":   "flag -models: cannot read the models in /m: no such file or directory",
	} {
		args := append([]string{"go", "vet", "-vettool=PARVET"}, strings.Fields(flag)...)
		out, status := s.run(append(args, "./store")...)
		var said []string
		for line := range strings.Lines(out) {
			if !strings.HasPrefix(line, "# ") {
				said = append(said, line)
			}
		}
		if status != 1 || len(said) != 1 || !strings.HasPrefix(said[0], "parvet: "+want) {
			t.Errorf("go vet %s exits with %d and says\n%swant 1 and %q", flag, status, out, want)
		}
	}
	for _, flags := range []string{"-tier possible -max-wait 1s", "-tier=definite -effects.max-wait=0 -mutex.short"} {
		args := append([]string{"go", "vet", "-vettool=PARVET"}, strings.Fields(flags)...)
		if out, status := s.run(append(args, "./...")...); status != 0 || out != "" {
			t.Errorf("go vet %s exits with %d and says\n%s", flags, status, out)
		}
	}
}
