// Crawler visits sites for its users, and a job with two bad sites stops it.
//
// Each job is a task of a pool of two workers, and fans out to a task for each
// site. That one waits in all the ways there are: for a flag, in a loop; for one
// of the connections that the crawler may have open, on a channel; for the
// site; before it tries again, for a while that the site chooses by refusing;
// and for the reader of what it has found. An attacker gives it two sites that
// do not answer, and the jobs of all others wait in the queue.
package main

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/parvet/parvet/runtime/par"
	"github.com/parvet/parvet/testdata/attacks/crawler/fetch"
)

type crawler struct {
	pool   *par.Pool
	paused atomic.Bool   // by the operator
	slots  chan struct{} // holds one for each further connection
}

// newCrawler returns a crawler that is paused.
func newCrawler(pool *par.Pool, connections int) *crawler {
	c := &crawler{pool: pool, slots: make(chan struct{}, connections)}
	c.paused.Store(true)
	for range connections {
		c.slots <- struct{}{}
	}
	return c
}

func (c *crawler) resume() { c.paused.Store(false) }

// job visits the sites of one user, and returns the titles of their pages.
func (c *crawler) job(ctx context.Context, sites []string) ([]string, error) {
	found := make(chan string)
	task, err := par.Submit(ctx, c.pool, func(ctx context.Context) (int, error) {
		defer close(found)
		return len(sites), par.ForEach(ctx, sites, func(ctx context.Context, i int, site *string) error {
			for c.paused.Load() { // want sleep
				runtime.Gosched()
			}
			for url := *site; url != ""; {
				page, err := c.page(url) // want syncio // want sleep // want channel
				if err != nil {
					return err
				}
				found <- page.Title // want channel
				url = page.Next
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	var titles []string
	for title := range found {
		titles = append(titles, title)
	}
	_, err = task.Wait(ctx)
	return titles, err
}

// page fetches a page when there is a slot for another connection.
func (c *crawler) page(url string) (fetch.Page, error) {
	slot := <-c.slots
	defer func() { c.slots <- slot }()
	return fetch.Get(url)
}
