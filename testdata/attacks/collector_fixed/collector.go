// Collector_fixed is collector with tasks that share nothing: par.Map returns
// the results and par.Reduce the sums. The mutex remains for those who
// subscribe, but no task takes it, and nobody writes while holding it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/parvet/parvet/runtime/par"
)

// result is a line of the log.
type result struct {
	Host   string
	Status int
}

type collector struct {
	pool *par.Pool

	mu      sync.Mutex // guards results and errors
	results []result
	errors  map[string]int

	collected atomic.Int64 // is len(results)
}

func newCollector(pool *par.Pool) *collector {
	return &collector{pool: pool, errors: make(map[string]int)}
}

// collect parses lines and keeps what they say.
func (c *collector) collect(ctx context.Context, lines []string) error {
	results, err := par.Map(ctx, lines, parse, par.On(c.pool))
	if err != nil {
		return err
	}
	errors, err := par.Reduce(ctx, results, newCounts, countErrors, addCounts, par.On(c.pool))
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.results = append(c.results, results...)
	c.errors = addCounts(c.errors, errors)
	c.collected.Add(int64(len(results)))
	return nil
}

// subscribe writes all results to conn.
func (c *collector) subscribe(conn net.Conn) error {
	c.mu.Lock()
	results := slices.Clone(c.results)
	c.mu.Unlock()
	return json.NewEncoder(conn).Encode(results)
}

func parse(ctx context.Context, line string) (r result, err error) {
	if _, err := fmt.Sscanf(line, "%s %d", &r.Host, &r.Status); err != nil {
		return r, fmt.Errorf("%q: %w", line, err)
	}
	return r, nil
}

func newCounts() map[string]int { return make(map[string]int) }

func countErrors(counts map[string]int, r result) map[string]int {
	if r.Status >= 500 {
		counts[r.Host]++
	}
	return counts
}

func addCounts(a, b map[string]int) map[string]int {
	for host, n := range b {
		a[host] += n
	}
	return a
}
