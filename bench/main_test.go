package main

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestBench holds that all contestants of small cases come to the same result and are in
// the table.
func TestBench(t *testing.T) {
	var out strings.Builder
	o := options{run: regexp.MustCompile("^(tree of 1,023 nodes|loop of 10 items|comb.*|10\\^4 empty tasks.*|sort of 10\\^6 sorted.*)$"), rounds: 1, threads: 2}
	if err := bench(t.Context(), &out, o); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases() {
		if o.run.MatchString(c.name) != strings.Contains(out.String(), "\n"+c.name+", on 2\n") {
			t.Errorf("%s: in the table but not asked for, or not in the table though it was", c.name)
		}
		for _, by := range c.contestants {
			if o.run.MatchString(c.name) && !strings.Contains(out.String(), by.name+"  ") {
				t.Errorf("%s: %s is missing", c.name, by.name)
			}
		}
	}
}

func TestBenchNothing(t *testing.T) {
	err := bench(t.Context(), &strings.Builder{}, options{run: regexp.MustCompile("nonsense"), rounds: 1, threads: 1})
	if err == nil || err.Error() != `no case matches "nonsense"` {
		t.Errorf("have %v", err)
	}
}

func TestMeasureDifferent(t *testing.T) {
	is := func(name string, result uint64) contestant {
		return contestant{name, func(int) (func(int) (uint64, time.Duration, error), func(), error) {
			return func(times int) (uint64, time.Duration, error) { return result, minRun, nil }, nil, nil
		}}
	}
	c := benchCase{name: "same", units: 2, threads: 1, contestants: []contestant{is("a", 1), is("b", 1)}}
	rows, err := c.measure(context.Background(), 3)
	if err != nil || len(rows) != 2 || len(rows[1]) != 3 || rows[1][1] != float64(minRun)/2 {
		t.Errorf("have %v, %v", rows, err)
	}
	c.contestants = append(c.contestants, is("c", 2))
	if _, err := c.measure(context.Background(), 3); err == nil || err.Error() != "c comes to 2, a to 1" {
		t.Errorf("have %v", err)
	}
}
