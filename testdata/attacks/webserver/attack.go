package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

const (
	workers = 2
	short   = 100 // requests of ordinary clients
)

// patience is for programs that stall; the others never use it up.
var patience = flag.Duration("patience", 2*time.Second, "how long the bank waits at most for the short requests to be done")

// main attacks the server: when the bank has been asked for as many exotic
// rates as there are workers, ordinary clients come. The bank answers when all
// of these are served, so that they must not depend on it.
func main() {
	flag.Parse()
	log.SetFlags(0)
	pool, err := par.New(par.Workers(workers))
	check(err)

	var asked sync.WaitGroup // the bank, for each long request
	asked.Add(workers)
	release := make(chan struct{})
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Done()
		<-release
		io.WriteString(w, "7440")
	}))
	defer bank.Close()
	front := httptest.NewServer(&server{pool: pool, bank: bank.URL + "/"})
	defer front.Close()

	var long, ordinary sync.WaitGroup
	var longServed, served atomic.Int64
	for range workers {
		long.Go(func() { request(front.URL+"/?euros=5&currency=DKK", "37 DKK", &longServed) })
	}
	asked.Wait()
	for range short {
		ordinary.Go(func() { request(front.URL+"/?euros=5&currency=USD", "5 USD", &served) })
	}
	allServed := make(chan struct{})
	go func() {
		ordinary.Wait()
		close(allServed)
	}()

	select {
	case <-allServed:
	case <-time.After(*patience):
	}
	meanwhile := served.Load()
	close(release)
	long.Wait()
	<-allServed

	fmt.Printf("short requests served while %d long ones waited: %d of %d\n", workers, meanwhile, short)
	fmt.Printf("short requests served in the end: %d of %d\n", served.Load(), short)
	fmt.Printf("long requests served in the end: %d of %d\n", longServed.Load(), workers)
	check(pool.Close(context.Background()))
}

// request sends a request and counts it if the answer is right.
func request(url, want string, right *atomic.Int64) {
	resp, err := http.Get(url)
	check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	check(err)
	if string(body) == want {
		right.Add(1)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
