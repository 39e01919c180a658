// Collector parses lines of a log, and one slow reader stops it.
//
// All tasks append to one slice behind a mutex. That alone makes them queue up.
// But whoever subscribes to the results gets them written while the mutex is
// held: an attacker subscribes, reads one byte and no more, and each worker that
// has parsed a line waits for this reader. So does all else that the pool
// should do.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
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

	mu      sync.Mutex // guards results
	results []result
	errMu   sync.Mutex // guards errors
	errors  map[string]int

	collected atomic.Int64 // is len(results)
}

func newCollector(pool *par.Pool) *collector {
	return &collector{pool: pool, errors: make(map[string]int)}
}

// collect parses lines and keeps what they say.
func (c *collector) collect(ctx context.Context, lines []string) error {
	return par.ForEach(ctx, lines, func(ctx context.Context, i int, line *string) error {
		r, err := parse(*line)
		if err != nil {
			return err
		}
		c.add(r) // want mutex
		if r.Status >= 500 {
			c.errMu.Lock() // want mutex
			c.errors[r.Host]++
			c.errMu.Unlock()
		}
		return nil
	}, par.On(c.pool))
}

// add keeps a result.
func (c *collector) add(r result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.results = append(c.results, r)
	c.collected.Add(1)
}

// subscribe writes all results to conn.
func (c *collector) subscribe(conn net.Conn) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return json.NewEncoder(conn).Encode(c.results) // whoever wants c.mu waits for the peer
}

func parse(line string) (r result, err error) {
	if _, err := fmt.Sscanf(line, "%s %d", &r.Host, &r.Status); err != nil {
		return r, fmt.Errorf("%q: %w", line, err)
	}
	return r, nil
}
