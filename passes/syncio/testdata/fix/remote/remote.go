// Package remote has functions whose results other packages cannot name.
package remote

import "os"

type Client struct{}

type file struct{}

func (c *Client) Open() (*file, error) {
	_, err := os.Open("x")
	return nil, err
}
