// Package fetch gets pages, and gives the worker back while it waits for them.
package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/parvet/parvet/runtime/par"
)

const (
	tries   = 5
	backoff = 5 * time.Millisecond
)

// Page is a page of a site.
type Page struct {
	Title string
	Next  string // URL of the next page, or empty
}

// Get returns the page at url. It tries again if the site is overloaded.
func Get(ctx context.Context, url string) (Page, error) {
	for try := range tries {
		var status int
		var body string
		err := par.Blocking(ctx, func(ctx context.Context) (err error) {
			status, body, err = get(ctx, url)
			return err
		})
		if err != nil {
			return Page{}, err
		}
		if status == http.StatusOK {
			title, next, _ := strings.Cut(body, "\n")
			return Page{title, next}, nil
		}
		if err := par.Sleep(ctx, backoff<<try); err != nil {
			return Page{}, err
		}
	}
	return Page{}, fmt.Errorf("%s: tried %d times", url, tries)
}

func get(ctx context.Context, url string) (status int, body string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}
