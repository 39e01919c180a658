// Command bench measures par beside the pools that Go programs use otherwise, beside
// Rayon, and beside plain sequential code.
//
//	go run . [-run REGEXP] [-rounds N] [-threads N] [-rayon PROGRAM]
//
// All contestants of a case take turns in one process, round by round, so that a machine
// which is slow for a while is slow for all of them. Rayon runs in a process of its own,
// which waits meanwhile; rayon/build.sh builds it from packages of Debian. Each must come
// to the same result as the sequential code.
//
// The table has the least and the median time of a unit of work, and both as ratios to
// those of par: above 1 is slower than par.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime"
)

func main() {
	o := options{rounds: 11, threads: runtime.GOMAXPROCS(0)}
	run := flag.String("run", "", "the cases to run, a regular expression")
	flag.IntVar(&o.rounds, "rounds", o.rounds, "how often each contestant has its turn")
	flag.IntVar(&o.threads, "threads", o.threads, "how many threads each contestant may use, where the case does not say")
	flag.StringVar(&o.rayon, "rayon", "", "the program that rayon/build.sh has built; without it Rayon takes no part")
	flag.Parse()
	err := errors.New("-rounds and -threads must be positive, and there are no arguments")
	if flag.NArg() == 0 && o.rounds > 0 && o.threads > 0 {
		if o.run, err = regexp.Compile(*run); err == nil {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			err = bench(ctx, os.Stdout, o)
			stop()
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	run             *regexp.Regexp
	rounds, threads int
	rayon           string
}

// bench runs the cases that o names and writes a table of each.
func bench(ctx context.Context, w io.Writer, o options) error {
	var ray *rayon
	if o.rayon != "" {
		var err error
		if ray, err = startRayon(o.rayon); err != nil {
			return err
		}
		defer ray.stop()
	}
	fmt.Fprintf(w, "%s %s/%s, %d threads, %d rounds\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, o.threads, o.rounds)
	found := false
	for _, c := range cases() {
		if !o.run.MatchString(c.name) {
			continue
		}
		found = true
		if c.threads == 0 {
			c.threads = o.threads
		}
		if ray != nil && c.rayon != "" {
			c.contestants = append(c.contestants, ray.contestant(c))
		}
		rows, err := c.measure(ctx, o.rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		writeTable(w, c, rows)
	}
	if !found {
		return fmt.Errorf("no case matches %q", o.run)
	}
	return nil
}
