// Package fetch gets pages, and waits for as long as the sites like.
package fetch

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
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
func Get(url string) (Page, error) {
	for try := range tries {
		status, body, err := get(url)
		if err != nil {
			return Page{}, err
		}
		if status == http.StatusOK {
			title, next, _ := strings.Cut(body, "\n")
			return Page{title, next}, nil
		}
		time.Sleep(backoff << try) // in callers' tasks, for all this package knows
	}
	return Page{}, fmt.Errorf("%s: tried %d times", url, tries)
}

func get(url string) (status int, body string, err error) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}
