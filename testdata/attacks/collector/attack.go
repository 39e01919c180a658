package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

const (
	workers = 2
	early   = 10   // lines that are there before the attack
	late    = 1000 // lines that come during the attack
)

// patience is for programs that stall; the others never use it up.
var patience = flag.Duration("patience", 2*time.Second, "how long the subscriber waits at most for the lines to be collected")

// main attacks the collector: when a subscriber has read its first byte, lines
// come in. The subscriber reads on when all of these are collected, so that they
// must not depend on it.
func main() {
	flag.Parse()
	log.SetFlags(0)
	ctx := context.Background()
	pool, err := par.New(par.Workers(workers))
	check(err)
	c := newCollector(pool)
	check(c.collect(ctx, logLines(early)))

	conn, peer := net.Pipe() // without a buffer: what is not read is not written
	go func() {
		check(c.subscribe(conn))
		check(conn.Close())
	}()
	received := make([]byte, 1)
	_, err = io.ReadFull(peer, received)
	check(err)

	allDone := make(chan struct{})
	go func() {
		check(c.collect(ctx, logLines(late)))
		close(allDone)
	}()
	select {
	case <-allDone:
	case <-time.After(*patience):
	}
	meanwhile := c.collected.Load() - early
	rest, err := io.ReadAll(peer)
	check(err)
	var seen []result
	check(json.Unmarshal(append(received, rest...), &seen))
	<-allDone

	fmt.Printf("lines collected while a subscriber dawdled: %d of %d\n", meanwhile, late)
	fmt.Printf("lines collected in the end: %d of %d\n", c.collected.Load()-early, late)
	fmt.Printf("results that the subscriber got: %d of %d\n", len(seen), early)
	fmt.Printf("errors of host-0 in the end: %d\n", c.errors["host-0"])
	check(pool.Close(ctx))
}

// logLines returns lines of ten hosts; each tenth line is an error of host-0.
func logLines(n int) []string {
	lines := make([]string, n)
	for i := range lines {
		status := 200
		if i%10 == 0 {
			status = 503
		}
		lines[i] = fmt.Sprintf("host-%d %d", i%10, status)
	}
	return lines
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
