package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

const (
	workers     = 2
	connections = 8
	sites       = 4 // of the other user
	pages       = 5 // of each of these sites
)

// patience is for programs that stall; the others never use it up.
var patience = flag.Duration("patience", 2*time.Second, "how long the bad sites wait at most for the good ones to be crawled")

// main attacks the crawler: when as many bad sites have been asked for a page as
// there are workers, another user brings a job. The bad sites answer when that
// job is done, so that it must not depend on them.
func main() {
	flag.Parse()
	log.SetFlags(0)
	ctx := context.Background()
	pool, err := par.New(par.Workers(workers))
	check(err)
	c := newCrawler(pool, connections)
	c.resume()

	var asked sync.WaitGroup // each of the bad sites
	asked.Add(workers)
	release := make(chan struct{})
	bad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Done()
		<-release
		fmt.Fprintln(w, "sorry")
	}))
	defer bad.Close()
	var served atomic.Int64
	good := httptest.NewServer(goodSites(&served))
	defer good.Close()

	var attacker, user sync.WaitGroup
	var badTitles, goodTitles []string
	attacker.Go(func() { badTitles = crawl(ctx, c, bad.URL, workers) })
	asked.Wait()
	user.Go(func() { goodTitles = crawl(ctx, c, good.URL, sites) })
	allDone := make(chan struct{})
	go func() {
		user.Wait()
		close(allDone)
	}()

	select {
	case <-allDone:
	case <-time.After(*patience):
	}
	meanwhile := served.Load()
	close(release)
	attacker.Wait()
	<-allDone

	fmt.Printf("good pages crawled while %d bad sites dawdled: %d of %d\n", workers, meanwhile, sites*pages)
	fmt.Printf("good pages crawled in the end: %d of %d\n", len(goodTitles), sites*pages)
	fmt.Printf("bad pages crawled in the end: %d of %d\n", len(badTitles), workers)
	check(pool.Close(ctx))
}

// crawl has c visit n sites of a server.
func crawl(ctx context.Context, c *crawler, server string, n int) []string {
	var job []string
	for site := range n {
		job = append(job, fmt.Sprintf("%s/%d/", server, site))
	}
	titles, err := c.job(ctx, job)
	check(err)
	return titles
}

// goodSites serves sites of a few pages. The first attempt to get the last page
// of each fails.
func goodSites(served *atomic.Int64) http.Handler {
	var tried sync.Map // URLs of last pages
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		url := r.URL.Path
		last := strings.Count(url, "x") == pages-1
		if _, again := tried.LoadOrStore(url, true); last && !again {
			http.Error(w, "overloaded", http.StatusServiceUnavailable)
			return
		}
		served.Add(1)
		next := ""
		if !last {
			next = fmt.Sprintf("http://%s%sx", r.Host, url)
		}
		fmt.Fprintf(w, "page %s\n%s", url, next)
	})
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
