// Crawler_fixed is crawler with workers given back while they wait: the fetch
// package waits inside par.Blocking and par.Sleep, a job waits for the operator
// before it becomes a task, and what the tasks have found is returned by
// par.Map. The channel that remains is waited for no longer than the context
// lasts, and not on a worker either.
package main

import (
	"context"
	"slices"

	"github.com/parvet/parvet/runtime/par"
	"github.com/parvet/parvet/testdata/attacks/crawler_fixed/fetch"
)

type crawler struct {
	pool    *par.Pool
	resumed chan struct{} // closed when the operator lets go
	slots   chan struct{} // holds one for each further connection
}

// newCrawler returns a crawler that is paused.
func newCrawler(pool *par.Pool, connections int) *crawler {
	c := &crawler{pool: pool, resumed: make(chan struct{}), slots: make(chan struct{}, connections)}
	for range connections {
		c.slots <- struct{}{}
	}
	return c
}

func (c *crawler) resume() { close(c.resumed) }

// job visits the sites of one user, and returns the titles of their pages.
func (c *crawler) job(ctx context.Context, sites []string) ([]string, error) {
	select {
	case <-c.resumed:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	task, err := par.Submit(ctx, c.pool, func(ctx context.Context) ([][]string, error) {
		return par.Map(ctx, sites, c.site)
	})
	if err != nil {
		return nil, err
	}
	titles, err := task.Wait(ctx)
	return slices.Concat(titles...), err
}

// site visits one site, page by page.
func (c *crawler) site(ctx context.Context, url string) (titles []string, err error) {
	for url != "" {
		page, err := c.page(ctx, url)
		if err != nil {
			return nil, err
		}
		titles = append(titles, page.Title)
		url = page.Next
	}
	return titles, nil
}

// page fetches a page when there is a slot for another connection.
func (c *crawler) page(ctx context.Context, url string) (page fetch.Page, err error) {
	err = par.Blocking(ctx, func(ctx context.Context) error {
		select {
		case <-c.slots:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if err != nil {
		return page, err
	}
	defer func() { c.slots <- struct{}{} }() // there is room for the one that was taken
	return fetch.Get(ctx, url)
}
