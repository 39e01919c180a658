package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

// A benchCase is a piece of work that several contestants do.
type benchCase struct {
	name    string
	unit    string  // what the times in the table are for
	units   float64 // in one run
	threads int     // 0 for what the user says
	rayon   string  // how the program of Rayon calls it, if it takes part

	contestants []contestant // that of par first
}

// A contestant does the work of a case.
type contestant struct {
	name string

	// start makes ready what is not to be measured, such as a pool of that many
	// threads. run does the work that many times and returns the result, which must be
	// the same for all contestants, and how long that took. stop may be nil.
	start func(threads int) (run func(times int) (result uint64, took time.Duration, err error), stop func(), err error)
}

// minRun is how long a turn should take at least, for the clock and the start of it not to
// matter.
const minRun = 20 * time.Millisecond

// measure returns the time of a unit in nanoseconds of each turn of each contestant, sorted.
func (c *benchCase) measure(ctx context.Context, rounds int) ([][]float64, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.threads))
	type turn struct {
		run   func(int) (uint64, time.Duration, error)
		times int
	}
	turns := make([]turn, len(c.contestants))
	var want uint64
	for i, by := range c.contestants {
		run, stop, err := by.start(c.threads)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", by.name, err)
		}
		if stop != nil {
			defer stop()
		}
		t := turn{run, 1}
		for {
			got, took, err := run(t.times)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", by.name, err)
			}
			if i == 0 {
				want = got
			} else if got != want {
				return nil, fmt.Errorf("%s comes to %d, %s to %d", by.name, got, c.contestants[0].name, want)
			}
			if took >= minRun {
				break
			}
			t.times = max(t.times+1, min(t.times*10, int(float64(t.times)*1.2*float64(minRun)/float64(max(took, 1)))))
		}
		turns[i] = t
	}
	all := make([][]float64, len(turns))
	for r := range rounds {
		for k := range turns {
			i := (k + r) % len(turns) // who is first has no advantage by it
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			runtime.GC()
			_, took, err := turns[i].run(turns[i].times)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.contestants[i].name, err)
			}
			all[i] = append(all[i], float64(took)/float64(turns[i].times)/c.units)
		}
	}
	for i := range all {
		slices.Sort(all[i])
	}
	return all, nil
}

func writeTable(w io.Writer, c benchCase, rows [][]float64) {
	fmt.Fprintf(w, "\n%s, on %d\n", c.name, c.threads)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(tw, "\tmin\tmedian\t÷ par\t÷ par\t\n")
	ours := rows[0]
	for i, row := range rows {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%.2f\t%.2f\t\n", c.contestants[i].name, duration(row[0], c.unit), duration(median(row), c.unit),
			row[0]/ours[0], median(row)/median(ours))
	}
	tw.Flush()
}

func median(sorted []float64) float64 { return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2 }

// duration writes nanoseconds with three digits.
func duration(ns float64, unit string) string {
	for _, u := range []struct {
		name string
		ns   float64
	}{{"s", 1e9}, {"ms", 1e6}, {"µs", 1e3}} {
		if ns >= u.ns {
			return fmt.Sprintf("%.3g %s/%s", ns/u.ns, u.name, unit)
		}
	}
	return fmt.Sprintf("%.3g ns/%s", ns, unit)
}

// timed is the run of a contestant that does the work by one call.
func timed(work func() (uint64, error)) func(int) (uint64, time.Duration, error) {
	return func(times int) (result uint64, took time.Duration, err error) {
		began := time.Now()
		for range times {
			if result, err = work(); err != nil {
				return 0, 0, err
			}
		}
		return result, time.Since(began), nil
	}
}
